// What files are uploaded for, and the rules of each purpose: GET /api/v1/documents/purposes, read once.
import { http, type Page } from './api/client';

export interface Purpose {
    purpose: string;
    kinds: { kind: string; mediaType: string; bytesMax: number }[];
    /** "JPEG、PNG、PDF" */
    kindsZh?: string;
    hints?: string[];
    /** A larger picture may be picked: it is made smaller before it is sent. */
    pickBytesMax?: number;
    countMax?: number;
}
let known: Promise<Purpose[]> | undefined;

/** undefined when the server cannot be asked, or knows no such purpose: then it says itself what it does not take. */
export async function purposeOf(name: string): Promise<Purpose | undefined> {
    known ??= http
        .get<Page<Purpose>>('/api/v1/documents/purposes', undefined, { quiet: true })
        .then(page => page.items);
    try {
        return (await known).find(one => one.purpose === name);
    } catch {
        known = undefined;
        return undefined;
    }
}

/** For the input element: "image/*,application/pdf". Any picture where pictures are taken: it becomes a JPEG. */
export function acceptOf(purpose: Purpose): string {
    const types = purpose.kinds.map(one => one.mediaType);
    const jpeg = types.includes('image/jpeg');
    return [...(jpeg ? ['image/*'] : []), ...types.filter(type => !jpeg || !type.startsWith('image/'))].join(',');
}
/** The most that a picture may have when it is sent. */
export function pictureBytesMax(purpose: Purpose): number | undefined {
    const jpeg = purpose.kinds.find(one => one.mediaType === 'image/jpeg');
    return jpeg && Number(jpeg.bytesMax);
}
