// 停用, 恢复 and 注销 of an organisation: each asks for its reason.
import type { RowAction } from '@/components/list';
import { confirmVerb } from '@/composables/confirm';
import { showSuccess } from '@/feedback';
import { t } from '@/i18n';
import { change, type Organisation, type Standing } from './organisations';

export function useStanding(done: () => void) {
    async function ask(one: Organisation, what: Standing): Promise<void> {
        const words = `supervision.standing.${what}`;
        const answer = await confirmVerb({
            title: t(`${words}.title`, { name: one.name }),
            text: t(`${words}.text`),
            verb: t(`${words}.verb`),
            danger: what !== 'resumptions',
            reason: { label: t('supervision.reason') },
            run: reason => change(one.id, what, reason),
        });
        if (answer === null) return;
        showSuccess(t(`${words}.done`));
        done();
    }
    const action = (one: Organisation, what: Standing): RowAction<Organisation> => ({
        key: what,
        label: t(`supervision.standing.${what}.word`),
        run: () => void ask(one, what),
        danger: what === 'deregistrations',
    });
    return {
        actions(one: Organisation): RowAction<Organisation>[] {
            if (one.status === 'approved') return [action(one, 'suspensions'), action(one, 'deregistrations')];
            if (one.status === 'suspended') return [action(one, 'resumptions'), action(one, 'deregistrations')];
            return [];
        },
    };
}
