// How imports are shown.
import type { Import, ImportRow } from './calls';

export const bytesMax = 20 * 1024 * 1024;
export const rowStates = ['fresh', 'changed', 'wrong', 'same', 'stored'] as const;
export type RowState = (typeof rowStates)[number];

/** The page that lists what the rows of a kind become. */
export const listOf = (kind: string) => (kind === 'GD-SELLER' ? 'sellers' : 'products');
/** It is worked on: what is shown will be something else soon. */
export function isMoving(one: Import): boolean {
    return ['waiting', 'reading', 'storing'].includes(one.state);
}
/** Of 100, of what is being done. */
export function percent(one: Import): number {
    const [done, total] =
        one.state === 'storing' ? [one.stored, one.stored + one.fresh + one.changed] : [one.done, one.total];
    if (one.state === 'done') return 100;
    return total > 0 ? Math.floor((100 * done) / total) : 0;
}
export function isRepairable(one: Import): boolean {
    return one.hasRows && (one.state === 'ready' || one.state === 'done');
}
/** Rows that would be stored. */
export function pending(one: Import): number {
    return one.state === 'ready' || one.state === 'done' ? one.fresh + one.changed : 0;
}
/** Where a person wants to look first. */
export function firstTab(one: Import): RowState {
    if (one.wrong > 0) return 'wrong';
    return rowStates.find(state => one[state] > 0) ?? 'fresh';
}
/** What is said of one cell; the row as a whole: undefined as column. */
export function findingsOf(row: ImportRow, column: number | null): string[] {
    return row.findings.filter(one => one.column === column).map(one => one.rule);
}
export function beforeOf(row: ImportRow, column: number): string | undefined {
    return row.changes.find(one => one.column === column)?.before;
}
/** Of a code that was put together again: what the file has. */
export function writtenOf(row: ImportRow, column: number): string | undefined {
    return row.mended?.find(one => one.column === column)?.written;
}
const families: Record<string, string> = { 'EB-PRODUCT': 'vehicle', 'BAT-PRODUCT': 'battery', 'CHG-PRODUCT': 'charger' };
/** Its rows become pieces, not filings. */
export const isOfPieces = (one: Import) => one.kind in families;
/** Of the list of pieces that they become. */
export const familyOf = (one: Import) => families[one.kind];
/** The import of pieces of a family; nothing of another one. */
export const kindOf = (family: unknown) => Object.keys(families).find(kind => families[kind] === family);
/** Columns that a grid shows: those with content, that are required, or that something is said of. */
export function shownColumns(columns: { required: boolean }[], rows: ImportRow[]): number[] {
    return columns
        .map((column, at) => ({ column, at }))
        .filter(
            ({ column, at }) =>
                column.required ||
                rows.some(row => row.cells[at] || row.findings.some(one => one.column === at) || beforeOf(row, at) !== undefined),
        )
        .map(({ at }) => at);
}
