// What a list page declares (ListPage.vue).
import type { Page } from '@/api/client';

export type Row = Record<string, unknown>;

export interface Filter {
    /** Name in the URL and in the query of `load`. */
    key: string;
    label: string;
    /** text (default), choice, date, dates (two names: <key>From, <key>To), or cascade (options with children). */
    kind?: 'text' | 'choice' | 'dates' | 'cascade';
    options?: FilterOption[];
    placeholder?: string;
    /** For dates: the names in the query; default from and to. */
    names?: [string, string];
}
export interface FilterOption {
    value: string;
    label: string;
    children?: FilterOption[];
    [other: string]: unknown;
}

export interface Column<T = Row> {
    key: string;
    label: string;
    /**
     * text (default): one line, the rest as tooltip; code: monospace with copy; number: right; time, date; status: wants
     * `status`. Anything else: the slot "cell-<key>" of ListPage, with { row }.
     */
    kind?: 'text' | 'code' | 'number' | 'time' | 'date' | 'status';
    value?: (row: T) => unknown;
    status?: (row: T) => { state: string; zh?: string; object?: string };
    width?: number;
    minWidth?: number;
    /** Not shown until it is chosen in 列设置. */
    hidden?: boolean;
}

export interface RowAction<T = Row> {
    key: string;
    label: string;
    run: (row: T) => void;
    danger?: boolean;
}

/** The list's part of a query: what stands in the URL. */
export type ListQuery = Record<string, string>;
export type Load<T> = (query: ListQuery, signal: AbortSignal) => Promise<Page<T>>;

export const pageSizes = [20, 50, 100];

/** What a person keeps about one list, on the server below /api/v1/me/settings/list.<name>. */
export interface ListSettings {
    /** Keys of the columns shown, in order; the fixed first one always. */
    columns?: string[];
    dense?: boolean;
    filtersHidden?: boolean;
}

/** Which columns are shown: those chosen, in that order; new ones of later versions only if nothing was chosen. */
export function shownColumns<T>(columns: Column<T>[], chosen: string[] | undefined): Column<T>[] {
    const [first, ...rest] = columns;
    if (!first) return [];
    if (!chosen) return [first, ...rest.filter(column => !column.hidden)];
    const byKey = new Map(rest.map(column => [column.key, column]));
    return [first, ...chosen.flatMap(key => byKey.get(key) ?? [])];
}
