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
    fields: Record<string, string>;
    state: string;
    stateZh: string;
    createdAt: string;
    code?: string;
}
export interface ProductionBody {
    product: string;
    batchNumber?: string;
    productionDate: string;
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
export const bindItems = (body: { product: string; productionDate: string; fields: Record<string, unknown>; rows: ItemRow[] }) =>
    http.post<{ items: Item[]; production?: Production }>('/api/v1/items', body);

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

/**
 * Rows as they come out of a spreadsheet: one piece a line, columns parted by tabs or commas, in the order of `columns`; a
 * first line of their names is passed over.
 */
export function rowsIn(text: string, columns: string[], titles: string[]): ItemRow[] {
    const rows: ItemRow[] = [];
    for (const line of text.split(/\r?\n/)) {
        const cells = line.split(/\t|,|，/).map(cell => cell.trim());
        if (!cells.some(Boolean) || cells.some(cell => titles.includes(cell))) continue;
        const fields: Record<string, string> = {};
        const row: ItemRow = { fields };
        columns.forEach((column, at) => {
            const cell = cells[at];
            if (!cell) return;
            if (column === 'code') row.code = cell;
            else fields[column] = cell;
        });
        rows.push(row);
    }
    return rows;
}
export const rowsMax = 500;

/** Seconds left to take it back. */
export function secondsLeft(one: Production, now: number): number {
    if (one.undone || !one.undoUntil) return 0;
    return Math.max(0, Math.floor((Date.parse(one.undoUntil) - now) / 1000));
}
