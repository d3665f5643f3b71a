// The offline queue (M16, EBS-42): nothing is lost, nothing is done twice, nothing goes away silently.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../src/api/client';
import { closeDatabase, database, type Entry } from '../src/db';
import { reasonOf } from '../src/feedback';
import { withLease } from '../src/queue/lock';
import * as queue from '../src/queue/queue';
import { addScan, scansOf } from '../src/scan/merge';
import { emptyPhone, reopened } from './support';

/** A server that does each key once, like the real one. */
class Server {
    readonly done: string[] = [];
    readonly asked: { id: string; title: string }[] = [];
    private readonly answers = new Map<string, unknown>();
    /** What happens instead, for the next requests: before the work, or after it (the answer is lost). */
    next: ('before' | 'after' | ApiError)[] = [];

    send = async (entry: Entry): Promise<unknown> => {
        this.asked.push({ id: entry.id, title: entry.title });
        const what = this.next.shift();
        if (what === 'before') throw new ApiError(0, 'offline', '');
        if (what instanceof ApiError) throw what;
        if (!this.answers.has(entry.id)) {
            this.done.push(entry.title);
            this.answers.set(entry.id, { number: `RK${this.done.length}` });
        }
        if (what === 'after') throw new ApiError(0, 'offline', '');
        return this.answers.get(entry.id);
    };
}
let server: Server;
let now: number;
let user: string;
const wanted = (title: string, store = '1'): queue.Wanted => ({
    user: '7',
    store,
    kind: 'receive',
    title,
    path: '/api/v1/stock-ins',
    body: { store, texts: [title] },
});
const conflict = new ApiError(409, 'conflict', '这件产品已被另一张销售单卖出', 'R-1');
const stateOf = async () => (await queue.entries()).map(one => `${one.title} ${one.state}`);

beforeEach(async () => {
    await emptyPhone();
    server = new Server();
    now = Date.parse('2026-11-22T08:00:00Z');
    user = '7';
    queue.installQueue({ send: server.send, user: () => user, now: () => now });
});

