// What the pages of 整车三码关联 ask the node.
import { http, type Page } from '@/api/client';
import type { ListQuery } from '@/components/list';

export const slots = ['vehicle', 'battery', 'charger'] as const;
export type Slot = (typeof slots)[number];
export interface AllowedPart {
    model: string;
    uscc: string;
    edition: number;
}
export interface Part {
    code: string;
    product: string;
    productName: string;
    model: string;
    maker: string;
    number: string;
    status?: string;
    statusZh?: string;
}
export interface Allowed {
    allowedBatteries?: AllowedPart[];
    allowedChargers?: AllowedPart[];
}
/** A line of the list: a link, or a vehicle that has none. */
export interface Assembly extends Allowed {
    id: string;
    state: 'standing' | 'undone' | 'bare';
    frameNumber: string;
    model: string;
    vehicle: Part;
    battery?: Part;
    charger?: Part;
    createdAt?: string;
    createdBy?: string;
    undoneAt?: string;
    undoneBy?: string;
    reason?: string;
}
interface BareVehicle extends Part, Allowed {
    id: string;
    frameNumber: string;
    productionDate: string;
}
export interface CheckedPiece {
    text: string;
    problems: string[];
    slot?: Slot;
    piece?: Part;
}
export interface AssemblyCheck extends Allowed {
    pieces: CheckedPiece[];
    complete: boolean;
}

const path = '/api/v1/assemblies';
export async function assemblies(query: ListQuery, signal?: AbortSignal): Promise<Page<Assembly>> {
    const options = signal ? { signal } : {};
    if (query.state !== 'bare') return http.get<Page<Assembly>>(path, query, options);
    const { state: _, ...rest } = query;
    const page = await http.get<Page<BareVehicle>>(`${path}/vehicles`, rest, options);
    return {
        ...page,
        items: page.items.map(one => ({
            id: one.id,
            state: 'bare',
            frameNumber: one.frameNumber,
            model: one.model,
            vehicle: one,
            allowedBatteries: one.allowedBatteries,
            allowedChargers: one.allowedChargers,
        })),
    };
}
export const checkAssembly = (texts: string[]) => http.post<AssemblyCheck>(`${path}/check`, { texts });
export const assemble = (texts: Record<Slot, string>) => http.post<Assembly>(path, texts);
export const undoAssembly = (id: string, reason: string) => http.post<Assembly>(`${path}/${encodeURIComponent(id)}/undo`, { reason });

export function allowedText(list: AllowedPart[] | undefined): string {
    return (list ?? []).map(one => (one.edition ? `${one.model} V${one.edition}` : one.model)).join(', ');
}

/** What is kept of the scans: one text for each slot, the first of it; the rest was told and is dropped. */
export function keptTexts(check: AssemblyCheck): Partial<Record<Slot, CheckedPiece>> {
    const kept: Partial<Record<Slot, CheckedPiece>> = {};
    for (const piece of check.pieces) if (piece.slot && !kept[piece.slot]) kept[piece.slot] = piece;
    return kept;
}
