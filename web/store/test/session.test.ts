// Who is signed in on a phone that several people use (M17).
import { beforeEach, describe, expect, it } from 'vitest';
import { kept } from '../src/db';
import { session } from '../src/session';
import { emptyPhone } from './support';

let online: boolean;
/** The session that the phone's cookie stands for; '' for none. */
let cookie: string;
const asked: string[] = [];
const json = (status: number, body: unknown = {}) => new Response(JSON.stringify(body), { status });

beforeEach(async () => {
    await emptyPhone();
    online = true;
    cookie = '';
    asked.length = 0;
    session.current = null;
    globalThis.fetch = (async (path: string, init?: RequestInit) => {
        asked.push(`${init?.method} ${path}`);
        if (!online) throw new TypeError('Failed to fetch');
        if (!cookie) return json(401);
        if (init?.method !== 'DELETE') return json(200, { user: cookie, csrfToken: `token of ${cookie}` });
        if ((init.headers as Record<string, string>)['X-CSRF-Token'] !== `token of ${cookie}`) return json(403);
        cookie = '';
        return new Response(null, { status: 204 });
    }) as typeof fetch;
});

describe('signing out', () => {
    it('ends the session at the server', async () => {
        cookie = '7';
        await session.load();
        expect(session.current?.user).toBe('7');
        await session.leave();
        expect([session.current, cookie, await kept('leaving')]).toEqual([null, '', undefined]);
    });
    it('without a network is made good later: the next person is not signed in as this one', async () => {
        cookie = '7';
        await session.load();
        online = false;
        await session.leave();
        expect(session.current).toBeNull();
        await session.load();
        expect([session.current, cookie]).toEqual([null, '7']);
        online = true;
        await session.load();
        expect([session.current, cookie, await kept('leaving')]).toEqual([null, '', undefined]);
        cookie = '8';
        await session.load();
        expect(session.current!.user).toBe('8');
    });
    it('is over for whoever signs in next', async () => {
        cookie = '7';
        await session.load();
        online = false;
        await session.leave();
        online = true;
        cookie = '8';
        await session.enter({ user: '8', csrfToken: 'token of 8' } as NonNullable<typeof session.current>);
        session.current = null;
        await session.load();
        expect([session.current!.user, cookie]).toEqual(['8', '8']);
    });
});
