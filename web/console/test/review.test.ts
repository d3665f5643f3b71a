// What a reviewer is shown of an application, whatever kind it is.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadArea } from '@/i18n';
import { neighbour, queue, waiting, waits, type Application } from '@/pages/review/applications';
import { factsOf, textOf } from '@/pages/review/facts';

const application = (more: Partial<Application>): Application => ({
    id: '7',
    number: 'SQ20261121-0007',
    kind: 'registration',
    kindZh: '企业注册',
    state: 'submitted',
    stateZh: '待初审',
    round: 1,
    version: 1,
    ...more,
});
const regions = { version: '1', items: [{ code: '44', name: '广东省', children: [{ code: '4401', name: '广州市' }] }] };
const template = {
    fields: [
        { key: 'productName', nameZh: '产品名称', nameEn: 'Product name' },
        { key: 'model', nameZh: '规格型号', nameEn: 'Model' },
    ],
};

beforeEach(async () => {
    await loadArea('review');
    vi.stubGlobal('fetch', async (path: string) => Response.json(path.includes('/regions') ? regions : template));
});
afterEach(() => vi.unstubAllGlobals());

describe('facts', () => {
    it('of a registration: named in our words, files apart, pointers as the server has them', async () => {
        const facts = await factsOf(
            application({
                content: {
                    name: '广东一贯车业有限公司',
                    kinds: ['producer', 'seller'],
                    regionCode: '4401',
                    licence: '99',
                    letters: [{ type: 'vehicle', document: '101' }],
                    brands: ['一贯', '行远'],
                    version: 3,
                },
            }),
        );
        const by = new Map(facts.map(fact => [fact.pointer, fact]));
        expect(by.get('/name')).toMatchObject({ label: '企业名称', text: '广东一贯车业有限公司', changed: false });
        expect(by.get('/kinds')?.text).toBe('生产企业、销售企业');
        expect(by.get('/regionCode')?.text).toBe('广东省 广州市 4401');
        expect(by.get('/licence')).toMatchObject({ text: '', documents: ['99'] });
        expect(by.get('/letters')).toMatchObject({ text: '电动自行车', documents: ['101'] });
        expect(by.has('/version')).toBe(false);
    });
    it('of a change: what stands now beside what is proposed, differences marked', async () => {
        const facts = await factsOf(
            application({
                kind: 'product_change',
                content: { template: 'B.1', fields: { productName: '电动自行车', model: 'TDT-2' } },
                before: { template: 'B.1', fields: { productName: '电动自行车', model: 'TDT-1' } },
            }),
        );
        const model = facts.find(fact => fact.pointer === '/fields/model');
        expect(model).toMatchObject({ label: '规格型号', before: 'TDT-1', text: 'TDT-2', changed: true });
        expect(facts.find(fact => fact.pointer === '/fields/productName')?.changed).toBe(false);
    });
    it('write values as people do', () => {
        expect(textOf('x', true)).toBe('是');
        expect(textOf('attachments', [{ name: '说明书', document: '5' }])).toBe('说明书');
        expect(textOf('x', null)).toBe('');
    });
});

describe('the queue', () => {
    it('knows how long something waits, until it is decided', () => {
        const now = Date.parse('2026-11-21T10:00:00Z');
        expect(waiting(application({ submitted: '2026-11-21T09:30:00Z' }), now)).toEqual({ key: 'minutes', count: 30 });
        expect(waiting(application({ submitted: '2026-11-20T09:30:00Z' }), now)).toEqual({ key: 'hours', count: 24 });
        expect(waiting(application({ submitted: '2026-11-18T09:30:00Z' }), now)).toEqual({ key: 'days', count: 3 });
        expect(waiting(application({ submitted: '2026-11-21T09:30:00Z', state: 'approved' }), now)).toBeUndefined();
        expect(waits(application({ state: 'to_complete' }))).toBe(false);
    });
    it('leads to the next and the one before', () => {
        queue.ids = ['1', '2', '3'];
        expect([neighbour('2', 1), neighbour('2', -1), neighbour('3', 1), neighbour('9', 1)]).toEqual(['3', '1', undefined, undefined]);
    });
});
