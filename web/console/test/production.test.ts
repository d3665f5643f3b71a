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
    const columns = ['frameNumber', 'motorNumber', 'colour'];
    it('are parted by tabs or commas, in the order of the columns', () => {
        expect(rowsIn('F-1\tM-1\t白\r\nF-2,,黑\n\n', columns, [])).toEqual([
            { fields: { frameNumber: 'F-1', motorNumber: 'M-1', colour: '白' } },
            { fields: { frameNumber: 'F-2', colour: '黑' } },
        ]);
    });
    it('may begin with their titles and with the trace code', () => {
        expect(rowsIn('追溯码\t车架号\n201\tF-1', ['code', 'frameNumber'], ['追溯码', '车架号'])).toEqual([
            { code: '201', fields: { frameNumber: 'F-1' } },
        ]);
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
