// Who is signed in, and as what.
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { ApiError, http, installHooks } from './api/client';

export interface Scope {
    regions?: string[];
    categories?: string[];
    ownOnly?: boolean;
}
export interface Membership {
    id: string;
    organisation: string;
    organisationName: string;
    role: string;
    roleZh: string;
    scope?: Scope;
}
export interface Session {
    user: string;
    login: string;
    name?: string;
    phone?: string;
    roles: string[];
    organisation?: string;
    organisationName?: string;
    organisationStatus?: string;
    organisationKinds?: string[];
    membership?: string;
    memberships?: Membership[];
    permissions?: string[];
    csrfToken?: string;
    mustChangePassword?: boolean;
    expires: string;
}

/** The five sides of the console (ui.md section 4). A menu entry names those that show it. */
export type Side = 'producer' | 'seller' | 'regulator' | 'review' | 'operator';

export const useSession = defineStore('session', () => {
    const current = ref<Session | null>(null);
    const asked = ref(false);
    /** The dialog over the page that signs in again; what was typed below it stays. */
    const signInAgainOpen = ref(false);
    let waiting: ((again: boolean) => void)[] = [];

    const signedIn = computed(() => current.value !== null);
    const mustChangePassword = computed(() => current.value?.mustChangePassword === true);
    const has = (role: string) => current.value?.roles.includes(role) === true;
    /** Without the list (an older node) a page is shown and the server decides. */
    const may = (permission: string) => current.value?.permissions?.includes(permission) ?? signedIn.value;
    const sides = computed<Side[]>(() => {
        const out: Side[] = [];
        const kind = (name: string) => has(name) || current.value?.organisationKinds?.includes(name) === true;
        if (kind('producer') || kind('commissioning_party') || kind('commissioned_party')) out.push('producer');
        if (kind('seller') || kind('online_shop')) out.push('seller');
        if (has('regulator') || has('top_regulator')) out.push('regulator');
        if (has('first_reviewer') || has('second_reviewer')) out.push('review');
        if (has('platform_admin')) out.push('operator');
        return out;
    });
    const membership = computed(() => current.value?.memberships?.find(m => m.id === current.value?.membership));

    function set(session: Session | null): void {
        current.value = session;
        asked.value = true;
    }
    /** Asks the server once who is signed in; a stranger is no error. */
    async function load(force = false): Promise<void> {
        if (asked.value && !force) return;
        try {
            set(await http.get<Session>('/api/v1/sessions/current', undefined, { quiet: true }));
        } catch (e) {
            if (e instanceof ApiError && e.status === 401) return set(null);
            throw e;
        }
    }
    async function signOut(): Promise<void> {
        await http.delete('/api/v1/sessions/current', { quiet: true });
        set(null);
    }
    async function switchTo(id: string): Promise<void> {
        set(await http.put<Session>('/api/v1/sessions/current/membership', { membership: id }));
    }

    function signInAgain(): Promise<boolean> {
        signInAgainOpen.value = true;
        return new Promise(resolve => waiting.push(resolve));
    }
    function endSignInAgain(session: Session | null): void {
        // Another person must not go on with what this one typed: the page starts afresh.
        if (session && current.value && session.user !== current.value.user) return location.reload();
        if (session) set(session);
        signInAgainOpen.value = false;
        for (const resolve of waiting) resolve(session !== null);
        waiting = [];
    }

    installHooks({ csrf: () => current.value?.csrfToken ?? '', signInAgain });
    return {
        current,
        signedIn,
        mustChangePassword,
        sides,
        membership,
        signInAgainOpen,
        has,
        may,
        set,
        load,
        signOut,
        switchTo,
        endSignInAgain,
    };
});
