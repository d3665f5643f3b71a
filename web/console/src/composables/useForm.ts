// Errors of one form, pinned on its fields by JSON pointer.
import { inject, nextTick, provide, reactive, type InjectionKey } from 'vue';
import { ApiError } from '@/api/client';
import { showError } from '@/feedback';
import { t } from '@/i18n';

export interface PinnedError {
    pointer: string;
    label: string;
    text: string;
}

export interface Form {
    /** By pointer, as in "/uscc" or "/items/0/name". */
    errors: Record<string, string>;
    /** Labels of the fields that are on the page, by pointer. */
    labels: Record<string, string>;
    set(pointer: string, text: string): void;
    clear(pointer?: string): void;
    /**
     * Pins the refused fields of an ApiError. True: every one of them has its field on the page; else the caller shows
     * the error as a whole too (`if (!form.take(e)) showError(e)`).
     */
    take(error: unknown): boolean;
    list(): PinnedError[];
    focusFirst(): void;
    /** Something is pinned: its field is gone to. For what the page itself checks before it sends. */
    wrong(): boolean;
    /** It is being sent. */
    readonly busy: boolean;
    /**
     * The one way to send a form: old errors go, a second click does nothing, what is refused is pinned on its fields or
     * shown as a whole. Answers what `send` answers; undefined: refused, or nothing to send.
     */
    submit<T>(send: () => Promise<T>, otherwise?: Otherwise): Promise<T | undefined>;
}
export interface Otherwise {
    /** Sees a refusal first; true: it has been dealt with. */
    refused?: (error: unknown) => boolean | void | Promise<boolean | void>;
    /** Of an error that is shown as a whole. */
    title?: string;
}

const key: InjectionKey<Form> = Symbol('form');

/** The id of the element that a pointer's field has. */
export function fieldId(pointer: string): string {
    return 'f' + pointer.replace(/[^A-Za-z0-9]/g, '-');
}

export function focusField(pointer: string): void {
    const box = document.getElementById(fieldId(pointer));
    const input = box?.querySelector<HTMLElement>('input,textarea,select,button,[tabindex="0"]') ?? box;
    box?.scrollIntoView({ block: 'center' });
    input?.focus({ preventScroll: true });
}

export function useForm(): Form {
    const errors = reactive<Record<string, string>>({});
    const labels = reactive<Record<string, string>>({});
    const state = reactive({ busy: false });
    const form: Form = {
        errors,
        labels,
        get busy() {
            return state.busy;
        },
        set: (pointer, text) => (errors[pointer] = text),
        clear(pointer) {
            if (pointer === undefined) for (const name of Object.keys(errors)) delete errors[name];
            else delete errors[pointer];
        },
        take(error) {
            if (!(error instanceof ApiError)) return false;
            form.clear();
            let placed = error.errors.length > 0;
            for (const one of error.errors) {
                const text = one.detail ?? one.rule ?? error.detail;
                const at = nearest(one.pointer, labels);
                if (at === undefined) placed = false;
                const where = at ?? one.pointer;
                errors[where] = errors[where] ? `${errors[where]} ${text}` : text;
                if (at === undefined) labels[where] ??= one.field ?? t('shell.form');
            }
            if (error.errors.length) void nextTick(() => form.focusFirst());
            return placed;
        },
        list: () =>
            Object.entries(errors).map(([pointer, text]) => ({
                pointer,
                text,
                label: labels[pointer] ?? t('shell.form'),
            })),
        focusFirst() {
            const order = Object.keys(errors)
                .map(pointer => ({ pointer, box: document.getElementById(fieldId(pointer)) }))
                .filter(one => one.box)
                .sort((a, b) => (a.box!.compareDocumentPosition(b.box!) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
            if (order[0]) focusField(order[0].pointer);
        },
        wrong() {
            form.focusFirst();
            return form.list().length > 0;
        },
        async submit(send, otherwise = {}) {
            if (state.busy) return undefined;
            form.clear();
            state.busy = true;
            try {
                return await send();
            } catch (e) {
                if (!(await otherwise.refused?.(e)) && !form.take(e)) showError(e, otherwise.title);
                return undefined;
            } finally {
                state.busy = false;
            }
        },
    };
    provide(key, form);
    return form;
}

/** The field of the pointer or of what holds it: an error at /brands/0 belongs to the field /brands. */
export function nearest(pointer: string, labels: Record<string, string>): string | undefined {
    for (let at = pointer; at; at = at.slice(0, at.lastIndexOf('/'))) if (at in labels) return at;
    return undefined;
}

export function injectForm(): Form | undefined {
    return inject(key, undefined);
}
