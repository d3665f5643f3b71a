// A batch is described before its codes are bound: what was bought, made and sold, what of it is open, and its papers.
import { Person } from '../src/person.ts';
import { photo } from '../src/pictures.ts';
import type { Journey, World } from '../src/world.ts';
import { admin, given, maker, signIn } from './cast.ts';

const product = '起重用钢丝绳';
const number = '202611200001';
const gtin = '6901234567892';

export function batch(world: World): Journey {
    let producer: Person;
    let productId = '';
    let dossierId = '';
    let code = '';

    async function file(person: Person): Promise<string> {
        const session = await person.api<{ csrfToken: string }>('GET', '/api/v1/sessions/current');
        const picture = await photo(world, product);
        const stored = await person.page.request.post('/api/v1/documents', {
            headers: { 'X-CSRF-Token': session.csrfToken, 'Content-Type': picture.mimeType },
            data: picture.buffer,
        });
        const { id } = (await stored.json()) as { id: string };
        const filed = await person.api<{ id: string }>('POST', '/api/v1/products', {
            template: 'B.1',
            unit: 'CAT-09-01',
            fields: {
                productName: product,
                productType: '单层股钢丝绳',
                model: '6×19-12',
                standard: 'GB/T 20118-2017',
                inspectionReport: '2026-0099',
                gtin,
            },
            pictures: [id],
        });
        return filed.id;
    }
    async function type(pointer: string, value: string): Promise<void> {
        await producer.put(pointer, value);
        await producer.page.keyboard.press('Tab');
    }

    return {
        name: 'batch',
        after: 'joining',
        steps: [
            [
                'is described by its number alone',
                async () => {
                    await given(world, [maker, ['producer']]);
                    const operator = await signIn(world, 'batch-operator', admin);
                    producer = await signIn(world, 'batch-producer', maker);
                    productId = await file(producer);
                    await operator.api('POST', `/api/v1/products/${productId}/reviews`, { decision: 'approve' });
                    await operator.leave();
                    await producer.menu('批次档案');
                    await producer.sees('还没有批次档案');
                    await producer.look('no-batches');
                    await producer.press('开始追溯');
                    await producer.settled();
                    await producer.press('保存');
                    await producer.seesAt('/number', '请填写生产批次号');
                    await producer.chooseAt('/product', new RegExp(product));
                    await producer.put('/number', number);
                    await producer.press('保存');
                    await producer.sees('已保存');
                    await producer.sees('待补全', producer.row(number));
                    const { items } = await producer.api<{ items: { id: string }[] }>('GET', '/api/v1/dossiers');
                    dossierId = items[0]!.id;
                },
            ],
            [
                'is completed; what cannot be is refused beside its field',
                async () => {
                    await producer.press('编辑', producer.row(number));
                    await producer.settled();
                    await type('/production/date', '2026-11-20');
                    await type('/production/quantity', '100');
                    await type('/production/unit', '卷');
                    await type('/purchases/0/supplier', '华南线材厂');
                    await type('/purchases/0/material', '高碳钢丝');
                    await type('/purchases/0/lots', 'G1/G2');
                    await type('/purchases/0/total', '500');
                    await type('/purchases/0/used', '600');
                    await type('/purchases/0/unit', '米');
                    await type('/sales/0/seller', '明达商行');
                    await producer.find('/sales/0/region', '广州市');
                    await type('/sales/0/order', 'DD-20261120');
                    await type('/sales/0/quantity', '60');
                    await type('/sales/0/unit', '卷');
                    await producer.press('保存');
                    await producer.seesAt('/purchases/0/used', '使用量不能大于进货总量');
                    await producer.look('batch-refused');
                    await type('/purchases/0/used', '400');
                    await producer.press('保存');
                    await producer.sees('已追溯', producer.row(number));
                    await producer.look('batches-described');
                },
            ],
            [
                'opens its sales; the public page shows them and says nothing of the purchases',
                async () => {
                    const block = await producer.api<{ id: string; first: string }>('POST', '/api/v1/blocks', {
                        product: productId,
                        quantity: 10,
                    });
                    const range = { block: block.id, first: block.first, last: String(Number(block.first) + 9) };
                    await producer.api('POST', '/api/v1/bindings', {
                        ...range,
                        fields: { productionDate: '2026-11-20', factoryNumber: { prefix: `${number}-`, first: '001' } },
                    });
                    await producer.api('POST', '/api/v1/activations', range);
                    const text = await (await producer.page.request.get(`/api/v1/blocks/${block.id}/package`)).text();
                    code = text.split('\n')[0]!.trim();
                    const stranger = await Person.meet(world, 'batch-stranger', { width: 360, height: 780 });
                    await stranger.open(`/c/${code}`);
                    await stranger.sees('生产信息');
                    await stranger.seesNot('销售信息');
                    await producer.press('编辑', producer.row(number));
                    await producer.settled();
                    await producer.toggle('公开销售信息');
                    await producer.press('确认公开', producer.front);
                    await producer.press('保存');
                    await producer.sees('已保存');
                    await stranger.finds(`/c/${code}`, '明达商行');
                    await stranger.seesNot('进货信息');
                    await stranger.seesNot('华南线材厂');
                    await stranger.look('public-page-of-a-batch');
                    await stranger.open(`/01/0${gtin}/10/${number}`);
                    await stranger.sees('明达商行');
                    await stranger.look('page-of-a-batch-code');
                    await stranger.leave();
                },
            ],
            [
                'has a trace code, a voucher and a picture',
                async () => {
                    await producer.press('详情', producer.row(number));
                    await producer.sees('第 3 版', producer.front);
                    await producer.look('batch-details');
                    await producer.page.keyboard.press('Escape');
                    const paper = await producer.page.request.get(`/api/v1/dossiers/${dossierId}/voucher`);
                    producer.check(
                        paper.ok() && (await paper.body()).subarray(0, 5).toString() === '%PDF-',
                        'the voucher is no PDF',
                    );
                    const label = await producer.page.request.get(`/01/0${gtin}`);
                    producer.check(label.ok() && (await label.text()).includes(product), 'the product code leads nowhere');
                    const zip = await producer.page.request.get(`/api/v1/dossier-vouchers?ids=${dossierId}`);
                    producer.check(zip.ok() && (await zip.body()).subarray(0, 2).toString() === 'PK', 'the vouchers are no zip');
                },
            ],
            [
                'gets an inspection report; its seller and its materials are listed',
                async () => {
                    await producer.menu('检验报告');
                    await producer.press('添加检验报告');
                    await producer.chooseAt('/dossier', new RegExp(number));
                    await producer.put('/items/0/name', '绝缘电阻');
                    await producer.put('/items/0/result', '合格');
                    await producer.look('batch-report');
                    await producer.press('保存', producer.front);
                    await producer.sees('全部合格', producer.row(number));
                    await producer.menu('销售商管理');
                    await producer.sees('待完善', producer.row('明达商行'));
                    await producer.press('编辑', producer.row('明达商行'));
                    await producer.look('seller');
                    await producer.page.keyboard.press('Escape');
                    await producer.menu('销售订单');
                    await producer.sees('明达商行', producer.row('DD-20261120'));
                    await producer.look('sales-orders');
                    await producer.menu('供应商与原材料');
                    await producer.sees('400 米', producer.row('高碳钢丝'));
                    await producer.look('materials');
                },
            ],
            [
                'has a product code once it is activated, which is asked a second time (GDP-21, GDP-23)',
                async () => {
                    await producer.menu('产品列表');
                    await producer.press('激活', producer.row(product));
                    await producer.press('确认激活', producer.front);
                    await producer.sees('已激活', producer.row(product));
                    await producer.look('product-activated');
                    const zip = await producer.page.request.get(`/api/v1/product-symbols?ids=${productId}&format=svg`);
                    producer.check(zip.ok() && (await zip.body()).subarray(0, 2).toString() === 'PK', 'the codes are no zip');
                    await producer.press('新增产品备案');
                    await producer.settled();
                    producer.check(producer.page.url().endsWith('/products/new'), 'GDP-08: the button opens no form');
                    await producer.menu('帮助');
                    await producer.sees('020-85206387');
                    await producer.look('help');
                },
            ],
        ],
    };
}
