// 数据质量: what is listed in which order, and how the trend is drawn.
import { describe, expect, it } from 'vitest';
import { csvRows, found, given, line, type Issue } from '@/pages/quality/quality';

function issue(key: string, count: number, deduction: string, more: Partial<Issue> = {}): Issue {
    return {
        key,
        zh: key,
        en: key,
        part: 'timeliness',
        weight: 50,
        unitZh: '批',
        checked: '10',
        count: String(count),
        ignored: '0',
        deduction,
        page: '/codes/batches',
        examples: [],
        ...more,
    };
}
const reason = { id: '1', issue: 'c', reason: '已核对', createdAt: '2026-11-21T00:00:00Z', until: '2027-02-19' };

describe('data quality', () => {
    it('lists what costs most first, leaves out what nothing has, and keeps what is ignored', () => {
        const all = [
            issue('a', 0, '0.00'),
            issue('b', 1, '0.50'),
            issue('c', 2, '0.00', { ignore: reason }),
            issue('d', 3, '10.00'),
            issue('e', 0, '0.00', { ignored: '2' }),
            issue('f', 0, '0.00', { ignore: reason }),
        ];
        expect(found(all).map(one => one.key)).toEqual(['d', 'b', 'e', 'c', 'f']);
    });
    it('draws days as far apart as they are', () => {
        expect(line([], 600, 120)).toEqual([]);
        expect(line([{ day: '2026-11-21', total: 100 }], 600, 120)).toEqual([{ x: 300, y: 0 }]);
        expect(
            line(
                [
                    { day: '2026-11-01', total: 0 },
                    { day: '2026-11-04', total: 50 },
                    { day: '2026-11-11', total: 75 },
                ],
                600,
                120,
            ),
        ).toEqual([
            { x: 0, y: 120 },
            { x: 180, y: 60 },
            { x: 600, y: 30 },
        ]);
    });
    it('exports the reason with what is ignored', () => {
        const parts = [{ key: 'timeliness', zh: '及时性', en: 'Timeliness', weight: 15, score: 90 }];
        const rows = csvRows([issue('c', 2, '0.00', { ignore: reason })], parts);
        expect(rows).toEqual([['及时性', 'c', '10', '2', '0', '0.00', '', '已核对']]);
    });

    it('sends of a batch repair what was typed', () => {
        expect(given({ date: '2026-11-05', unit: ' 盘 ', quantity: ' ', region: undefined })).toEqual({ date: '2026-11-05', unit: '盘' });
        expect(given({ date: '', unit: undefined })).toBeUndefined();
    });
});
