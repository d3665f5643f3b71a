import { describe, expect, it } from 'vitest';
import { codeParts, day, formatBytes, formatDate, formatNumber, formatTime } from '@/format';
import { regionName } from '@/regions';
import { toneOf } from '@/states';

describe('format', () => {
    it('times are Beijing’s', () => {
        expect(formatTime('2026-11-21T16:30:05Z')).toBe('2026-11-22 00:30');
        expect(formatTime('2026-11-21T16:30:05Z', true)).toBe('2026-11-22 00:30:05');
        expect(formatDate('2026-11-21T16:30:05Z')).toBe('2026-11-22');
        expect(formatDate('2026-11-21')).toBe('2026-11-21');
        expect(formatTime('')).toBe('');
        expect(formatTime('never')).toBe('');
    });
    it('numbers in thousands, also beyond 2^53', () => {
        expect(formatNumber('9007199254740993')).toBe('9,007,199,254,740,993');
        expect(formatNumber(0)).toBe('0');
        expect(formatNumber(undefined)).toBe('');
    });
    it('codes in groups, the last six apart', () => {
        expect(codeParts('123456789012')).toEqual({ groups: ['1234', '56'], tail: '789012' });
        expect(codeParts('12')).toEqual({ groups: [], tail: '12' });
    });
    it('bytes and days', () => {
        expect(formatBytes(10)).toBe('1 KB');
        expect(formatBytes(3 * 1024 * 1024)).toBe('3.0 MB');
        expect(day(1) > day()).toBe(true);
    });
    it('divisions by their code', () => {
        const items = [
            {
                code: '440000',
                name: '广东省',
                children: [{ code: '440100', name: '广州市', children: [{ code: '440112', name: '黄埔区' }] }],
            },
        ];
        expect(regionName(items, '440112')).toBe('广东省 广州市 黄埔区');
        expect(regionName(items, '440100')).toBe('广东省 广州市');
        expect(regionName(items, '')).toBe('');
    });
    it('what one word means for different things has its own tone', () => {
        expect(toneOf('active')).toBe('blue');
        expect(toneOf('active', 'member')).toBe('green');
        expect(toneOf('something new')).toBe('gray');
    });
});
