// Settings of the person signed in, kept on the server: GET and PUT /api/v1/me/settings/{key}.
import { ref, type Ref } from 'vue';
import { ApiError, http } from '@/api/client';
import { showError } from '@/feedback';

const known = new Map<string, unknown>();

/** The value, `initial` until (or unless) the server knows one; `save` changes both. */
export function useSetting<T extends object>(
    key: string,
    initial: T,
): { value: Ref<T>; save: (next: T) => void; ready: Promise<void> } {
    const value = ref({ ...initial, ...(known.get(key) as T | undefined) }) as Ref<T>;
    const address = `/api/v1/me/settings/${encodeURIComponent(key)}`;
    async function load(): Promise<void> {
        if (known.has(key)) return;
        try {
            const answer = await http.get<{ value?: T } | undefined>(address, undefined, { quiet: true });
            if (answer?.value) value.value = { ...initial, ...answer.value };
            known.set(key, value.value);
        } catch (e) {
            if (!(e instanceof ApiError)) throw e; // never set (404), or out of reach: the usual view
        }
    }
    function save(next: T): void {
        value.value = next;
        known.set(key, next);
        http.put(address, { value: next }).catch((e: unknown) => showError(e));
    }
    return { value, save, ready: load() };
}
