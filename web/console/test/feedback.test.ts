// 投诉反馈 (P57): what may be done with a report, by whom.
import { describe, expect, it } from 'vitest';
import { actsOn, type Feedback } from '@/pages/feedback/calls';

const one = (more: Partial<Feedback>) => ({ state: 'received', forwarded: false, organisation: '7', ...more }) as Feedback;

const nobody = { regulator: false, operator: false, answers: false };
const regulator = { ...nobody, regulator: true };
const maker = { ...nobody, answers: true };
const operator = { ...nobody, operator: true, answers: true };

describe('acts on a report', () => {
    it('are forwarding for regulators alone, once, and only where there is a maker', () => {
        expect(actsOn(one({}), regulator)).toEqual(['accept', 'forward', 'reply']);
        expect(actsOn(one({}), maker)).toEqual(['accept', 'reply']);
        expect(actsOn(one({ forwarded: true, state: 'processing' }), regulator)).toEqual(['reply']);
        expect(actsOn(one({ organisation: undefined }), regulator)).toEqual(['accept', 'reply']);
    });
    it('are of operators where no maker is known, and not of every clerk', () => {
        expect(actsOn(one({ organisation: undefined }), operator)).toEqual(['accept', 'reply']);
        expect(actsOn(one({}), operator)).toEqual([]);
        expect(actsOn(one({}), nobody)).toEqual([]);
    });
});
