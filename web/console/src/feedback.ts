// Success passes by itself; an error stays until it is closed and says 原因 + 怎么办 + 请求编号 (ui.md section 2).
import { ElMessage, ElNotification } from 'element-plus';
// Parts that are called and not written as tags bring no style by themselves.
import 'element-plus/es/components/message/style/css';
import 'element-plus/es/components/notification/style/css';
import { h, reactive } from 'vue';
import { ApiError } from './api/client';
import { hasWord, t } from './i18n';

export function showSuccess(text: string, undo?: { word: string; run: () => void }): void {
    const message = ElMessage({
        type: 'success',
        duration: undo ? 6000 : 2000,
        message: h('span', { role: 'status' }, [
            text,
            undo
                ? h(
                      'button',
                      { class: 'link-button', type: 'button', onClick: () => (undo.run(), message.close()) },
                      undo.word,
                  )
                : '',
        ]),
    });
}

/** What the person can do about it: by code, else by status. */
export function remedy(error: ApiError): string {
    for (const key of [error.code, `s${error.status}`, error.status >= 500 ? 's5xx' : 's4xx'])
        if (hasWord(`shell.remedy.${key}`, 'zh')) return t(`shell.remedy.${key}`, { seconds: error.retryAfterSeconds });
    return t('shell.remedy.s4xx');
}

export function reason(error: unknown): string {
    if (error instanceof ApiError) {
        if (error.code === 'offline') return t('shell.offline');
        if (error.errors.length === 1 && error.errors[0]?.detail) return error.errors[0].detail;
        return error.detail || t('shell.refused', { status: error.status });
    }
    return t('shell.broken');
}

export async function copyText(text: string): Promise<boolean> {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        // Plain http: the clipboard is closed to scripts, the old way still works.
        const area = document.createElement('textarea');
        area.value = text;
        area.style.position = 'fixed';
        area.style.opacity = '0';
        document.body.append(area);
        area.select();
        const done = document.execCommand('copy');
        area.remove();
        return done;
    }
}

/** Stays until closed. Anything else than ApiError is a fault of the console itself, and logged for who looks. */
export function showError(error: unknown, title = t('shell.failed')): void {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    const known = error instanceof ApiError ? error : null;
    if (!known) console.error(error);
    const lines = [
        h('p', [h('b', t('shell.why')), reason(error)]),
        h('p', [h('b', t('shell.whatToDo')), known ? remedy(known) : t('shell.remedy.broken')]),
    ];
    if (known?.requestId)
        lines.push(
            h('p', [
                h('b', t('shell.requestId')),
                h('code', known.requestId),
                h(
                    'button',
                    {
                        class: 'link-button',
                        type: 'button',
                        onClick: () =>
                            void copyText(known.requestId).then(done => done && showSuccess(t('shell.copied'))),
                    },
                    t('shell.copy'),
                ),
            ]),
        );
    ElNotification({
        title,
        type: 'error',
        duration: 0,
        customClass: 'error-note',
        message: h('div', { role: 'alert' }, lines),
    });
}

/** Runs it; a refusal is shown. `busy` is true meanwhile. */
export function useBusy() {
    const state = reactive({ busy: false });
    async function run<T>(work: () => Promise<T>, title?: string): Promise<T | undefined> {
        if (state.busy) return undefined; // a second click
        state.busy = true;
        try {
            return await work();
        } catch (e) {
            showError(e, title);
            return undefined;
        } finally {
            state.busy = false;
        }
    }
    return { state, run };
}
