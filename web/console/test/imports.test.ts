import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadArea } from '@/i18n';
import { asked as question } from '@/composables/confirm';
import ImportList from '@/pages/imports/ImportList.vue';
import ImportView from '@/pages/imports/ImportView.vue';
import type { Import, ImportRow } from '@/pages/imports/calls';
import { familyOf, firstTab, isMoving, isOfPieces, kindOf, pending, percent, shownColumns } from '@/pages/imports/show';
import { serve, show } from './support';

const column = (id: string, name: string, required = false) => ({ id, name, kind: 'text', required, rule: '选填' });
function job(more: Partial<Import> = {}): Import {
    return {
        id: '7',
        kind: 'B.1',
        unit: 'CAT-04-01',
        submit: false,
        fileName: '产品.xlsx',
        fileBytes: 10,
        sha256: 'ab',
        state: 'ready',
        stateZh: '待确认',
        total: 3,
        done: 3,
        fresh: 1,
        changed: 0,
        same: 0,
        wrong: 2,
        stored: 0,
        hasRows: true,
        canRetry: false,
        version: '3',
        createdAt: '2026-11-22T00:00:00Z',
        updatedAt: '2026-11-22T00:00:00Z',
        columns: [column('model', '规格型号', true), column('brand', '品牌'), column('manual', '说明书')],
        ...more,
    } as Import;
}
function row(at: number, more: Partial<ImportRow> = {}): ImportRow {
    return { row: at, number: at + 1, state: 'fresh', cells: [`A${at}`, '', ''], findings: [], changes: [], ...more };
}

describe('how imports are shown', () => {
    it('knows how far they are and what comes first', () => {
        expect(isMoving(job({ state: 'reading' }))).toBe(true);
        expect(isMoving(job())).toBe(false);
        expect(percent(job({ state: 'reading', done: 1 }))).toBe(33);
        expect(percent(job({ state: 'storing', stored: 1, fresh: 2, changed: 1 }))).toBe(25);
        expect(percent(job({ state: 'waiting', total: 0, done: 0 }))).toBe(0);
        expect(firstTab(job())).toBe('wrong');
        expect(firstTab(job({ wrong: 0 }))).toBe('fresh');
        expect(firstTab(job({ wrong: 0, fresh: 0, stored: 3 }))).toBe('stored');
        expect(pending(job())).toBe(1);
        expect(pending(job({ state: 'storing' }))).toBe(0);
    });
    it('shows columns that hold or want something', () => {
        const columns = job().columns!;
        expect(shownColumns(columns, [row(1)])).toEqual([0]);
        expect(shownColumns(columns, [row(1, { cells: ['A', '粤行', ''] })])).toEqual([0, 1]);
        const finding = { column: 2, code: 'invalid', rule: '不对' };
        expect(shownColumns(columns, [row(1, { findings: [finding] })])).toEqual([0, 2]);
        expect(shownColumns(columns, [row(1, { changes: [{ column: 1, before: '' }] })])).toEqual([0, 1]);
    });
});

describe('uploads of pieces', () => {
    it('lead to the list of their family, and back', () => {
        const cells = job({ kind: 'BAT-PRODUCT' });
        expect([isOfPieces(cells), familyOf(cells), kindOf('battery')]).toEqual([true, 'battery', 'BAT-PRODUCT']);
        expect([isOfPieces(job()), familyOf(job()), kindOf('none')]).toEqual([false, undefined, undefined]);
    });
});

