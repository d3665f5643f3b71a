// 出库 with a dispatch note by the maker, 整单入库 by a store: by what is pasted and pressed at the console.
import { Person } from '../src/person.ts';
import { photo } from '../src/pictures.ts';
import type { Journey, World } from '../src/world.ts';
import { type Account, admin, given, maker, shop, signIn } from './cast.ts';

export function trade(world: World): Journey {
    let codes: string[];
    let clerk: Person;
    let note = '';

    async function upload(person: Person, purpose: string): Promise<string> {
        const { csrfToken } = await person.api<{ csrfToken: string }>('GET', '/api/v1/sessions/current');
        const file = await photo(world, purpose);
        const answer = await person.page.request.post(`/api/v1/documents?purpose=${purpose}`, {
            data: file.buffer,
            headers: { 'Content-Type': file.mimeType, 'X-CSRF-Token': csrfToken },
        });
        return ((await answer.json()) as { id: string }).id;
    }
    /** With a session and no page: what only prepares. */
    async function enter(name: string, { login, password }: Account): Promise<Person> {
        const person = await Person.meet(world, name);
        await person.page.request.post('/api/v1/sessions', { data: { login, password } });
        return person;
    }
    return {
        name: 'trade',
        steps: [
            [
                'has batteries in stock and a store to sell them',
                async () => {
                    await given(world, [maker, ['producer']], [shop, ['seller']]);
                    const operator = await enter('operator', admin);
                    clerk = await signIn(world, 'clerk', maker);
                    const { id } = await clerk.api<{ id: string }>('POST', '/api/v1/products', {
                        template: 'D.1',
                        unit: 'CAT-04-03',
                        fields: {
                            ...{ productName: '蓄电池', productType: '蓄电池', model: 'YD8112', standard: 'GB 43854-2024', brand: '粤行' },
                            ...{ inspectionReport: 'R-1', inspectionBody: '检测中心', modelCode: '81', batteryType: '铅酸' },
                            ...{ voltage: '48', capacity: '12', mass: '3.5', length: '320', width: '130', height: '90' },
                        },
                        pictures: [await upload(clerk, 'picture')],
                    });
                    await operator.api('POST', `/api/v1/products/${id}/reviews`, { decision: 'approve' });
                    await operator.leave();
                    const made = await clerk.api<{ items: { code: string }[] }>('POST', '/api/v1/items', {
                        product: id,
                        fields: {},
                        rows: ['1', '2', '3'].map(number => ({ fields: { factorySerial: `BAT81-000${number}` } })),
                    });
                    codes = made.items.map(one => one.code);
                    await clerk.api('POST', '/api/v1/activations', { codes });
                    const owner = await enter('owner', shop);
                    await owner.api('POST', '/api/v1/stores', {
                        ...{ name: '天河路店', contactPerson: '李梅', phone: shop.phone, region: '440106', address: '天河路1号' },
                        ...{ brand: '粤行', repairs: false, productTypes: ['battery'], licence: await upload(owner, 'licence') },
                    });
                    await owner.leave();
                },
            ],
            [
                'sends them with a note',
                async () => {
                    await clerk.menu('出库单');
                    await clerk.press('新增出库单');
                    await clerk.put('/buyerName', shop.uscc);
                    await clerk.press('粘贴多条');
                    await clerk.fill('粘贴多条', [...codes, codes[0], 'WEI-0001'].join('\n'));
                    await clerk.press('加入');
                    await clerk.sees('共 3 件');
                    await clerk.press('移除', clerk.row('WEI-0001'));
                    await clerk.look('stock-out');
                    await clerk.press('确认出库');
                    await clerk.sees('待收货');
                    note = (await clerk.heading(/CK\d{8}-\d{6}/).innerText()).replace(/.*(CK\S+).*/s, '$1');
                    await clerk.press('随货单');
                    await clerk.sees(`${maker.name}随货单`);
                    await clerk.look('note');
                    await clerk.leave();
                },
            ],
            [
                'receives all of the note but what is missing',
                async () => {
                    const owner = await signIn(world, 'owner', shop);
                    await owner.menu('出库单');
                    await owner.page.getByRole('tab', { name: '待我收货' }).click();
                    await owner.press('入库', owner.row(note));
                    await owner.press('登记差异');
                    await owner.put('/differences/0/text', codes[2]!);
                    await owner.look('receiving');
                    await owner.press('整单入库（3 件）');
                    await owner.sees('有差异');
                    await owner.sees('待发货方答复');
                    await owner.look('stock-in');
                    await owner.menu('库存');
                    await owner.sees('YD8112');
                    await owner.press('明细', owner.row('YD8112'));
                    await owner.sees('在库', owner.front);
                    await owner.look('stock');
                    await owner.leave();
                },
            ],
        ],
    };
}
