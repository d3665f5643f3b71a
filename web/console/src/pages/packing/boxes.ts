// What the pages of 装箱 ask the node.
import { http, type Page } from '@/api/client';
import type { ListQuery } from '@/components/list';

export const levels = ['inner', 'carton', 'pallet'] as const;
export type Level = (typeof levels)[number];
export interface Box {
    id: string;
    code: string;
    level: Level;
    product: string;
    productName: string;
    model: string;
    expected: string;
    packed: string;
    /** Of them no longer here, or held up: with such a box nothing more is done. */
    away: string;
    state: 'open' | 'closed' | 'unpacked';
    stateZh: string;
    createdBy: string;
    createdAt: string;
    changedBy: string;
    changedAt: string;
}
export interface BoxPart {
    block: string;
    first: string;
    last: string;
    firstCode: string;
    lastCode: string;
    count: string;
    status: string;
    statusZh: string;
    productionDate?: string;
    firstNumber?: string;
    lastNumber?: string;
}
export interface PackAnswer {
    box: Box;
    packed: string[];
    refused: { code: string; detail: string }[];
}
/** Of one call: the node's limit. */
export const scansMax = 200;

const path = '/api/v1/boxes';
const of = (id: string, part: string) => `${path}/${encodeURIComponent(id)}/${part}`;
export const boxes = (query: ListQuery, signal?: AbortSignal) => http.get<Page<Box>>(path, query, signal ? { signal } : {});
export const suggestBox = () => http.get<{ code: string }>(`${path}/suggestion`);
export const openBox = (body: { code: string; product: string; expected: string; level: Level }) => http.post<Box>(path, body);
export const packPieces = (id: string, codes: string[]) => http.post<PackAnswer>(of(id, 'pieces'), { codes });
export const movePieces = (id: string, body: { to?: string; codes: string[] }) => http.post<Box>(of(id, 'moves'), body);
export const unpackBox = (id: string) => http.post<Box>(of(id, 'unpack'));
/** PDF: one label a box. */
export const labelUrl = (id: string) => of(id, 'label');
export const setBoxState = (id: string, state: 'open' | 'closed') => http.post<Box>(of(id, 'state'), { state });
export const contents = (id: string) => http.get<{ items: BoxPart[]; more: boolean }>(of(id, 'contents'));
export const packRanges = (body: { product: string; perBox: string; firstBox: string; level: Level; firstCode: string; lastCode?: string }) =>
    http.post<{ items: Box[] }>(`${path}/ranges`, body);

/** The open box of a code that was scanned or typed. */
export async function findOpenBox(code: string): Promise<Box | undefined> {
    const page = await boxes({ code, match: 'whole', state: 'open', limit: '1' });
    return page.items[0];
}
/** One code a line, or parted by blanks and commas; each once. */
export function scansIn(text: string): string[] {
    return [...new Set(text.split(/[\s,，;；]+/).filter(Boolean))];
}
