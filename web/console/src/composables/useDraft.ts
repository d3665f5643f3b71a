// Keeps what was typed: saved every 10 s when it has changed, and when the page is left.
import { onBeforeUnmount, ref, toRaw, type Ref } from 'vue';

export interface Draft {
    /** When it was last saved, ISO 8601; '' not yet. */
    savedAt: Ref<string>;
    failed: Ref<boolean>;
    saveNow(): Promise<void>;
    /** What is typed now is what is stored: nothing is due. */
    settle(): void;
    dirty(): boolean;
}

/** `save` gets the data when it has changed since the last time. */
export function useDraft<T extends object>(
    data: T | Ref<T>,
    save: (data: T) => Promise<void> | void,
    everyMs = 10_000,
): Draft {
    const savedAt = ref('');
    const failed = ref(false);
    const text = () => JSON.stringify('value' in data ? (data as Ref<T>).value : data);
    let last = text();
    let busy = false;
    async function saveNow(): Promise<void> {
        const now = text();
        if (busy || now === last) return;
        busy = true;
        try {
            await save(JSON.parse(now) as T);
            last = now;
            savedAt.value = new Date().toISOString();
            failed.value = false;
        } catch {
            failed.value = true; // the next round tries again; the page shows it
        } finally {
            busy = false;
        }
    }
    const timer = setInterval(() => void saveNow(), everyMs);
    const leaving = () => void saveNow();
    window.addEventListener('pagehide', leaving);
    onBeforeUnmount(() => {
        clearInterval(timer);
        window.removeEventListener('pagehide', leaving);
        void saveNow();
    });
    return { savedAt, failed, saveNow, settle: () => (last = text()), dirty: () => text() !== last };
}

/** A draft in this browser, for pages of people without an account. Never for passwords. */
export function localDraft<T extends object>(name: string) {
    const key = `draft.${name}`;
    return {
        load(): Partial<T> | null {
            try {
                return JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<T> | null;
            } catch {
                return null;
            }
        },
        save(data: T): void {
            localStorage.setItem(key, JSON.stringify(toRaw(data)));
        },
        forget(): void {
            localStorage.removeItem(key);
        },
    };
}
