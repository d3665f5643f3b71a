// What the phone keeps in IndexedDB. Nothing of it is lost by a reload, a crash or a flat battery.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { ScannedItem } from './api/types';

/** A code of an order that is being put together. Written before its sound is heard. */
export interface KeptScan {
    /** What it belongs to, such as "receive:7": one order of one store. */
    draft: string;
    text: string;
    /** Counts up: the order in which they were scanned. */
    n: number;
    at: string;
    /** What the server said of it, if it was asked. */
    item?: ScannedItem;
}

export type EntryState =
    | 'waiting' // to be sent
    | 'sent' // the server has it
    | 'refused'; // the server has said no: a clerk must deal with it

/** A write that is to reach the server. */
export interface Entry {
    /** The order in which they were made. */
    n?: number;
    /** A UUID, sent as Idempotency-Key: however often it is sent, the work is done once. */
    id: string;
    user: string;
    store: string;
    /** A key of the words `kind.*`. */
    kind: string;
    /** What it is about, in the clerk's words: "3 件". */
    title: string;
    method: 'POST' | 'PUT';
    path: string;
    body: Record<string, unknown>;
    at: string;
    state: EntryState;
    tries: number;
    /** How often the server itself has failed at it. */
    faults?: number;
    /** Not before (ms). */
    nextTry: number;
    /** The draft it was made of, and what stood in it: to be put right after a refusal. */
    draft?: string;
    scans?: KeptScan[];
    error?: { status: number; code: string; detail: string; requestId: string; details: string[] };
    answer?: unknown;
    endedAt?: string;
}

interface Schema extends DBSchema {
    scans: { key: [string, string]; value: KeptScan; indexes: { order: [string, number] } };
    entries: { key: number; value: Entry; indexes: { id: string; state: string } };
    /** What was seen of codes and rules while online, to check bundles without a network. */
    seen: { key: string; value: { key: string; at: string; value: unknown } };
    /** Small things by name. */
    kept: { key: string; value: { key: string; value: unknown } };
}
export type Database = IDBPDatabase<Schema>;

let opened: Promise<Database> | undefined;

export function database(name = 'yiguan-store'): Promise<Database> {
    opened ??= openDB<Schema>(name, 1, {
        upgrade(db) {
            db.createObjectStore('scans', { keyPath: ['draft', 'text'] }).createIndex('order', ['draft', 'n']);
            const entries = db.createObjectStore('entries', { keyPath: 'n', autoIncrement: true });
            entries.createIndex('id', 'id', { unique: true });
            entries.createIndex('state', 'state');
            db.createObjectStore('seen', { keyPath: 'key' });
            db.createObjectStore('kept', { keyPath: 'key' });
        },
        // A newer version of the app in another tab: this one makes way.
        blocking(_current, _wanted, event) {
            (event.target as IDBDatabase).close();
            opened = undefined;
        },
        terminated() {
            opened = undefined;
        },
    });
    opened.catch(() => (opened = undefined));
    return opened;
}

/** For tests: as if the browser had been closed. */
export async function closeDatabase(): Promise<void> {
    (await opened)?.close();
    opened = undefined;
}

/** On disk and not merely handed over, where the browser makes that difference. */
export const durable = { durability: 'strict' } as const;

export async function keep(key: string, value: unknown): Promise<void> {
    await (await database()).put('kept', { key, value });
}
export async function kept<T>(key: string): Promise<T | undefined> {
    return (await (await database()).get('kept', key))?.value as T | undefined;
}
export async function forget(key: string): Promise<void> {
    await (await database()).delete('kept', key);
}
