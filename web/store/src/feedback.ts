// What a person is told: success passes by itself; an error stays until it is closed and says 原因 + 怎么办 + 请求编号.
import { reactive } from 'vue';
import { ApiError } from './api/client';
import { hasWord, t } from './words';

export interface Told {
    title: string;
    reason: string;
    remedy: string;
    requestId: string;
}
export const feedback = reactive({
    success: '',
    error: null as Told | null,
    asked: null as { title: string; verb: string; danger: boolean; answer(yes: boolean): void } | null,
});

let passing: ReturnType<typeof setTimeout> | undefined;
export function showSuccess(text: string): void {
    feedback.success = text;
    clearTimeout(passing);
    passing = setTimeout(() => (feedback.success = ''), 2500);
}

/** What the person can do about it: by code, else by status. */
export function remedyOf(code: string, status: number, retryAfterSeconds = 0): string {
    for (const key of [code, `s${status}`, status >= 500 ? 's5xx' : 's4xx'])
        if (hasWord(`remedy.${key}`)) return t(`remedy.${key}`, { seconds: retryAfterSeconds });
    return t('remedy.s4xx');
}
export function reasonOf(error: unknown): string {
    if (!(error instanceof ApiError)) return t('error.broken');
    if (error.code === 'offline') return t('error.offline');
    if (error.code === 'not_kept') return t('error.notKept');
    const details = error.errors.map(one => one.detail).filter(Boolean);
    return details.join(' ') || error.detail || t('error.refused', { status: error.status });
}
export function told(error: unknown, title = t('error.title')): Told {
    if (!(error instanceof ApiError)) console.error(error);
    const known = error instanceof ApiError ? error : null;
    return {
        title,
        reason: reasonOf(error),
        remedy: known ? remedyOf(known.code, known.status, known.retryAfterSeconds) : t('remedy.broken'),
        requestId: known?.requestId ?? '',
    };
}
export function showError(error: unknown, title?: string): void {
    feedback.error = told(error, title);
}

/** Asks before what cannot be undone; the button says what is done. */
export function confirmVerb(title: string, verb: string, danger = true): Promise<boolean> {
    return new Promise(resolve => {
        feedback.asked = {
            title,
            verb,
            danger,
            answer(yes) {
                feedback.asked = null;
                resolve(yes);
            },
        };
    });
}
