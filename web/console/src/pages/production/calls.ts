// What the pages of 生产绑码 ask the node.
import { http, type Page } from '@/api/client';
import type { ListQuery } from '@/components/list';
import type { Field } from '@/pages/products/types';

export interface Production {
    id: string;
    product: string;
    productName: string;
    model: string;
    batchNumber: string;
    productionDate: string;
    quantity: string;
    ranges: { block: string; first: string; last: string }[];
    method: 'ranges' | 'made' | 'items' | 'itemsMade';
    activated: boolean;
    report?: string;
    createdAt: string;
    createdBy: string;
    undone: boolean;
    canUndo: boolean;
    undoneAt?: string;
    undoUntil?: string;
    firstCode?: string;
    lastCode?: string;
    given?: { fields?: Record<string, unknown>; open?: string[] };
}
export interface ItemField {
    key: string;
    nameZh: string;
    required: boolean;
}
export interface Suggestion {
    batchNumber: string;
    productionDate: string;
    family?: string;
    piecesOnly?: boolean;
    itemFields?: ItemField[];
    last?: Production;
}
export interface Item {
    id: string;
    product: string;
    productName: string;
    family: string;
    model: string;
    maker?: string;
    productionDate: string;
    frameNumber: string;
    serialNumber: string;
    /** Of the model, of batteries and chargers. */
    batteryType?: string;
    fields: Record<string, string>;
    state: string;
    stateZh: string;
    createdAt: string;
    /** How often it was corrected. */
    version: string;
    code?: string;
}
export interface ProductionBody {
    product: string;
    /** Left out, the node numbers the batch, so that two clerks never take the same number. */
    batchNumber?: string;
    /** Left out: the day on which it arrives, whatever day the page was opened. */
    productionDate?: string;
    fields: Record<string, unknown>;
    quantity?: string;
    firstCode?: string;
    lastCode?: string;
    report?: string;
    activate: boolean;
}

const production = '/api/v1/production';
export const suggest = (product?: string) => http.get<Suggestion>(`${production}/suggestion`, { product });
export const record = (body: ProductionBody) => http.post<Production>(production, body);
export const undo = (id: string) => http.post<Production>(`${production}/${encodeURIComponent(id)}/undo`);
export const productions = (query: ListQuery, signal?: AbortSignal) =>
    http.get<Page<Production>>(production, query, signal ? { signal } : {});
export const items = (query: ListQuery, signal?: AbortSignal) => http.get<Page<Item>>('/api/v1/items', query, signal ? { signal } : {});
export interface ItemRow {
    code?: string;
    fields: Record<string, string>;
}
/** Day and fields are those of the batch that comes of it: none for codes that are bound already. */
export const bindItems = (body: { product: string; productionDate?: string; fields?: Record<string, unknown>; rows: ItemRow[] }) =>
    http.post<{ items: Item[]; production?: Production }>('/api/v1/items', body);
export const correctItem = (id: string, body: { fields: Record<string, string>; reason: string; version: string }) =>
    http.post<Item>(`/api/v1/items/${encodeURIComponent(id)}/corrections`, body);
export const closeItem = (id: string) => http.post<Item>(`/api/v1/items/${encodeURIComponent(id)}/close`);

/** What the form asks for beside day and factory number, which follow from the batch. */
export function bindingFields(fields: Field[]): Field[] {
    const known = ['productionDate', 'factoryNumber'];
    return fields.filter(f => f.step === 'binding' && !known.includes(f.key) && f.required !== 'platform_generated' && !f.fixedValue);
}
export const isDue = (field: Field) => field.required === 'always';

/** Texts that were given last time, for the fields that are there. */
export function rememberedFields(last: Production | undefined, fields: Field[]): Record<string, string> {
    const out: Record<string, string> = {};
    for (const field of fields) {
        const value = last?.given?.fields?.[field.key];
        out[field.key] = typeof value === 'string' ? value : '';
    }
    return out;
}
export function filled(fields: Record<string, string>): Record<string, string> {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''));
}

