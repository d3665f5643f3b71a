// Writes wait here until the server has answered. An entry is never dropped silently: it is sent, or it stays with the
// server's reason until a clerk deals with it.
import { ApiError, newKey, request } from '../api/client';
import { type Database, type Entry, type KeptScan, database, durable } from '../db';
import { alone } from './lock';

export interface Wanted {
    user: string;
    store: string;
    kind: string;
    title: string;
    method?: 'POST' | 'PUT';
    path: string;
    body: Record<string, unknown>;
    /** Its scans leave the draft in the same moment in which the entry is there; those of `texts` alone, if given. */
    draft?: string;
    texts?: string[];
    /** False where the server takes no time of its own for it. */
    timed?: boolean;
}

export type Outcome =
    | { kind: 'done'; answer: unknown; entry: Entry }
    | { kind: 'refused'; error: ApiError; entry: Entry }
    | { kind: 'waiting'; entry: Entry };

/** Kept for the clerk to see that it was sent. */
const SENT_KEPT_MS = 24 * 3600 * 1000;
/** The server takes nothing older; such entries are refused by it and shown. */
const TRY_FIRST_MS = 2000;
const TRY_MOST_MS = 5 * 60_000;
/** What the server has failed at so often holds up nothing any more. */
const FAULTS_MOST = 20;

type Send = (entry: Entry) => Promise<unknown>;
interface Parts {
    /** Sends one entry; throws ApiError. */
    send: Send;
    /** Whose session it is; '' for nobody's. */
    user(): string;
    /** Asks the server anew who is signed in (the CSRF token may be another's). */
    renewSession(): Promise<void>;
    changed(): void;
    now(): number;
}

const defaults: Parts = {
    send: entry => request(entry.method, entry.path, { body: entry.body, idempotencyKey: entry.id, quiet: true }),
    user: () => '',
    renewSession: async () => undefined,
    changed: () => undefined,
    now: () => Date.now(),
};
let parts = defaults;
export function installQueue(given: Partial<Parts>): void {
    parts = { ...defaults, ...given };
}

/** What may be better later: no network, a busy server, the same request still being worked on. */
export function isPassing(error: ApiError): boolean {
    if (error.status === 0 || error.status >= 500 || [408, 425, 429].includes(error.status)) return true;
    return error.status === 409 && error.code === 'conflict' && error.errors[0]?.pointer === '/Idempotency-Key';
}

export function delayOf(tries: number, retryAfterSeconds: number): number {
    return Math.max(retryAfterSeconds * 1000, Math.min(TRY_MOST_MS, TRY_FIRST_MS * 2 ** Math.min(tries, 10)));
}

async function change(db: Database, n: number, how: (entry: Entry) => void): Promise<Entry | undefined> {
    const tx = db.transaction('entries', 'readwrite', durable);
    const entry = await tx.store.get(n);
    if (entry) {
        how(entry);
        await tx.store.put(entry);
    }
    await tx.done;
    return entry;
}

/**
 * Puts an entry into the queue; when this returns it is on disk, and the scans it was made of are no longer a draft. The
 * ApiError not_kept: the phone did not take it, and nothing has been done.
 */
