// A draft of who is signed in: in this browser, and on the server as long as it is small, so that it is found on another
// machine too. The server keeps one for each kind of page, the last one written.
import { http } from '@/api/client';
import { localDraft } from './useDraft';

export interface Kept<T> {
    data: T;
    /** When it was written, ISO 8601. */
    at: string;
}
/** A setting holds 8 KB. */
const bytesMax = 7500;

/** @param kind  Of the page: "product". @param name  What is written: "new", or an id with the way of writing. */
export function keptDraft<T extends object>(kind: string, name: string, user: string) {
    const local = localDraft<Kept<T>>(`${kind}.${user}.${name}`);
    const address = `/api/v1/me/settings/draft.${kind}`;
    let sent = false;
    async function put(value: object): Promise<void> {
        try {
            await http.put(address, { value }, { quiet: true });
        } catch {
            // The browser has it; the next round tries again.
        }
    }
    return {
        async load(): Promise<Kept<T> | null> {
            const here = local.load() as Kept<T> | null;
            let there: (Kept<T> & { name: string }) | null = null;
            try {
                const answer = await http.get<{ value?: Kept<T> & { name: string } }>(address, undefined, {
                    quiet: true,
                });
                if (answer.value?.name === name && answer.value.data) there = answer.value;
            } catch {
                // Never kept there, or out of reach.
            }
            if (there) sent = true;
            return there && there.at > (here?.at ?? '') ? there : here?.data ? here : null;
        },
        async save(data: T): Promise<void> {
            const kept = { data, at: new Date().toISOString() };
            local.save(kept);
            const value = { name, ...kept };
            if (new TextEncoder().encode(JSON.stringify({ value })).length > bytesMax) return;
            sent = true;
            await put(value);
        },
        forget(): void {
            local.forget();
            if (sent) void put({});
            sent = false;
        },
    };
}