export interface SheetColumn {
    key: string;
    title: string;
}
export interface SheetError {
    /** Of what was pasted, from 1 on. */
    line: number;
    rule: 'unknownTitle' | 'titleTwice' | 'tooManyCells' | 'badDate' | 'otherDate';
    value: string;
}
export interface Sheet {
    rows: ItemRow[];
    /** The line of each row. */
    lines: number[];
    wrong: SheetError[];
    /** What the sheet says of all its rows; absent without such a column. */
    productionDate?: string;
}
const plainTitle = (text: string) => text.replace(/[\s*＊]/g, '').replace(/（/g, '(').replace(/）/g, ')').toLowerCase();
/** "Frame number(VIN)" is meant by either of its names too. */
function titlesOf(title: string): string[] {
    const plain = plainTitle(title);
    const parts = /^(.+)\((.+)\)$/.exec(plain);
    return parts ? [plain, parts[1]!, parts[2]!] : [plain];
}
/** 2024/1/1, 2024-01-01, 2024.1.1 and the same with the Chinese words for year, month and day as 2024-01-01. */
export function dayIn(text: string): string | undefined {
    const parts = /^(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?$/.exec(text.trim());
    if (!parts) return undefined;
    const day = `${parts[1]}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}`;
    const date = new Date(`${day}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : undefined;
}

/**
 * Rows as they come out of a spreadsheet, one piece a line; columns parted by tabs, or by commas where there is no tab at
 * all. A first line of titles says which column is which; without one they stand in the order of `columns`. What does not
 * fit is told, never dropped: a number in the wrong column would be found by everybody.
 */
export function rowsIn(text: string, columns: SheetColumn[], dateTitle: string): Sheet {
    const sheet: Sheet = { rows: [], lines: [], wrong: [] };
    const parting = text.includes('\t') ? /\t/ : /[,，]/;
    const keyOf = (title: string): string | undefined => {
        const plain = plainTitle(title);
        if (plainTitle(dateTitle) === plain) return 'productionDate';
        return columns.find(column => titlesOf(column.title).includes(plain))?.key;
    };
    let keys: (string | undefined)[] | undefined;
    const days: string[] = [];
    for (const [at, written] of text.split(/\r?\n/).entries()) {
        const line = at + 1;
        const cells = written.split(parting).map(cell => cell.trim());
        while (cells.length && !cells[cells.length - 1]) cells.pop();
        if (!cells.length) continue;
        if (!keys) {
            const titled = cells.map(keyOf);
            if (titled.some(Boolean)) {
                keys = titled;
                for (const [n, cell] of cells.entries()) {
                    if (!titled[n] && cell) sheet.wrong.push({ line, rule: 'unknownTitle', value: cell });
                    if (titled[n] && titled.indexOf(titled[n]) < n) sheet.wrong.push({ line, rule: 'titleTwice', value: cell });
                }
                continue;
            }
            keys = columns.map(column => column.key);
        }
        if (cells.length > keys.length) sheet.wrong.push({ line, rule: 'tooManyCells', value: cells.slice(keys.length).join(' ') });
        const row: ItemRow = { fields: {} };
        let day = '';
        for (const [n, key] of keys.entries()) {
            const cell = cells[n];
            if (!cell || !key) continue;
            if (key === 'code') row.code = cell;
            else if (key === 'productionDate') {
                day = dayIn(cell) ?? '';
                if (!day) sheet.wrong.push({ line, rule: 'badDate', value: cell });
            } else row.fields[key] = cell;
        }
        if (days.length && day !== days[0]) sheet.wrong.push({ line, rule: 'otherDate', value: day });
        days.push(day);
        sheet.rows.push(row);
        sheet.lines.push(line);
    }
    if (days[0]) sheet.productionDate = days[0];
    return sheet;
}
export const rowsMax = 500;

/** Seconds left to take it back. */
export function secondsLeft(one: Production, now: number): number {
    if (one.undone || !one.undoUntil) return 0;
    return Math.max(0, Math.floor((Date.parse(one.undoUntil) - now) / 1000));
}
