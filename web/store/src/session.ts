// Who is signed in, and in which store he works. Kept on the phone, so that the app opens without a network.
import { computed, reactive } from 'vue';
import { ApiError, http, installHooks } from './api/client';
import type { Page, } from './api/client';
import type { Session, Store } from './api/types';
import { forget, keep, kept } from './db';
import { net } from './net';

interface Kept {
    session: Omit<Session, 'csrfToken'>;
    stores: Store[];
    store: string;
}

/** Of a session that is about to end, where its person is no longer shown as signed in. */
let leavingToken = '';
/** Ends the session of this phone's cookie. False: nobody has answered, so it still stands. */
async function signedOut(): Promise<boolean> {
    const quick = { quiet: true, timeoutMs: 5000 };
    try {
        leavingToken = session.current?.csrfToken ?? '';
        if (!leavingToken) leavingToken = (await http.get<Session>('/api/v1/sessions/current', undefined, quick)).csrfToken ?? '';
        await http.delete('/api/v1/sessions/current', quick);
        return true;
    } catch (e) {
        return e instanceof ApiError && e.status === 401;
    } finally {
        leavingToken = '';
    }
}

export const session = reactive({
    current: null as Session | null,
    stores: [] as Store[],
    /** The id of the store; '' for an organisation without any. */
    store: '',
    /** The session ended while somebody worked: what he does is kept, and sent after he has signed in again. */
    ended: false,

    /** Asks the server who is signed in; what is kept stays while nobody answers. */
    async load(): Promise<void> {
        // Somebody has left without a network: he does not come back by the cookie that was not taken away.
        if (!session.current && (await kept('leaving'))) {
            if (await signedOut()) await forget('leaving');
            return;
        }
        try {
            const now = await http.get<Session>('/api/v1/sessions/current', undefined, { quiet: true });
            await session.enter(now, false);
        } catch (e) {
            if (e instanceof ApiError && e.status === 401) {
                if (session.current) session.ended = true;
            } else if (!(e instanceof ApiError)) {
                throw e;
            }
        }
    },
    /** What the phone remembers. */
    async recall(): Promise<void> {
        const before = await kept<Kept>('session');
        if (!before || session.current) return;
        session.current = { ...before.session };
        session.stores = before.stores;
        session.store = before.store;
    },
    async enter(now: Session, fresh = true): Promise<void> {
        const other = session.current !== null && session.current.user !== now.user;
        session.current = now;
        session.ended = false;
        if (fresh) await forget('leaving'); // his own cookie has taken the place of the other's
        if (other) {
            session.stores = [];
            session.store = '';
        }
        if (fresh || session.stores.length === 0) await session.loadStores();
        else await session.remember();
    },
    async loadStores(): Promise<void> {
        if (!session.current?.organisation) session.stores = [];
        else {
            try {
                session.stores = (await http.get<Page<Store>>('/api/v1/stores', { limit: 100 })).items;
            } catch (e) {
                // An organisation without stores, or whoever may not see them, works without.
                if (!(e instanceof ApiError)) throw e;
                if (e.status === 0 || e.status >= 500) return;
                session.stores = [];
            }
        }
        const active = session.stores.filter(one => one.status !== 'suspended');
        if (!active.some(one => one.id === session.store)) session.store = active.length === 1 ? active[0]!.id : '';
        await session.remember();
    },
    async choose(id: string): Promise<void> {
        session.store = id;
        await session.remember();
    },
    async remember(): Promise<void> {
        if (!session.current) return;
        const { csrfToken: _token, ...rest } = session.current;
        await keep('session', JSON.parse(JSON.stringify({ session: rest, stores: session.stores, store: session.store })));
    },
    async leave(): Promise<void> {
        await keep('leaving', true).catch(() => undefined);
        if (await signedOut()) await forget('leaving');
        session.current = null;
        session.stores = [];
        session.store = '';
        session.ended = false;
        await forget('session');
    },
});

export const storeName = computed(
    () =>
        session.stores.find(one => one.id === session.store)?.name ?? session.current?.organisationName ?? '',
);
/** Must he choose a store before he can go on? */
export const mustChoose = computed(() => session.store === '' && session.stores.length > 1);
/** For bodies and queries: left out by an organisation without stores. */
export function inStore(): { store?: string } {
    return session.store ? { store: session.store } : {};
}

installHooks({
    csrf: () => leavingToken || (session.current?.csrfToken ?? ''),
    heard: seconds => net.heard(seconds),
    ended: () => (session.ended = true),
});