export async function enqueue(wanted: Wanted): Promise<Entry> {
    try {
        return await put(wanted);
    } catch (e) {
        console.error(e);
        throw new ApiError(0, 'not_kept', '');
    }
}
async function put(wanted: Wanted): Promise<Entry> {
    const db = await database();
    const at = new Date(parts.now()).toISOString();
    const tx = db.transaction(['entries', 'scans'], 'readwrite', durable);
    const entry: Entry = {
        id: newKey(),
        user: wanted.user,
        store: wanted.store,
        kind: wanted.kind,
        title: wanted.title,
        method: wanted.method ?? 'POST',
        path: wanted.path,
        // Plain data: what pages hold is watched by Vue, and IndexedDB takes no such thing.
        body: JSON.parse(JSON.stringify(wanted.timed === false ? wanted.body : { ...wanted.body, at })) as Entry['body'],
        at,
        state: 'waiting',
        tries: 0,
        nextTry: 0,
    };
    if (wanted.draft) {
        entry.draft = wanted.draft;
        const all = await tx
            .objectStore('scans')
            .index('order')
            .getAll(IDBKeyRange.bound([wanted.draft, 0], [wanted.draft, Infinity]));
        const only = wanted.texts && new Set(wanted.texts);
        entry.scans = all.filter(scan => !only || only.has(scan.text));
        for (const scan of entry.scans) await tx.objectStore('scans').delete([scan.draft, scan.text]);
    }
    entry.n = await tx.objectStore('entries').add(entry);
    await tx.done;
    parts.changed();
    return entry;
}

/** The server fails at it again and again, whatever it does with others. */
const stuck = (entry: Entry) => (entry.faults ?? 0) >= FAULTS_MOST && (entry.error?.status ?? 0) >= 500;

/**
 * One pass over what waits: for each store in the order in which it was made. What fails for the time being holds up its
 * store; what is refused does not: it stays with its reason, and what comes after it is judged by the server itself.
 */
async function pass(): Promise<void> {
    const db = await database();
    const held = new Set<string>();
    const tried = new Set<number>();
    let renewed = false;
    for (;;) {
        const user = parts.user();
        const waiting = (await db.getAllFromIndex('entries', 'state', 'waiting')).sort((a, b) => a.n! - b.n!);
        const first = waiting.find(entry => {
            if (held.has(entry.store)) return false;
            if (entry.user === user && entry.nextTry <= parts.now()) return true;
            // Another person's stay where they are, without holding up this one's.
            if (entry.user === user && !stuck(entry)) held.add(entry.store);
            return false;
        });
        if (!first || !user) return;
        // What is stuck is tried once more before what came after it: the order is kept if the server has recovered.
        const next =
            waiting.find(one => one.n! < first.n! && one.store === first.store && one.user === user && stuck(one) && !tried.has(one.n!)) ?? first;
        tried.add(next.n!);
        try {
            const answer = await parts.send(next);
            await change(db, next.n!, entry => {
                entry.state = 'sent';
                entry.answer = answer ?? null;
                entry.endedAt = new Date(parts.now()).toISOString();
                delete entry.scans;
                delete entry.error;
            });
        } catch (e) {
            const error = e instanceof ApiError ? e : new ApiError(0, 'offline', '');
            if ((error.status === 401 || error.code === 'csrf') && !renewed) {
                renewed = true;
                await parts.renewSession().catch(() => undefined);
                if (parts.user() === user) continue;
            }
            const later = isPassing(error) || error.status === 401 || error.code === 'csrf';
            const now = await change(db, next.n!, entry => {
                entry.error = {
                    status: error.status,
                    code: error.code,
                    detail: error.detail,
                    requestId: error.requestId,
                    details: error.errors.map(one => one.detail ?? '').filter(Boolean),
                };
                entry.tries += 1;
                if (error.status >= 500) entry.faults = (entry.faults ?? 0) + 1;
                if (later) {
                    entry.nextTry = parts.now() + delayOf(entry.tries, error.retryAfterSeconds);
                } else {
                    entry.state = 'refused';
                    entry.endedAt = new Date(parts.now()).toISOString();
                }
            });
            if (later && !(now && stuck(now))) held.add(next.store);
        }
        parts.changed();
    }
}

let running: Promise<boolean> | undefined;
let again = false;

/** Sends what is due. Calls while it runs make it look once more. */
export function flush(): Promise<boolean> {
    if (running) {
        again = true;
        return running;
    }
    running = (async () => {
        try {
            let ran = false;
            do {
                again = false;
                ran = await alone(pass);
            } while (again && ran);
            return ran;
        } finally {
            running = undefined;
        }
    })();
    return running;
}

