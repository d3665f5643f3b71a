// 今日生产: what is remembered, what is asked for, and rows out of a spreadsheet.
import { describe, expect, it } from 'vitest';
import { bindingFields, filled, rememberedFields, rowsIn, secondsLeft, type Production } from '@/pages/production/calls';
import type { Field } from '@/pages/products/types';

const field = (key: string, more: Partial<Field> = {}) =>
    ({ key, step: 'binding', required: 'always', kind: 'text', nameZh: key, nameEn: key, group: '', visibility: 'public', ...more }) as Field;

describe('the form', () => {
    it('asks for the fields of binding that do not follow from the batch', () => {
        const fields = [
            field('productionDate'),
            field('factoryNumber'),
            field('inspectionConclusion'),
            field('model', { step: 'filing' }),
            field('ecode', { required: 'platform_generated' }),
            field('issuingBody', { fixedValue: 'x' }),
        ];
        expect(bindingFields(fields).map(one => one.key)).toEqual(['inspectionConclusion']);
    });
    it('has what was filled in last, for the fields that are there now', () => {
        const last = { given: { fields: { inspectionConclusion: '合格', gone: 'x', factoryNumber: { prefix: 'A', first: '1' } } } };
        expect(rememberedFields(last as unknown as Production, [field('inspectionConclusion'), field('fresh')])).toEqual({
            inspectionConclusion: '合格',
            fresh: '',
        });
        expect(rememberedFields(undefined, [field('fresh')])).toEqual({ fresh: '' });
    });
    it('sends no empty field', () => {
        expect(filled({ a: 'x', b: ' ' })).toEqual({ a: 'x' });
    });
});

describe('rows out of a spreadsheet', () => {
    const columns = [
        { key: 'frameNumber', title: '整车编码(车架号)' },
        { key: 'motorNumber', title: '电动机编号' },
        { key: 'colour', title: '车身颜色' },
    ];
    const fields = (text: string) => rowsIn(text, columns, '生产日期').rows.map(row => row.fields);
    const rules = (text: string) => rowsIn(text, columns, '生产日期').wrong.map(one => `${one.line} ${one.rule} ${one.value}`);
    it('are parted by tabs or commas, in the order of the columns', () => {
        expect(fields('F-1\tM-1\t白\r\nF-2\t\t黑\n\n')).toEqual([
            { frameNumber: 'F-1', motorNumber: 'M-1', colour: '白' },
            { frameNumber: 'F-2', colour: '黑' },
        ]);
        expect(fields('F-1,M-1，白')).toEqual([{ frameNumber: 'F-1', motorNumber: 'M-1', colour: '白' }]);
    });
    it('EBM-74: are read by their titles, in whatever order they stand', () => {
        expect(fields('电动机编号\t车架号\nM-1\tF-1')).toEqual([{ frameNumber: 'F-1', motorNumber: 'M-1' }]);
        const coded = rowsIn('追溯码\t整车编码（车架号）*\n201\tF-1', [{ key: 'code', title: '追溯码' }, ...columns], '生产日期');
        expect(coded.rows).toEqual([{ code: '201', fields: { frameNumber: 'F-1' } }]);
        expect(coded.wrong).toEqual([]);
    });
    it('have no column that nobody knows, and none twice', () => {
        expect(rules('车架号\t车辆制造商\t车架号\nF-1\t厂\tF-2')).toEqual(['1 unknownTitle 车辆制造商', '1 titleTwice 车架号']);
    });
    it('keep a comma inside a cell where tabs part them, and lose no cell without a word', () => {
        expect(fields('F-1\tM-1\tWhite,Blue')).toEqual([{ frameNumber: 'F-1', motorNumber: 'M-1', colour: 'White,Blue' }]);
        expect(rules('F-1,M-1,White,Blue')).toEqual(['1 tooManyCells Blue']);
    });
    it('drop no row that happens to hold a title, and know their line', () => {
        const sheet = rowsIn('\n车架号\t电动机编号\n\nF-1\tM-1\nF-2\t车身颜色', columns, '生产日期');
        expect(sheet.rows).toHaveLength(2);
        expect(sheet.lines).toEqual([4, 5]);
    });
    it('EBM-74: may say the day they were made, one for all', () => {
        expect(rowsIn('车架号\t生产日期\nF-1\t2024/1/1\nF-2\t2024年01月01日', columns, '生产日期').productionDate).toBe('2024-01-01');
        expect(rules('车架号\t生产日期\nF-1\t2024/1/1\nF-2\t2024/1/2')).toEqual(['3 otherDate 2024-01-02']);
        expect(rules('车架号\t生产日期\nF-1\t2024/2/30')).toEqual(['2 badDate 2024/2/30']);
        expect(rowsIn('车架号\nF-1', columns, '生产日期').productionDate).toBeUndefined();
    });
});

describe('taking back', () => {
    const one = { undone: false, undoUntil: '2026-11-22T08:10:00Z' } as Production;
    it('ends after its time, and with it', () => {
        expect(secondsLeft(one, Date.parse('2026-11-22T08:00:30Z'))).toBe(570);
        expect(secondsLeft(one, Date.parse('2026-11-22T08:11:00Z'))).toBe(0);
        expect(secondsLeft({ ...one, undone: true }, Date.parse('2026-11-22T08:00:30Z'))).toBe(0);
    });
});
