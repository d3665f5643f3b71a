// 投诉反馈 (P57): what may be done with a report, by whom.
import { describe, expect, it } from 'vitest';
import { actsOn, type Feedback } from '@/pages/feedback/calls';

const one = (more: Partial<Feedback>) => ({ state: 'received', forwarded: false, organisation: '7', ...more }) as Feedback;

describe('acts on a report', () => {
    it('are forwarding for regulators alone, once, and only where there is a maker', () => {
        expect(actsOn(one({}), true)).toEqual(['accept', 'forward', 'reply']);
        expect(actsOn(one({}), false)).toEqual(['accept', 'reply']);
        expect(actsOn(one({ forwarded: true, state: 'processing' }), true)).toEqual(['reply']);
        expect(actsOn(one({ organisation: undefined }), true)).toEqual(['accept', 'reply']);
    });
});