describe('the queue', () => {
    it('sends in the order in which things were done, with the time at which they were', async () => {
        for (const title of ['a', 'b', 'c']) {
            await queue.enqueue(wanted(title));
            now += 60_000;
        }
        await queue.flush();
        expect(server.done).toEqual(['a', 'b', 'c']);
        const [first] = await queue.entries();
        expect(first!.body.at).toBe('2026-11-22T08:00:00.000Z');
        expect(first!.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(await stateOf()).toEqual(['a sent', 'b sent', 'c sent']);
    });

    it('does the work once though the answer was lost and the browser crashed', async () => {
        await queue.enqueue(wanted('a'));
        server.next = ['after'];
        await queue.flush();
        expect(await stateOf()).toEqual(['a waiting']);
        await reopened();
        now += 10 * 60_000;
        await queue.flush();
        expect(server.done).toEqual(['a']);
        expect(server.asked.map(one => one.id)[0]).toBe(server.asked.map(one => one.id)[1]);
        expect((await queue.entries())[0]!.answer).toEqual({ number: 'RK1' });
    });

    it('survives a crash between the write and the first try', async () => {
        await queue.enqueue(wanted('a'));
        await reopened();
        expect(await stateOf()).toEqual(['a waiting']);
        await queue.flush();
        expect(server.done).toEqual(['a']);
    });

    it('holds up a store while the network is away, and no other store', async () => {
        await queue.enqueue(wanted('a', '1'));
        await queue.enqueue(wanted('b', '1'));
        await queue.enqueue(wanted('c', '2'));
        server.next = ['before'];
        await queue.flush();
        expect(server.done).toEqual(['c']);
        expect(await stateOf()).toEqual(['a waiting', 'b waiting', 'c sent']);
        await queue.flush(); // not due yet
        expect(server.asked).toHaveLength(2);
        now += 5000;
        await queue.flush();
        expect(server.done).toEqual(['c', 'a', 'b']);
    });

    it('is not held up for ever by what the server always fails at, which is tried first each time', async () => {
        const broken = new ApiError(500, 'internal', '', 'R-2');
        await queue.enqueue(wanted('a'));
        await queue.enqueue(wanted('b'));
        for (let i = 0; i < 20; ++i) {
            expect(server.done).toEqual([]);
            server.next = [broken];
            await queue.flush();
            now += 10 * 60_000;
        }
        expect(await stateOf()).toEqual(['a waiting', 'b sent']);
        // The server is well again, and a's time has not come: it goes before what came after it.
        server.next = [broken];
        await queue.flush();
        await queue.enqueue(wanted('c'));
        await queue.flush();
        expect(server.done).toEqual(['b', 'a', 'c']);
    });

    it('waits longer after each failure, five minutes at most, and as long as the server asks', () => {
        expect(queue.delayOf(1, 0)).toBe(4000);
        expect(queue.delayOf(2, 0)).toBe(8000);
        expect(queue.delayOf(50, 0)).toBe(300_000);
        expect(queue.delayOf(1, 90)).toBe(90_000);
    });

    it('keeps what was refused with the reason, sends the rest, and drops nothing by itself', async () => {
        await queue.enqueue(wanted('a'));
        await queue.enqueue(wanted('b'));
        server.next = [conflict];
        await queue.flush();
        expect(await stateOf()).toEqual(['a refused', 'b sent']);
        now += 30 * 24 * 3600_000;
        await queue.tidy();
        await reopened();
        await queue.flush();
        const left = await queue.entries();
        expect(left.map(one => one.title)).toEqual(['a']);
        expect(left[0]!.error).toMatchObject({ status: 409, detail: '这件产品已被另一张销售单卖出', requestId: 'R-1' });
    });

    it('asks with a new key when a clerk tries what was refused again', async () => {
        await queue.enqueue(wanted('a'));
        server.next = [conflict];
        await queue.flush();
        const before = (await queue.entries())[0]!;
        await queue.retry(before.n!);
        const after = (await queue.entries())[0]!;
        expect(after.state).toBe('sent');
        expect(after.id).not.toBe(before.id);
        expect(server.done).toEqual(['a']);
    });

    it('gives up only what was refused: what waits may have reached the server', async () => {
        await queue.enqueue(wanted('a'));
        const [waiting] = await queue.entries();
        expect(await queue.giveUp(waiting!.n!)).toBe(false);
        server.next = [conflict];
        await queue.flush();
        expect(await queue.giveUp(waiting!.n!)).toBe(true);
        expect(await queue.entries()).toEqual([]);
    });

    it('takes the same request that is still worked on for no refusal', () => {
        const busy = new ApiError(409, 'conflict', '', '', [{ pointer: '/Idempotency-Key' }]);
        expect(queue.isPassing(busy)).toBe(true);
        expect(queue.isPassing(conflict)).toBe(false);
        for (const status of [0, 408, 429, 500, 503]) expect(queue.isPassing(new ApiError(status, 'x', ''))).toBe(true);
        for (const status of [400, 403, 404, 422]) expect(queue.isPassing(new ApiError(status, 'x', ''))).toBe(false);
    });

    it('waits for the person whose entries they are', async () => {
        await queue.enqueue(wanted('a'));
        user = '8';
        await queue.flush();
        expect(server.asked).toEqual([]);
        user = '7';
        await queue.flush();
        expect(server.done).toEqual(['a']);
    });

    it('asks who is signed in when the session has changed, then goes on', async () => {
        let renewed = 0;
        queue.installQueue({
            send: server.send,
            user: () => user,
            now: () => now,
            renewSession: async () => void (renewed += 1),
        });
        server.next = [new ApiError(403, 'csrf', '')];
        await queue.enqueue(wanted('a'));
        await queue.flush();
        expect(renewed).toBe(1);
        expect(server.done).toEqual(['a']);
    });

    it('keeps everything while nobody is signed in any more', async () => {
        server.next = [new ApiError(401, 'unauthenticated', ''), new ApiError(401, 'unauthenticated', '')];
        await queue.enqueue(wanted('a'));
        await queue.flush();
        expect(await stateOf()).toEqual(['a waiting']);
    });

    it('moves the scans of a draft into the entry in one step, and back after a refusal', async () => {
        for (const code of ['C-000001', 'C-000002']) await addScan('receive:1', code);
        await queue.enqueue({ ...wanted('a'), draft: 'receive:1' });
        expect(await scansOf('receive:1')).toEqual([]);
        server.next = [conflict];
        await queue.flush();
        const [entry] = await queue.entries();
        expect(entry!.scans).toHaveLength(2);
        expect(await queue.takeBack(entry!.n!)).toBe(true);
        expect((await scansOf('receive:1')).map(one => one.text)).toEqual(['C-000001', 'C-000002']);
        expect(await queue.entries()).toEqual([]);
    });

    it('says so when the phone does not keep it', async () => {
        await closeDatabase();
        const full = vi.spyOn(console, 'error').mockReturnValue();
        globalThis.indexedDB = {
            open: () => {
                throw new Error('full');
            },
        } as unknown as IDBFactory;
        const refused = await queue.submit(wanted('a')).catch((e: unknown) => e);
        expect([(refused as ApiError).code, reasonOf(refused), server.asked]).toEqual(['not_kept', '手机没有存下这次的内容，没有提交', []]);
        full.mockRestore();
    });
    it('leaves in the draft what is not part of the entry', async () => {
        for (const code of ['C-000001', 'C-000002']) await addScan('receive:1', code);
        await queue.enqueue({ ...wanted('a'), draft: 'receive:1', texts: ['C-000002'] });
        expect((await scansOf('receive:1')).map(one => one.text)).toEqual(['C-000001']);
    });

    it('does not keep a clerk waiting for what is held up', async () => {
        server.next = ['before'];
        await queue.submit(wanted('a'));
        const begun = Date.now();
        expect(await queue.submit(wanted('b'))).toMatchObject({ kind: 'waiting', entry: { tries: 0 } });
        expect(Date.now() - begun).toBeLessThan(1000);
    });

    it('tells a clerk at once what became of it', async () => {
        expect(await queue.submit(wanted('a'))).toMatchObject({ kind: 'done', answer: { number: 'RK1' } });
        server.next = [conflict];
        const refused = await queue.submit(wanted('b'));
        expect(refused).toMatchObject({ kind: 'refused', error: { status: 409, requestId: 'R-1' } });
        server.next = ['before'];
        expect(await queue.submit(wanted('c'))).toMatchObject({ kind: 'waiting' });
    });

    it('exports what the server does not have, with the drafts', async () => {
        await queue.submit(wanted('sent'));
        server.next = ['before'];
        await queue.submit(wanted('kept'));
        await addScan('receive:1', 'C-000009');
        const file = JSON.parse(await queue.exported()) as { entries: Entry[]; drafts: { text: string }[] };
        expect(file.entries.map(one => one.title)).toEqual(['kept']);
        expect(file.drafts.map(one => one.text)).toEqual(['C-000009']);
    });
});

describe('two tabs', () => {
    it('do not send at the same time where there are locks', async () => {
        let held = false;
        let both = false;
        const locks = {
            request: async (_name: string, _options: object, work: (lock: object | null) => Promise<unknown>) => {
                if (held) return work(null);
                held = true;
                return work({}).finally(() => (held = false));
            },
        };
        Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
        let sending = 0;
        queue.installQueue({
            user: () => '7',
            now: () => now,
            send: async entry => {
                both ||= ++sending > 1;
                await new Promise(resolve => setTimeout(resolve, 5));
                --sending;
                return server.send(entry);
            },
        });
        await queue.enqueue(wanted('a'));
        await queue.enqueue(wanted('b'));
        const { alone } = await import('../src/queue/lock');
        const first = queue.flush();
        let other = true;
        await new Promise(resolve => setTimeout(resolve, 2));
        other = await alone(async () => {
            both = true;
        });
        await first;
        Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
        expect(other).toBe(false);
        expect(both).toBe(false);
        expect(server.done).toEqual(['a', 'b']);
    });

    it('take turns by a lease where there are none; the lease of a dead tab runs out', async () => {
        const ran: string[] = [];
        let inner: boolean | undefined;
        await withLease(
            async () => {
                ran.push('one');
                inner = await withLease(async () => void ran.push('two'), 'two', () => now);
            },
            'one',
            () => now,
        );
        expect(inner).toBe(false);
        expect(await withLease(async () => void ran.push('two'), 'two', () => now)).toBe(true);
        // One that died with the lease in its hand.
        await (await database()).put('kept', { key: 'yiguan-store-queue', value: { owner: 'dead', until: now + 30_000 } });
        expect(await withLease(async () => void ran.push('no'), 'two', () => now)).toBe(false);
        now += 31_000;
        expect(await withLease(async () => void ran.push('three'), 'two', () => now)).toBe(true);
        expect(ran).toEqual(['one', 'two', 'three']);
    });
});
