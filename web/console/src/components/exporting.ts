// 导出: what a list shows, as a file for a spreadsheet; within what the person may see, as the server answers.
import { saveCsv } from '@/csv';
import { day, formatDate, formatTime } from '@/format';
import { stateWord, t } from '@/i18n';
import { useSession } from '@/session';
import type { Column, ListQuery, Load } from './list';

/** More is asked for by a narrower query. */
export const exportMax = 5000;

export function valueOf<T>(column: Column<T>, row: T): unknown {
    return column.value ? column.value(row) : (row as Record<string, unknown>)[column.key];
}
/** One cell: numbers without groups, times to the second. */
export function plainText<T>(column: Column<T>, row: T): string {
    if (column.status) return stateWord(column.status(row));
    const value = valueOf(column, row);
    if (value === undefined || value === null) return '';
    if (Array.isArray(value)) return value.join('、');
    if (column.kind === 'time') return formatTime(String(value), true);
    if (column.kind === 'date') return formatDate(String(value));
    return String(value);
}
/** All rows that the query finds, `exportMax` at most, saved as `<title>-<day>.csv`; the last line says who and when. */
export async function exportRows<T>(
    title: string,
    columns: Column<T>[],
    load: Load<T>,
    query: ListQuery,
): Promise<{ count: number; cut: boolean }> {
    const rows: T[] = [];
    const signal = new AbortController().signal;
    let cursor: string | undefined;
    do {
        const page = await load({ ...query, limit: '100', ...(cursor ? { cursor } : {}) }, signal);
        rows.push(...page.items);
        cursor = page.nextCursor;
    } while (cursor && rows.length < exportMax);
    const person = useSession().current;
    const who = [person?.organisationName, person?.name || person?.login].filter(Boolean).join(' ');
    saveCsv(
        `${title}-${day()}.csv`,
        columns.map(column => column.label),
        [
            ...rows.slice(0, exportMax).map(row => columns.map(column => plainText(column, row))),
            [t('shell.list.exportedBy', { who, at: formatTime(new Date().toISOString(), true) })],
        ],
    );
    return { count: Math.min(rows.length, exportMax), cut: !!cursor || rows.length > exportMax };
}
