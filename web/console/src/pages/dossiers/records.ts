// What the lists of batches, sellers, reports and orders share: a row is opened in a drawer, looked up in its history,
// removed; what was changed is seen at once. The page's ListPage has the ref "list".
import { computed, shallowRef, useTemplateRef } from 'vue';
import type { RowAction } from '@/components/list';
import { confirmVerb } from '@/composables/confirm';
import { showSuccess } from '@/feedback';
import { t } from '@/i18n';
import { useSession } from '@/session';

export interface RecordWords<T> {
    removeTitle: (one: T) => string;
    removeText: () => string;
    remove: (id: string) => Promise<unknown>;
}

export function useRecords<T extends { id: string }, Edited extends object>(words: RecordWords<T>) {
    const session = useSession();
    const list = useTemplateRef<{ reload(): Promise<void> }>('list');
    const edited = shallowRef<Edited | null>(null);
    const past = shallowRef<T>();
    const mayChange = computed(() => session.may('bind_codes'));
    function done(): void {
        edited.value = null;
        void list.value?.reload();
    }
    async function remove(one: T): Promise<void> {
        const gone = await confirmVerb({
            title: words.removeTitle(one),
            text: words.removeText(),
            verb: t('dossiers.removeVerb'),
            danger: true,
            run: () => words.remove(one.id),
        });
        if (gone === null) return;
        showSuccess(t('dossiers.removed'));
        void list.value?.reload();
    }
    const removal = (): RowAction<T> => ({
        key: 'remove',
        label: t('dossiers.remove'),
        danger: true,
        run: one => void remove(one),
    });
    /** 编辑 · 历史 · 删除; of somebody who only looks, the history and what `look` opens. */
    function actions(edit: (one: T) => void, look?: (one: T) => void): RowAction<T>[] {
        const history = { key: 'history', label: t('dossiers.history'), run: (one: T) => (past.value = one) };
        if (mayChange.value) return [{ key: 'edit', label: t('dossiers.edit'), run: edit }, history, removal()];
        return look ? [{ key: 'edit', label: t('dossiers.view'), run: look }, history] : [history];
    }
    return { edited, past, mayChange, done, removal, actions };
}

/** Whether what came in by itself has been completed. */
export function filledIn(one: { complete: boolean }) {
    return {
        state: one.complete ? 'approved' : 'to_complete',
        zh: t(one.complete ? 'dossiers.filledIn' : 'dossiers.toFillIn'),
    };
}
