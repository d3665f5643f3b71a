// 装箱 and 三码关联: what is kept of scans.
import { describe, expect, it } from 'vitest';
import { scansIn } from '@/pages/packing/boxes';
import { allowedText, keptTexts, type AssemblyCheck } from '@/pages/packing/calls';

describe('scans', () => {
    it('are taken once each, however they are parted', () => {
        expect(scansIn(' A1\nB2, A1；C3\t')).toEqual(['A1', 'B2', 'C3']);
        expect(scansIn(' \n')).toEqual([]);
    });
    it('fill each slot with the first piece that fits; what is unknown is not kept', () => {
        const check: AssemblyCheck = {
            complete: false,
            pieces: [
                { text: 'B1', slot: 'battery', problems: [] },
                { text: 'X', problems: ['?'] },
                { text: 'B2', slot: 'battery', problems: ['taken'] },
                { text: 'V1', slot: 'vehicle', problems: [] },
            ],
        };
        expect(keptTexts(check)).toEqual({ battery: check.pieces[0], vehicle: check.pieces[3] });
    });
});

describe('models that may go together', () => {
    it('name a version only where one is meant', () => {
        expect(allowedText([{ model: 'A', uscc: '', edition: 0 }, { model: 'B', uscc: '', edition: 2 }])).toBe('A, B V2');
        expect(allowedText(undefined)).toBe('');
    });
});