describe('the grid', () => {
    beforeAll(async () => {
        await loadArea('imports');
    });
    afterEach(() => {
        document.body.innerHTML = '';
        vi.unstubAllGlobals();
    });
    const wrong = row(2, {
        state: 'wrong',
        cells: ['', '粤行', ''],
        findings: [{ column: 0, code: 'missing_field', rule: '必填，不能为空' }],
    });
    async function opened(patch: () => object = () => ({ import: job({ wrong: 1, fresh: 2 }), items: [row(2)] })) {
        const asked = serve(one => {
            if (one.method === 'PATCH') return patch() as never;
            if (one.path.endsWith('/rows')) return { body: { items: [wrong] } };
            return { body: job() };
        });
        const { wrapper } = await show(ImportView, { at: '/imports/7' });
        await flushPromises();
        return { asked, wrapper };
    }
    it('marks the cell that is wrong and says why', async () => {
        const { wrapper } = await opened();
        const cell = wrapper.find('td.wrong');
        expect(cell.text()).toContain('必填，不能为空');
        expect(wrapper.text()).toContain('确认导入 1 行');
    });
    it('shows what the file has of a code that was put together again', async () => {
        serve(one => {
            if (one.path.endsWith('/rows'))
                return { body: { items: [row(1, { cells: ['2128', '', ''], mended: [{ column: 0, written: '2.128E+32' }] })] } };
            return { body: job({ kind: 'BAT-PRODUCT', wrong: 0 }) };
        });
        const { wrapper } = await show(ImportView, { at: '/imports/7' });
        await flushPromises();
        expect(wrapper.find('td.mended').text()).toContain('由码段还原，表格中为：2.128E+32');
    });
    it('says before vehicles are stored what the binding will state of them', async () => {
        const texts: Record<string, string | undefined> = {};
        for (const kind of ['EB-PRODUCT', 'BAT-PRODUCT']) {
            serve(one => (one.path.endsWith('/rows') ? { body: { items: [row(1)] } } : { body: job({ kind, wrong: 0, fresh: 1 }) }));
            const { wrapper } = await show(ImportView, { at: '/imports/7' });
            await flushPromises();
            await wrapper
                .findAll('button')
                .find(one => one.text().startsWith('确认导入'))
                ?.trigger('click');
            texts[kind] = question.value?.text;
            question.value = null;
        }
        expect(texts['EB-PRODUCT']).toContain('出厂检验结论为“合格”');
        expect(texts['BAT-PRODUCT']).toContain('新增 1 行');
        expect(texts['BAT-PRODUCT']).not.toContain('合格');
    });
    it('sends one cell, and shows its row as it is judged', async () => {
        const { asked, wrapper } = await opened(() => ({ body: { import: job({ wrong: 1, fresh: 2 }), items: [row(2)] } }));
        await wrapper.find('td.wrong').trigger('click');
        const input = wrapper.find<HTMLInputElement>('.cell-input');
        await input.setValue('A2');
        await input.trigger('keydown', { key: 'Enter' });
        await flushPromises();
        const sent = asked.find(one => one.method === 'PATCH');
        expect(sent?.body).toEqual({ cells: [{ row: 2, column: 'model', text: 'A2' }] });
        expect(wrapper.find('td.wrong').exists()).toBe(false);
        expect(wrapper.text()).toContain('已保存，第 3 行：新增');
        expect(wrapper.text()).toContain('确认导入 2 行');
    });
    it('has a wrong row checked again by Enter, changed or not', async () => {
        const { asked, wrapper } = await opened(() => ({ body: { import: job({ wrong: 1, fresh: 2 }), items: [row(2)] } }));
        await wrapper.find('td.wrong').trigger('click');
        await wrapper.find('.cell-input').trigger('keydown', { key: 'Enter' });
        await flushPromises();
        expect(asked.find(one => one.method === 'PATCH')?.body).toEqual({ cells: [{ row: 2, column: 'model', text: '' }] });
        expect(wrapper.text()).toContain('已保存，第 3 行：新增');
    });
    it('sends nothing when nothing was changed or the person gives up', async () => {
        const { asked, wrapper } = await opened();
        await wrapper.find('td.wrong').trigger('click');
        await wrapper.find('.cell-input').trigger('keydown', { key: 'Tab' });
        await flushPromises();
        await wrapper.find('.cell-input').trigger('keydown', { key: 'Escape' });
        await wrapper.find('td.wrong').trigger('click');
        await wrapper.find('.cell-input').setValue('x');
        await wrapper.find('.cell-input').trigger('keydown', { key: 'Escape' });
        await flushPromises();
        expect(asked.some(one => one.method === 'PATCH')).toBe(false);
        expect(wrapper.find('.cell-input').exists()).toBe(false);
    });
    it('keeps the editor and what was typed when the server refuses', async () => {
        const { wrapper } = await opened(() => ({
            status: 409,
            body: { type: '/problems/wrong_state', detail: '导入中的导入不能修改' },
        }));
        await wrapper.find('td.wrong').trigger('click');
        await wrapper.find('.cell-input').setValue('A2');
        await wrapper.find('.cell-input').trigger('keydown', { key: 'Enter' });
        await flushPromises();
        expect(wrapper.find<HTMLInputElement>('.cell-input').element.value).toBe('A2');
        expect(wrapper.text()).toContain('导入中的导入不能修改');
    });
});

