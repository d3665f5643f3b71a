// What the page of 电缆盘线 asks the node. Lengths are metres, as texts.
import { http, type Page } from '@/api/client';
import type { ListQuery } from '@/components/list';

export interface Drum {
    id: string;
    number: string;
    code: string;
    product: string;
    productName: string;
    model: string;
    startMark: string;
    endMark: string;
    length: string;
    cut: string;
    rest: string;
    state: 'whole' | 'partly' | 'usedUp';
    stateZh: string;
    createdBy: string;
    createdAt: string;
    changedAt: string;
    status?: string;
    statusZh?: string;
    mother?: string;
    motherNumber?: string;
}
export interface Marks {
    startMark: string;
    endMark: string;
}
export interface DrumTexts extends Marks {
    code: string;
    number: string;
}
export interface DrumTree {
    drum: Drum;
    cuts: Drum[];
    rests: Marks[];
}

const path = '/api/v1/drums';
export const drums = (query: ListQuery, signal?: AbortSignal) => http.get<Page<Drum>>(path, query, signal ? { signal } : {});
export const drumTree = (id: string) => http.get<DrumTree>(`${path}/${encodeURIComponent(id)}`);
/** PDF: 合格证. */
export const certificateUrl = (id: string) => `${path}/${encodeURIComponent(id)}/certificate`;
export const addDrum = (texts: DrumTexts) => http.post<Drum>(path, texts);
export const cutDrum = (id: string, pieces: DrumTexts[]) => http.post<DrumTree>(`${path}/${encodeURIComponent(id)}/cuts`, { pieces });

export const marksText = (marks: Marks) => `${marks.startMark} – ${marks.endMark}`;

/** The next piece as far as it can be foreseen: numbered after the last one, from where that ended or the first rest begins. */
export function nextPiece(tree: DrumTree, pieces: DrumTexts[]): DrumTexts {
    const last = pieces[pieces.length - 1];
    return {
        code: '',
        number: `${tree.drum.number}-${tree.cuts.length + pieces.length + 1}`,
        startMark: last ? last.endMark : (tree.rests[0]?.startMark ?? ''),
        endMark: '',
    };
}
