import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadArea } from '@/i18n';
import ProductEdit from '@/pages/products/ProductEdit.vue';
import { useSession } from '@/session';
import { problem, serve, show, type Asked } from './support';

const field = (key: string, more: object = {}) => ({
    key,
    group: '产品信息',
    nameZh: key === 'model' ? '规格型号' : key === 'report' ? '检验报告' : '产品名称',
    nameEn: key,
    required: 'always',
    visibility: 'public',
    step: 'filing',
    kind: 'text',
    ...more,
});
const template = {
    id: 'B.1',
    edition: 1,
    nameZh: '通用',
    nameEn: 'General',
    forFiling: true,
    pictureRequired: true,
    fields: [
        field('productName'),
        field('model'),
        field('report', { visibility: 'producer_chooses', defaultOpen: true }),
    ],
};
const shown = (key: string, value: string) => ({ key, nameZh: key, nameEn: key, group: '', state: 'shown', value });
const product = {
    id: '7',
    organisation: '2',
    template: 'B.1',
    templateEdition: 1,
    unit: 'CAT-04-01',
    name: '电动自行车',
    status: 'published',
    statusZh: '已发布',
    version: '3',
    fields: [shown('productName', '电动自行车'), shown('model', 'TDT-1'), shown('report', 'GX-1')],
    open: ['report'],
    pictures: ['9'],
};
let posted: (asked: Asked) => { status?: number; body?: unknown };
let asked: Asked[];
let mounted: { unmount(): void } | undefined;

beforeAll(() => loadArea('products'));
beforeEach(() => {
    localStorage.clear();
    posted = () => ({ status: 201, body: { ...product, id: '8', status: 'pending' } });
    asked = serve(one => {
        if (one.path === '/api/v1/templates') return { body: { items: [template] } };
        if (one.path === '/api/v1/templates/B.1') return { body: template };
        if (one.path === '/api/v1/catalogue')
            return {
                body: {
                    items: [
                        {
                            id: 'CAT-04',
                            nameZh: '电动自行车',
                            nameEn: '',
                            units: [{ id: 'CAT-04-01', nameZh: '整车', nameEn: '' }],
                        },
                    ],
                },
            };
        if (one.path === '/api/v1/products/model-rules') return { body: { families: [], reasons: [], contact: '' } };
        if (one.path === '/api/v1/products/7') return { body: product };
        if (one.path === '/api/v1/products/previews') return { body: { html: '<p>预览</p>' } };
        if (one.path === '/api/v1/products' && one.method === 'POST') return posted(one);
        return undefined;
    });
});
afterEach(() => {
    mounted?.unmount();
    document.body.innerHTML = '';
    vi.unstubAllGlobals();
});
async function edit() {
    const { wrapper } = await show(ProductEdit, { at: '/products/new?copy=7' });
    useSession().set({ user: '5', login: 'maker', roles: ['producer'], permissions: ['file_product'], expires: '' });
    await flushPromises();
    mounted = wrapper;
    return wrapper;
}
const button = (wrapper: Awaited<ReturnType<typeof edit>>, text: string) =>
    wrapper.findAll('button').find(one => one.text() === text)!;
const filings = () => asked.filter(one => one.path === '/api/v1/products' && one.method === 'POST');

describe('P05', () => {
    it('says beside each field who sees it, with a switch only where there is a choice (NAT-56)', async () => {
        const wrapper = await edit();
        const rows = wrapper.findAll('.template-field');
        expect(rows.map(row => row.find('.el-switch').exists())).toEqual([false, false, true]);
        expect(rows[0]!.text()).toContain('谁能看到：所有扫码的人');
        await rows[2]!.find('.el-switch__input, input[role=switch]').trigger('change');
        await rows[2]!.find('.el-switch').trigger('click');
        await flushPromises();
        expect(wrapper.findAll('.openness li')[0]!.text()).toMatch(/谁能看到：(本企业、最高权限监管|所有扫码的人)/);
    });
    it('does not ask the server for what is plainly missing', async () => {
        const wrapper = await edit();
        await wrapper.findAll('.template-field')[1]!.find('input').setValue('');
        await button(wrapper, '提交审核').trigger('click');
        await flushPromises();
        expect(filings()).toHaveLength(0);
        expect(wrapper.find('.error-summary').text()).toContain('请填写规格型号');
    });
    it('pins what the server refuses on its field and keeps what was typed', async () => {
        posted = () =>
            problem(422, 'invalid', [
                { pointer: '/fields/model', field: '规格型号', rule: '规格型号与证书不符', code: 'invalid' },
            ]);
        const wrapper = await edit();
        await wrapper.findAll('.template-field')[1]!.find('input').setValue('TDT-2');
        await button(wrapper, '提交审核').trigger('click');
        await flushPromises();
        expect(filings()).toHaveLength(1);
        expect(filings()[0]!.body).toEqual({
            template: 'B.1',
            edition: 1,
            unit: 'CAT-04-01',
            fields: { productName: '电动自行车', model: 'TDT-2', report: 'GX-1' },
            open: ['report'],
            pictures: ['9'],
            submit: true,
        });
        expect(wrapper.findAll('.template-field')[1]!.find('.field-error').text()).toBe('规格型号与证书不符');
        expect((wrapper.findAll('.template-field')[1]!.find('input').element as HTMLInputElement).value).toBe('TDT-2');
    });
    it('shows the page of the form, where no script can run', async () => {
        const wrapper = await edit();
        await new Promise(resolve => setTimeout(resolve, 700));
        await flushPromises();
        const preview = asked.filter(one => one.path === '/api/v1/products/previews');
        expect(preview).toHaveLength(1);
        expect(preview[0]!.body).toMatchObject({ viewer: 'stranger', lang: 'zh', fields: { model: 'TDT-1' } });
        const frame = wrapper.find('iframe');
        expect(frame.attributes('sandbox')).toBe('allow-same-origin');
        expect(frame.attributes('srcdoc')).toContain('预览');
        expect(wrapper.find('.error-summary').exists()).toBe(false);
    });
});
