// 电缆盘线: what the next piece of a cut is offered as.
import { describe, expect, it } from 'vitest';
import { marksText, nextPiece, type Drum, type DrumTree } from '@/pages/drums/calls';

describe('the next piece', () => {
    const drum = { number: 'P-001' } as Drum;
    const tree: DrumTree = { drum, cuts: [drum], rests: [{ startMark: '300', endMark: '1000' }] };
    it('begins where the first rest does, and after the one before it', () => {
        const first = nextPiece(tree, []);
        expect(first).toEqual({ code: '', number: 'P-001-2', startMark: '300', endMark: '' });
        expect(nextPiece(tree, [{ ...first, endMark: '350.5' }])).toMatchObject({ number: 'P-001-3', startMark: '350.5' });
    });
    it('begins nowhere when nothing is left', () => {
        expect(nextPiece({ ...tree, rests: [] }, []).startMark).toBe('');
    });
});

describe('marks', () => {
    it('are told from and to', () => {
        expect(marksText({ startMark: '0', endMark: '12.5' })).toBe('0 – 12.5');
    });
});
