import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import ListPage from '@/components/ListPage.vue';
import { shownColumns, type Column, type ListQuery, type RowAction } from '@/components/list';
import { serve, show } from './support';

interface Thing {
    id: string;
    name: string;
    count: number;
}
const columns: Column<Thing>[] = [
    { key: 'name', label: '名称' },
    { key: 'count', label: '数量', kind: 'number' },
    { key: 'id', label: '编号', kind: 'code', hidden: true },
];
const filters = [
    { key: 'q', label: '名称' },
    { key: 'status', label: '状态', kind: 'choice' as const, options: [{ value: 'a', label: '甲' }] },
];
function things(from: number, count: number): Thing[] {
    return Array.from({ length: count }, (_, i) => ({ id: `${from + i}`, name: `件${from + i}`, count: 1234567 }));
}
function pages(asked: ListQuery[], total = 45) {
    return async (query: ListQuery) => {
        asked.push(query);
        const from = Number(query.cursor ?? 0);
        const size = Number(query.limit);
        const items = things(from, Math.max(0, Math.min(size, total - from)));
        return { items, total: String(total), ...(from + size < total ? { nextCursor: String(from + size) } : {}) };
    };
}
let saved: unknown[] = [];
beforeEach(() => {
    saved = [];
    serve(asked => {
        if (asked.method === 'PUT') saved.push(asked.body);
        return asked.method === 'PUT' ? { body: asked.body } : undefined;
    });
});
afterEach(() => {
    document.body.innerHTML = '';
    vi.unstubAllGlobals();
});
let list = 0;
async function shown(props: object, at = '/') {
    // A name of its own: settings are kept for the life of the page.
    return show(ListPage as never, { props: { name: `t${++list}`, columns, rowKey: 'id', ...props } as never, at });
}
const rowsOf = (w: { element: Element }) =>
    [...w.element.querySelectorAll('.el-table__body tbody tr')].map(r => r.textContent ?? '');

