import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { ApiError, http } from '@/api/client';
import ErrorSummary from '@/components/ErrorSummary.vue';
import FormField from '@/components/FormField.vue';
import { nearest, useForm, type Form } from '@/composables/useForm';
import { remedy } from '@/feedback';
import { problem, serve, show } from './support';

afterEach(() => {
    document.body.innerHTML = '';
    vi.unstubAllGlobals();
});
let form!: Form;
const page = defineComponent({
    setup() {
        form = useForm();
        return () =>
            h('form', [
                h(ErrorSummary),
                h(FormField, { pointer: '/uscc', label: '统一社会信用代码' }, () => h('input', { id: 'uscc' })),
                h(FormField, { pointer: '/brands', label: '品牌' }, () => h('input', { id: 'brands' })),
            ]);
    },
});
const refusal = (errors: object[]) => new ApiError(422, 'invalid', '填写有误', 'id', errors as never);

describe('errors of a form', () => {
    it('stand beside their fields and in the summary, which leads there', async () => {
        const { wrapper } = await show(page);
        expect(
            form.take(
                refusal([
                    { pointer: '/uscc', field: '统一社会信用代码', detail: '校验位不符' },
                    { pointer: '/brands/2', detail: '品牌太长' },
                ]),
            ),
        ).toBe(true);
        await flushPromises();
        expect(wrapper.find('#f-uscc').text()).toContain('校验位不符');
        expect(wrapper.find('#f-brands').text()).toContain('品牌太长');
        expect(wrapper.find('.error-summary').text()).toContain('请改正 2 处');
        expect(document.activeElement?.id).toBe('uscc');
        await wrapper.findAll('.error-summary a')[1]!.trigger('click');
        expect(document.activeElement?.id).toBe('brands');
    });
    it('that have no field here are told all the same', async () => {
        const { wrapper } = await show(page);
        expect(form.take(refusal([{ pointer: '/licence', field: '营业执照', detail: '须上传营业执照' }]))).toBe(false);
        await flushPromises();
        expect(wrapper.find('.error-summary').text()).toContain('营业执照：须上传营业执照');
    });
    it('go when the field is changed', async () => {
        const { wrapper } = await show(page);
        form.take(refusal([{ pointer: '/uscc', detail: '校验位不符' }]));
        await flushPromises();
        await wrapper.find('#uscc').setValue('9');
        await flushPromises();
        expect(wrapper.text()).not.toContain('校验位不符');
    });
    it('an error of another kind is not the form’s', async () => {
        await show(page);
        expect(form.take(new TypeError('x'))).toBe(false);
        expect(form.take(new ApiError(503, 'overloaded', '系统繁忙'))).toBe(false);
    });
    it('belong to the nearest field that there is', () => {
        const labels = { '/brands': '', '/items/0/name': '' };
        expect(nearest('/brands/3/text', labels)).toBe('/brands');
        expect(nearest('/items/0/name', labels)).toBe('/items/0/name');
        expect(nearest('/items', labels)).toBeUndefined();
    });
});

describe('sending a form', () => {
    it('clears what was wrong before, answers what came back, and is busy meanwhile', async () => {
        await show(page);
        form.set('/uscc', '校验位不符');
        let release!: (answer: string) => void;
        const first = form.submit(() => new Promise<string>(done => (release = done)));
        expect([form.busy, form.list().length]).toEqual([true, 0]);
        const second = vi.fn(async () => 'again');
        expect(await form.submit(second)).toBeUndefined();
        expect(second).not.toHaveBeenCalled();
        release('saved');
        expect([await first, form.busy]).toEqual(['saved', false]);
    });
    it('is not done while the page itself finds something wrong: its field is gone to', async () => {
        await show(page);
        const sent = vi.fn();
        await form.submit(async () => {
            form.set('/brands', '请填写品牌');
            if (form.wrong()) return;
            sent();
        });
        expect(sent).not.toHaveBeenCalled();
        expect([form.busy, document.activeElement?.id]).toEqual([false, 'brands']);
    });
    it('pins a refusal on its fields, and shows as a whole what has none', async () => {
        const { wrapper } = await show(page);
        const answered = await form.submit(() => Promise.reject(refusal([{ pointer: '/uscc', detail: '校验位不符' }])));
        await flushPromises();
        expect(answered).toBeUndefined();
        expect(wrapper.find('#f-uscc').text()).toContain('校验位不符');
        expect(document.querySelector('.error-note')).toBeNull();
        await form.submit(() => Promise.reject(new ApiError(503, 'overloaded', '系统繁忙')), { title: '未保存' });
        await flushPromises();
        expect(document.querySelector('.error-note')?.textContent).toContain('未保存');
        expect([form.busy, form.list().length]).toEqual([false, 0]);
    });
    it('leaves to the page what the page deals with', async () => {
        await show(page);
        const refused = vi.fn(() => true);
        const error = refusal([{ pointer: '/uscc', detail: '校验位不符' }]);
        await form.submit(() => Promise.reject(error), { refused });
        expect(refused).toHaveBeenCalledWith(error);
        expect(form.list()).toEqual([]);
    });
});

describe('requests', () => {
    it('problem+json becomes an ApiError with everything a person needs', async () => {
        serve(() => ({
            ...problem(422, 'uscc_check', [{ pointer: '/uscc', field: '统一社会信用代码', detail: '校验位不符' }]),
        }));
        const error = (await http.post('/api/v1/organisations', {}).catch((e: unknown) => e)) as ApiError;
        expect(error).toBeInstanceOf(ApiError);
        expect([error.status, error.code, error.requestId]).toEqual([422, 'uscc_check', 'AbCdEfGhIjKlMnOpQrStUv']);
        expect(error.errors[0]!.pointer).toBe('/uscc');
    });
    it('an answer of something in between is an error too', async () => {
        vi.stubGlobal('fetch', async () => new Response('<html>Bad Gateway</html>', { status: 502 }));
        const error = (await http.get('/api/v1/products').catch((e: unknown) => e)) as ApiError;
        expect([error.status, error.code]).toEqual([502, 'http_502']);
        expect(remedy(error)).toContain('稍后重试');
    });
    it('without a network: what to do is said', async () => {
        vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')));
        const error = (await http.get('/api/v1/products').catch((e: unknown) => e)) as ApiError;
        expect(error.code).toBe('offline');
        expect(remedy(error)).toContain('网络');
    });
    it('a write carries a key, so that the server does it once; empty parts of a query are left out', async () => {
        const asked = serve(() => ({ status: 204 }));
        await http.delete('/api/v1/x');
        await http.get('/api/v1/x', { q: '', a: undefined, n: 0, on: false }).catch(() => undefined);
        await http.put('/api/v1/x', { a: 1 });
        expect(asked[0]!.headers['Idempotency-Key']).toBeUndefined();
        expect(asked[1]!.query.toString()).toBe('n=0&on=false');
        expect(asked[2]!.headers['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/);
    });
});
