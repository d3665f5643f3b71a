// Administrative divisions: GET /api/v1/regions, read once (the server lets it be kept for long).
import { http } from './api/client';

export interface Region {
    code: string;
    name: string;
    children?: Region[];
}
interface Regions {
    version: string;
    items: Region[];
    successors?: Record<string, string>;
}
let known: Promise<Regions> | undefined;

export function regions(): Promise<Regions> {
    known ??= http.get<Regions>('/api/v1/regions', undefined, { quiet: true }).catch((e: unknown) => {
        known = undefined; // asked again next time
        throw e;
    });
    return known;
}

/** "广东省 广州市 黄埔区" of a code of 2, 4 or 6 digits; '' for an unknown one. */
export function regionName(items: Region[], code: string): string {
    const names: string[] = [];
    let list = items;
    for (;;) {
        const found = list.find(one => code === one.code || code.startsWith(one.code.replace(/(00)+$/, '')));
        if (!found) return code === '' ? '' : names.join(' ');
        names.push(found.name);
        if (found.code === code || !found.children?.length) return names.join(' ');
        list = found.children;
    }
}

/** A division without parts: what an address names. */
export function isCounty(items: Region[], code: string): boolean {
    return items.some(one => (one.children?.length ? isCounty(one.children, code) : one.code === code));
}
