// The list of codes of one order: kept in IndexedDB, duplicates merged. A scan is on disk before anybody hears of it.
import { type KeptScan, database, durable } from '../db';
import type { ScannedItem } from '../api/types';
import { cleaned, identity } from './text';

export interface Added {
    scan: KeptScan;
    /** It was there already. */
    duplicate: boolean;
}

const range = (draft: string) => IDBKeyRange.bound([draft, 0], [draft, Infinity]);

export async function scansOf(draft: string): Promise<KeptScan[]> {
    return (await database()).getAllFromIndex('scans', 'order', range(draft));
}

/** Undefined for what is no code at all. */
export async function addScan(draft: string, raw: string): Promise<Added | undefined> {
    const text = cleaned(raw);
    if (!text) return undefined;
    const tx = (await database()).transaction('scans', 'readwrite', durable);
    let last = 0;
    let same: KeptScan | undefined;
    const wanted = identity(text);
    for (const scan of await tx.store.index('order').getAll(range(draft))) {
        last = Math.max(last, scan.n);
        if (identity(scan.text) === wanted) same = scan;
    }
    const scan = same ?? { draft, text, n: last + 1, at: new Date().toISOString() };
    if (!same) await tx.store.add(scan);
    await tx.done;
    return { scan, duplicate: same !== undefined };
}

/** What the server said of it, if it is still in the list. */
export async function noteScan(draft: string, text: string, item: ScannedItem): Promise<void> {
    const tx = (await database()).transaction('scans', 'readwrite');
    const scan = await tx.store.get([draft, text]);
    if (scan) await tx.store.put({ ...scan, item });
    await tx.done;
}

export async function removeScan(draft: string, text: string): Promise<void> {
    await (await database()).delete('scans', [draft, text]);
}

export async function clearScans(draft: string): Promise<void> {
    const tx = (await database()).transaction('scans', 'readwrite');
    for (const scan of await tx.store.index('order').getAll(range(draft))) await tx.store.delete([draft, scan.text]);
    await tx.done;
}
