// A browser's storage in memory, empty for each test.
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { closeDatabase } from '../src/db';

export async function emptyPhone(): Promise<void> {
    await closeDatabase();
    globalThis.indexedDB = new IDBFactory();
}
/** The browser was closed and opened again: what was stored is there. */
export async function reopened(): Promise<void> {
    await closeDatabase();
}