async function find(id: string): Promise<Entry | undefined> {
    return (await database()).getFromIndex('entries', 'id', id);
}

/** Enqueues, and waits a while for the server: a clerk who is online learns at once. */
export async function submit(wanted: Wanted, patienceMs = 8000): Promise<Outcome> {
    const entry = await enqueue(wanted);
    const until = Date.now() + patienceMs;
    for (;;) {
        const late = new Promise<boolean>(resolve => setTimeout(() => resolve(false), Math.max(0, until - Date.now())));
        const ran = await Promise.race([flush().catch(() => true), late]);
        const now = (await find(entry.id)) ?? entry;
        if (now.state === 'sent') return { kind: 'done', answer: now.answer, entry: now };
        if (now.state === 'refused' && now.error) {
            const { status, code, detail, requestId, details } = now.error;
            const errors = details.map(text => ({ pointer: '', detail: text }));
            return { kind: 'refused', error: new ApiError(status, code, detail, requestId, errors), entry: now };
        }
        // Tried in vain, or held up by what was done before it.
        if (ran || Date.now() >= until) return { kind: 'waiting', entry: now };
        // Another tab is sending.
        await new Promise(resolve => setTimeout(resolve, 200));
    }
}

export async function entries(): Promise<Entry[]> {
    return (await database()).getAll('entries');
}

/** Tries one again now; a refused one with the same key where nothing was done, so it cannot be done twice. */
export async function retry(n: number): Promise<void> {
    await change(await database(), n, entry => {
        // The server keeps the answer to a key: what it refused must come with another one to be judged anew.
        if (entry.state === 'refused') entry.id = newKey();
        entry.state = 'waiting';
        entry.nextTry = 0;
        delete entry.endedAt;
    });
    parts.changed();
    await flush();
}

/** The network is back: what was put off is due. */
export async function due(): Promise<void> {
    const db = await database();
    for (const entry of await db.getAllFromIndex('entries', 'state', 'waiting'))
        if (entry.nextTry > 0 && (entry.error?.status ?? 0) === 0) await change(db, entry.n!, one => (one.nextTry = 0));
    await flush();
}

/** Back into the draft that it was made of, to be put right. False: it was sent meanwhile. */
export async function takeBack(n: number): Promise<boolean> {
    const db = await database();
    const tx = db.transaction(['entries', 'scans'], 'readwrite', durable);
    const entry = await tx.objectStore('entries').get(n);
    const can = entry?.state === 'refused';
    if (can) {
        for (const scan of entry.scans ?? [])
            if (!(await tx.objectStore('scans').get([scan.draft, scan.text]))) await tx.objectStore('scans').put(scan);
        await tx.objectStore('entries').delete(n);
    }
    await tx.done;
    parts.changed();
    return can;
}

/** The clerk has dealt with it otherwise. Only what was refused: what waits may have reached the server. */
export async function giveUp(n: number): Promise<boolean> {
    const db = await database();
    const tx = db.transaction('entries', 'readwrite', durable);
    const entry = await tx.store.get(n);
    const can = entry?.state === 'refused';
    if (can) await tx.store.delete(n);
    await tx.done;
    parts.changed();
    return can;
}

/** What was sent is shown for a day. */
export async function tidy(): Promise<void> {
    const db = await database();
    for (const entry of await db.getAllFromIndex('entries', 'state', 'sent'))
        if (Date.parse(entry.endedAt ?? entry.at) < parts.now() - SENT_KEPT_MS) await db.delete('entries', entry.n!);
}

/** Everything that the server does not have: entries and drafts, as a file for whoever helps. */
export async function exported(): Promise<string> {
    const db = await database();
    const open = (await db.getAll('entries')).filter(entry => entry.state !== 'sent');
    const drafts: KeptScan[] = await db.getAll('scans');
    return JSON.stringify({ format: 'yiguan-store-queue', version: 1, entries: open, drafts }, null, 1);
}