describe('ListPage', () => {
    it('shows rows, thousands, and how many there are', async () => {
        const asked: ListQuery[] = [];
        const { wrapper } = await shown({ load: pages(asked) });
        expect(asked).toEqual([{ limit: '20' }]);
        expect(rowsOf(wrapper)).toHaveLength(20);
        expect(rowsOf(wrapper)[0]).toContain('件0');
        expect(rowsOf(wrapper)[0]).toContain('1,234,567');
        expect(wrapper.text()).toContain('共 45 条');
    });
    it('says 约 when the server only estimates', async () => {
        const load = async () => ({ items: things(0, 1), total: '100000', totalIsAbout: true });
        const { wrapper } = await shown({ load });
        expect(wrapper.text()).toContain('约 100,000 条');
    });
    it('never shows more than 100 rows, whatever comes', async () => {
        const { wrapper } = await shown({ load: async () => ({ items: things(0, 150) }) }, '/?size=100');
        expect(rowsOf(wrapper)).toHaveLength(100);
    });
    it('goes on by cursor and back, and keeps the place in the URL', async () => {
        const asked: ListQuery[] = [];
        const { wrapper, router } = await shown({ load: pages(asked) });
        const button = (word: string) => wrapper.findAll('.list-pages button').find(b => b.text() === word)!;
        await button('下一页').trigger('click');
        await flushPromises();
        expect(router.currentRoute.value.query).toEqual({ cursor: '20' });
        expect(rowsOf(wrapper)[0]).toContain('件20');
        await button('下一页').trigger('click');
        await flushPromises();
        expect(rowsOf(wrapper)).toHaveLength(5);
        expect(button('下一页').attributes('disabled')).toBeDefined();
        await button('上一页').trigger('click');
        await flushPromises();
        await button('上一页').trigger('click');
        await flushPromises();
        expect(asked.map(q => q.cursor ?? '')).toEqual(['', '20', '40', '20', '']);
        expect(router.currentRoute.value.query).toEqual({});
    });
    it('opens where the URL says, and leads to the first page from there', async () => {
        const asked: ListQuery[] = [];
        const { wrapper } = await shown({ load: pages(asked), filters }, '/?q=x&cursor=20&size=50&tab=log');
        expect(asked).toEqual([{ q: 'x', limit: '50', cursor: '20' }]);
        expect(wrapper.find('input').element.value).toBe('x');
        expect(wrapper.find('.list-pages').text()).toContain('首页');
    });
    it('asks on Enter, and 重置 clears and asks; other parts of the URL stay', async () => {
        const asked: ListQuery[] = [];
        const { wrapper, router } = await shown({ load: pages(asked), filters }, '/?tab=log');
        await wrapper.find('input').setValue(' 车 ');
        await wrapper.find('form').trigger('submit');
        await flushPromises();
        expect(asked.at(-1)).toEqual({ q: '车', limit: '20' });
        expect(router.currentRoute.value.query).toEqual({ q: '车', tab: 'log' });
        await wrapper
            .findAll('.filter-buttons button')
            .find(b => b.text() === '重置')!
            .trigger('click');
        await flushPromises();
        expect(asked.at(-1)).toEqual({ limit: '20' });
        expect(router.currentRoute.value.query).toEqual({ tab: 'log' });
    });
    it('shows four filters, the rest under 展开', async () => {
        const many = Array.from({ length: 6 }, (_, i) => ({ key: `f${i}`, label: `项${i}` }));
        const { wrapper } = await shown({ load: pages([]), filters: many });
        expect(wrapper.findAll('.filter')).toHaveLength(4);
        await wrapper
            .findAll('.filter-buttons button')
            .find(b => b.text() === '展开')!
            .trigger('click');
        expect(wrapper.findAll('.filter')).toHaveLength(6);
    });
    it('shows three actions, the rest under 更多', async () => {
        const ran: string[] = [];
        const actions = (row: Thing): RowAction<Thing>[] =>
            ['查看', '编辑', '停用', '删除'].map(label => ({ key: label, label, run: () => ran.push(label + row.id) }));
        const { wrapper } = await shown({ load: async () => ({ items: things(7, 1) }), actions });
        const buttons = wrapper.findAll('.row-actions > button').map(b => b.text());
        expect(buttons).toEqual(['查看', '编辑', '停用']);
        expect(wrapper.find('.row-actions').text()).toContain('更多');
        await wrapper.find('.row-actions button').trigger('click');
        expect(ran).toEqual(['查看7']);
    });
    it('tells nothing there from nothing found, and a failure from both', async () => {
        const none = async () => ({ items: [], total: '0' });
        expect((await shown({ load: none, emptyText: '先新增一个' })).wrapper.text()).toContain('先新增一个');
        expect((await shown({ load: none, filters }, '/?q=x')).wrapper.text()).toContain('没有符合条件的内容');
        let broken = true;
        const load = async () => {
            if (broken) throw new (await import('@/api/client')).ApiError(503, 'overloaded', '系统繁忙');
            return { items: things(0, 1) };
        };
        const { wrapper } = await shown({ load });
        expect(wrapper.find('.list-empty').text()).toContain('系统繁忙');
        broken = false;
        await wrapper.find('.list-empty button').trigger('click');
        await flushPromises();
        expect(rowsOf(wrapper)).toHaveLength(1);
    });
    it('an answer that comes late does not replace a newer one', async () => {
        const waiting: ((page: { items: Thing[] }) => void)[] = [];
        const load = () => new Promise<{ items: Thing[] }>(resolve => waiting.push(resolve));
        const { wrapper, router } = await shown({ load, filters });
        await router.push({ query: { q: 'x' } });
        await nextTick();
        waiting[1]!({ items: things(50, 1) });
        await flushPromises();
        waiting[0]!({ items: things(0, 1) });
        await flushPromises();
        expect(rowsOf(wrapper)[0]).toContain('件50');
    });
    it('exports every page of what was asked for, with who and when', async () => {
        const saved: Blob[] = [];
        vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: (file: Blob) => (saved.push(file), 'blob:x'), revokeObjectURL: () => {} }));
        const asked: ListQuery[] = [];
        const { wrapper } = await shown({ load: pages(asked, 230), filters }, '/?q=x&cursor=20');
        await wrapper
            .findAll('.toolbar-left button')
            .find(b => b.text() === '导出')!
            .trigger('click');
        await flushPromises();
        expect(asked.slice(1).map(q => [q.q, q.limit, q.cursor])).toEqual([
            ['x', '100', undefined],
            ['x', '100', '100'],
            ['x', '100', '200'],
        ]);
        const lines = (await saved[0]!.text()).trim().split('\r\n');
        expect(lines[0]).toContain('名称,数量');
        expect(lines[1]).toBe('件0,1234567');
        expect(lines).toHaveLength(1 + 230 + 1);
        expect(lines.at(-1)).toContain('导出时间');
    });
    it('keeps density and columns on the server', async () => {
        const { wrapper } = await shown({ load: pages([]) });
        await wrapper
            .findAll('.toolbar-right button')
            .find(b => b.text() === '紧凑')!
            .trigger('click');
        await flushPromises();
        expect(saved).toEqual([{ value: { dense: true } }]);
    });
    it('chosen columns come in their order, the first one always first', () => {
        const keys = (chosen?: string[]) => shownColumns(columns, chosen).map(c => c.key);
        expect(keys()).toEqual(['name', 'count']);
        expect(keys(['id', 'count'])).toEqual(['name', 'id', 'count']);
        expect(keys(['gone'])).toEqual(['name']);
    });
});
