import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, reactive } from 'vue';
import { http } from '@/api/client';
import { useDraft, type Draft } from '@/composables/useDraft';
import { csvOf } from '@/csv';
import { prefixOf, scopeText, wholeCode } from '@/pages/account/scope';
import { bodyOf, emptyForm, formOf, lettersFor } from '@/pages/organisation/model';
import { acceptOf, pictureBytesMax } from '@/purposes';
import { isCounty } from '@/regions';
import { useSession } from '@/session';
import { cleanUscc, usccFault } from '@/uscc';
import { problem, serve, show } from './support';

describe('统一社会信用代码', () => {
    it('the check character is computed as the server does', () => {
        for (const good of ['91440101MA0000001Q', '91350100M000100Y43', ' 9135-0100M000100Y43 '])
            expect(usccFault(good)).toBeUndefined();
        expect(usccFault('91440101MA00000010')).toEqual({ fault: 'check' });
        expect(usccFault('91440101MA000000')).toEqual({ fault: 'length' });
        expect(usccFault('9144I101MA0000001Q')).toEqual({ fault: 'character', place: 5 });
        expect(cleanUscc('91440101ma0000001q')).toBe('91440101MA0000001Q');
    });
    it('every mistake of one character is noticed', () => {
        const good = '91440101MA0000001Q';
        for (let at = 0; at < 18; ++at)
            for (const other of '0123456789ABCDEFGHJKLMNPQRTUWXY')
                if (other !== good[at]) expect(usccFault(good.slice(0, at) + other + good.slice(at + 1))).toBeDefined();
    });
});

describe('the form of an organisation', () => {
    it('sends what is filled in, and reads back what it sent', () => {
        const form = { ...emptyForm(), name: ' 一贯 ', brands: ['甲'], regionCode: '440112' };
        const body = bodyOf(form);
        expect(body).toMatchObject({ name: '一贯', brands: ['甲'], regionCode: '440112', companyType: 'ordinary' });
        expect(body).not.toHaveProperty('email');
        const back = formOf({
            id: '1',
            uscc: '',
            status: 'draft',
            kinds: ['seller'],
            capital: '500',
            ...body,
        } as never);
        expect([back.name, back.capital, back.kinds, back.brands]).toEqual(['一贯', '500', ['seller'], ['甲']]);
    });
    it('asks for one letter of each type, and for the general one of others', () => {
        expect(lettersFor(['vehicle', 'battery'])).toEqual(['vehicle', 'battery']);
        expect(lettersFor([])).toEqual(['general']);
    });
});

describe('other values', () => {
    it('a cell of a spreadsheet is never a formula', () => {
        expect(csvOf(['a'], [['=1+1'], ['a,"b"'], ['-5']])).toBe('\ufeffa\r\n\'=1+1\r\n"a,""b"""\r\n\'-5\r\n');
    });
    it('scopes are told by names, kept by prefixes', () => {
        expect([
            wholeCode('44'),
            wholeCode('440112'),
            prefixOf('440000'),
            prefixOf('440100'),
            prefixOf('440112'),
        ]).toEqual(['440000', '440112', '44', '4401', '440112']);
        const regions = [{ code: '440000', name: '广东省', children: [{ code: '440100', name: '广州市' }] }];
        expect(
            scopeText({ regions: ['44', '31'], categories: ['CAT-04'], ownOnly: true }, regions, {
                'CAT-04': '电动自行车',
            }),
        ).toBe('地区 广东省、31 · 品类 电动自行车 · 仅本人经手');
        expect(scopeText({ regions: [], categories: [], ownOnly: false })).toBe('全部数据');
        expect([isCounty(regions, '440100'), isCounty(regions, '440000'), isCounty(regions, '990000')]).toEqual([
            true,
            false,
            false,
        ]);
    });
    it('what may be picked follows from the purpose', () => {
        const kind = (name: string, mediaType: string, bytesMax: number) => ({ kind: name, mediaType, bytesMax });
        const letter = {
            purpose: 'x',
            kinds: [kind('jpeg', 'image/jpeg', 1048576), kind('pdf', 'application/pdf', 5)],
        };
        expect(acceptOf(letter)).toBe('image/*,application/pdf');
        expect(pictureBytesMax(letter)).toBe(1048576);
        const video = { purpose: 'y', kinds: [kind('mp4', 'video/mp4', 9)] };
        expect(acceptOf(video)).toBe('video/mp4');
        expect(pictureBytesMax(video)).toBeUndefined();
    });
});

describe('drafts', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());
    it('are saved every ten seconds when something has changed, and again after a failure', async () => {
        const data = reactive({ text: '' });
        const saved: string[] = [];
        let broken = false;
        let draft!: Draft;
        const page = defineComponent({
            setup() {
                draft = useDraft(data, async now => {
                    if (broken) throw new Error('offline');
                    saved.push(now.text);
                });
                return () => h('i');
            },
        });
        const { wrapper } = await show(page);
        await vi.advanceTimersByTimeAsync(30_000);
        expect(saved).toEqual([]);
        data.text = '一';
        await vi.advanceTimersByTimeAsync(10_000);
        expect(saved).toEqual(['一']);
        data.text = '二';
        broken = true;
        await vi.advanceTimersByTimeAsync(10_000);
        expect([saved.length, draft.failed.value, draft.dirty()]).toEqual([1, true, true]);
        broken = false;
        await vi.advanceTimersByTimeAsync(10_000);
        expect([saved, draft.failed.value]).toEqual([['一', '二'], false]);
        data.text = '三';
        wrapper.unmount();
        await vi.advanceTimersByTimeAsync(0);
        expect(saved).toEqual(['一', '二', '三']);
    });
});

describe('a session that ends', () => {
    afterEach(() => vi.unstubAllGlobals());
    it('is asked to go on, and the request is repeated with the new token', async () => {
        const tokens: (string | undefined)[] = [];
        serve(asked => {
            tokens.push(asked.headers['X-CSRF-Token']);
            return tokens.length === 1 ? problem(401, 'unauthenticated') : { body: { ok: true } };
        });
        await show(defineComponent({ setup: () => () => h('i') }));
        const session = useSession();
        const person = { user: '1', login: 'a', roles: [], expires: '', csrfToken: 'old' };
        session.set(person);
        const answer = http.put<{ ok: boolean }>('/api/v1/x', { a: 1 });
        await flushPromises();
        expect(session.signInAgainOpen).toBe(true);
        session.endSignInAgain({ ...person, csrfToken: 'new' });
        expect(await answer).toEqual({ ok: true });
        expect(tokens).toEqual(['old', 'new']);
    });
    it('given up: the refusal is the answer', async () => {
        serve(() => problem(401, 'unauthenticated'));
        await show(defineComponent({ setup: () => () => h('i') }));
        const session = useSession();
        session.set({ user: '1', login: 'a', roles: [], expires: '', csrfToken: 'old' });
        const answer = http.get('/api/v1/x').catch((e: { status: number }) => e.status);
        await flushPromises();
        session.endSignInAgain(null);
        expect(await answer).toBe(401);
    });
});