describe('an import that is worked on', () => {
    beforeAll(async () => {
        await loadArea('imports');
    });
    afterEach(() => {
        vi.useRealTimers();
        vi.unstubAllGlobals();
        document.body.innerHTML = '';
    });
    it('is asked for again after an answer that failed', async () => {
        vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
        const answers = [
            { body: job({ state: 'storing', stateZh: '导入中' }) },
            { status: 503, body: { type: '/problems/busy', detail: '系统繁忙' } },
            { body: job({ state: 'done', stateZh: '已完成', fresh: 0, wrong: 0, same: 3 }) },
        ];
        serve(one => (one.path.endsWith('/rows') ? { body: { items: [] } } : (answers.shift() as never)));
        const { wrapper } = await show(ImportView, { at: '/imports/7' });
        await vi.advanceTimersByTimeAsync(1000);
        await vi.advanceTimersByTimeAsync(3100);
        await flushPromises();
        expect(answers).toHaveLength(0);
        expect(wrapper.text()).toContain('已完成');
        expect(wrapper.text()).not.toContain('系统繁忙');
    });
});

describe('the list', () => {
    beforeAll(async () => {
        await loadArea('imports');
    });
    afterEach(() => {
        vi.unstubAllGlobals();
        document.body.innerHTML = '';
        question.value = null;
    });
    const Rows = {
        props: ['actions'],
        data: () => ({ row: job() }),
        template: `<div><button v-for="one in actions(row)" :key="one.key" :data-action="one.key" @click="one.run(row)" />
            <slot name="primary" /></div>`,
    };
    const kind = (id: string, canSubmit: boolean) => ({ id, name: id, reference: id, canSubmit, asksUnit: id !== 'GD-SELLER', columns: [] });
    async function opened() {
        const asked = serve(one => {
            if (one.path.endsWith('/import-kinds')) return { body: { items: [kind('B.1', false), kind('C.1', true)] } };
            if (one.path.endsWith('/catalogue')) return { body: { items: [] } };
            return one.method === 'POST' ? { body: job({ state: 'cancelled' }) } : undefined;
        });
        const { wrapper } = await show(ImportList, { at: '/imports', global: { stubs: { ListPage: Rows, ElDialog: { template: '<div><slot /></div>' } } } } as never);
        await flushPromises();
        return { asked, wrapper };
    }
    it('asks before it cancels an import for good', async () => {
        const { asked, wrapper } = await opened();
        await wrapper.find('[data-action="cancel"]').trigger('click');
        await flushPromises();
        expect(asked.some(one => one.method === 'POST')).toBe(false);
        expect(question.value?.title).toBe('取消这次导入？');
        await question.value?.run?.('');
        expect(asked.find(one => one.method === 'POST')?.path).toBe('/api/v1/imports/7/cancellation');
    });
    it('offers to submit only where that can be', async () => {
        const { wrapper } = await opened();
        await wrapper.find('#import-kind').setValue('B.1');
        expect(wrapper.find('fieldset').exists()).toBe(false);
        await wrapper.find('#import-kind').setValue('C.1');
        expect(wrapper.findAll('fieldset input')).toHaveLength(2);
    });
});
