import { describe, expect, it } from 'vitest';
import { rowsOf } from '@/pages/applications/content';
import { amendRoute, mayAmend, mayWithdraw, type Application } from '@/pages/applications/types';
import { freeKey, samples } from '@/pages/templates/sample';

const words = { withheld: '未公开', missing: '未填报', english: false, nameOf: (key: string) => key };
const application = (part: Partial<Application>): Application => ({
    id: '1',
    kind: 'product_filing',
    state: 'submitted',
    ...part,
});

describe('an application as its applicant sees it', () => {
    it('can be withdrawn only before review starts', () => {
        expect(mayWithdraw(application({ state: 'submitted' }))).toBe(true);
        expect(mayWithdraw(application({ state: 'awaiting_party' }))).toBe(true);
        for (const state of ['first_review', 'second_review', 'approved', 'rejected'])
            expect(mayWithdraw(application({ state }))).toBe(false);
    });
    it('leads to the field that the reviewer named', () => {
        const rejected = application({
            state: 'rejected',
            object: { type: 'product', id: '7' },
            notes: [{ pointer: '/fields/model', text: '型号与证书不符' }],
        });
        expect(mayAmend(rejected)).toBe(true);
        expect(amendRoute(rejected)).toEqual({
            name: 'product-edit',
            params: { id: '7' },
            query: { at: '/fields/model' },
        });
        expect(amendRoute({ ...rejected, kind: 'product_change' })?.name).toBe('product-change');
    });
    it('sets what is proposed beside what stands', () => {
        const rows = rowsOf(
            {
                fields: [
                    { key: 'model', nameZh: '规格型号', state: 'shown', value: 'B' },
                    { key: 'report', nameZh: '报告', state: 'withheld' },
                ],
                unit: 'CAT-04-01',
            },
            {
                fields: [
                    { key: 'model', nameZh: '规格型号', state: 'shown', value: 'A' },
                    { key: 'report', nameZh: '报告', state: 'withheld' },
                ],
                unit: 'CAT-04-01',
            },
            words,
        );
        expect(rows.find(row => row.name === '规格型号')).toMatchObject({ before: 'A', after: 'B', changed: true });
        expect(rows.find(row => row.name === '报告')).toMatchObject({
            before: '未公开',
            after: '未公开',
            changed: false,
        });
        expect(rows.filter(row => row.changed)).toHaveLength(1);
    });
});

describe('the editor of templates', () => {
    it('makes keys that are free', () => {
        expect(freeKey('Rated voltage (V)', [])).toBe('ratedVoltageV');
        expect(freeKey('Rated voltage', ['ratedVoltage'])).toBe('ratedVoltage1');
        expect(freeKey('', ['field1'])).toBe('field2');
        expect(freeKey('额定电压', [])).toBe('field1');
    });
    it('fills a preview with values that fit their kind', () => {
        const field = { group: 'g', nameEn: '', required: 'always', visibility: 'public', step: 'filing' } as const;
        expect(
            samples(
                [
                    { ...field, key: 'a', nameZh: '名称', kind: 'text' },
                    { ...field, key: 'b', nameZh: '数', kind: 'integer', rules: { min: '3' } },
                    { ...field, key: 'c', nameZh: '项', kind: 'choices', rules: { options: ['甲', '乙', '丙'] } },
                    { ...field, key: 'd', nameZh: '码', kind: 'text', required: 'platform_generated' },
                    { ...field, key: 'e', nameZh: '日', kind: 'date', step: 'binding' },
                ],
                name => `${name}示例`,
            ),
        ).toEqual({ a: '名称示例', b: '3', c: '甲、乙' });
    });
});
