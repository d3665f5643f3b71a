// 装箱 and 整车三码关联 with a scanner gun, which types and ends with Enter.
import type { Person } from '../src/person.ts';
import { photo } from '../src/pictures.ts';
import type { Journey, World } from '../src/world.ts';
import { admin, given, maker, signIn } from './cast.ts';

export function packing(world: World): Journey {
    let clerk: Person;
    const products: Record<string, string> = {};

    async function scan(field: string, ...texts: string[]): Promise<void> {
        for (const text of texts) {
            await clerk.page.locator(field).fill(text);
            await clerk.page.keyboard.press('Enter');
        }
    }
    async function pieces(product: string, key: string, ...numbers: string[]): Promise<string[]> {
        const { items } = await clerk.api<{ items: { code: string }[] }>('POST', '/api/v1/items', {
            product: products[product],
            fields: product === 'B.3' ? { inspectionConclusion: '合格', batteryNumber: '见关联', chargerNumber: '见关联' } : {},
            rows: numbers.map(number => ({ fields: { [key]: number } })),
        });
        return items.map(one => one.code);
    }

    return {
        name: 'packing',
        steps: [
            [
                'has a vehicle with the battery and the charger that go with it',
                async () => {
                    await given(world, [maker, ['producer']]);
                    const operator = await signIn(world, 'operator', admin);
                    clerk = await signIn(world, 'clerk', maker);
                    const session = await clerk.api<{ csrfToken: string; organisation: string }>('GET', '/api/v1/sessions/current');
                    const { uscc } = await clerk.api<{ uscc: string }>('GET', `/api/v1/organisations/${session.organisation}`);
                    const file = await photo(world, '整车');
                    const picture = await clerk.page.request.post('/api/v1/documents?purpose=picture', {
                        data: file.buffer,
                        headers: { 'Content-Type': file.mimeType, 'X-CSRF-Token': session.csrfToken },
                    });
                    const { id } = (await picture.json()) as { id: string };
                    const shared = { inspectionReport: 'R-1', inspectionBody: '检测中心', brand: '粤行' };
                    const part = { ...shared, modelCode: '71', batteryType: '铅酸' };
                    const size = { voltage: '48', capacity: '12', mass: '3.5', length: '320', width: '130', height: '90' };
                    const current = { chargeCurrent: '2', transitionCurrent: '2', floatVoltage: '2', cutoffVoltage: '2' };
                    const filings = [
                        {
                            template: 'D.1',
                            unit: 'CAT-04-03',
                            fields: { ...part, ...size, productName: '蓄电池', productType: '蓄电池', model: 'YD7112', standard: 'GB 43854-2024' },
                        },
                        {
                            template: 'D.2',
                            unit: 'CAT-04-02',
                            fields: { ...part, ...current, productName: '充电器', productType: '充电器', model: 'YC7102', standard: 'GB 42296-2022' },
                        },
                        {
                            template: 'B.3',
                            unit: 'CAT-04-01',
                            fields: { ...shared, productName: '电动自行车', productType: '整车', model: 'TDT71Z', standard: 'GB 17761-2024' },
                            batteries: [{ uscc, model: 'YD7112' }],
                            chargers: [{ uscc, model: 'YC7102' }],
                        },
                    ];
                    for (const filing of filings) {
                        const filed = await clerk.api<{ id: string }>('POST', '/api/v1/products', { ...filing, pictures: [id] });
                        await operator.api('POST', `/api/v1/products/${filed.id}/reviews`, { decision: 'approve' });
                        products[filing.template] = filed.id;
                    }
                    await operator.leave();
                },
            ],
            [
                'links the three by three scans, and is told what does not fit',
                async () => {
                    await pieces('B.3', 'frameNumber', 'YG71-0001', 'YG71-0002');
                    await pieces('D.1', 'factorySerial', 'BAT71-0001');
                    await pieces('D.2', 'factorySerial', 'CHG71-0001');
                    await clerk.menu('整车三码关联');
                    await clerk.press('关联');
                    await scan('#assemble-scan', 'CHG71-0001', 'WEI-0001', 'YG71-0001');
                    await clerk.sees('允许配套：YD7112', clerk.front);
                    await clerk.look('assembling');
                    await scan('#assemble-scan', 'BAT71-0001');
                    await clerk.sees('本次已关联 1 辆', clerk.front);
                    await scan('#assemble-scan', 'BAT71-0001');
                    await clerk.sees('已关联整车 YG71-0001', clerk.front);
                    await clerk.press('完成', clerk.front);
                    await clerk.sees('YG71-0001');
                    await clerk.sees('已关联');
                    await clerk.look('assemblies');
                },
            ],
            [
                'packs a box until it is full',
                async () => {
                    const codes = await pieces('D.1', 'factorySerial', 'BAT71-0002', 'BAT71-0003');
                    await clerk.menu('装箱关联');
                    await clerk.press('扫码装箱');
                    await clerk.chooseAt('/product', /YD7112/);
                    await clerk.put('/expected', '2');
                    await clerk.put('/code', 'BOX71-0001');
                    await clerk.press('开始装箱');
                    await scan('#pack-scan', 'BAT71-0001', codes[0]!);
                    await clerk.sees('请先解绑');
                    await clerk.look('packing');
                    await scan('#pack-scan', 'BAT71-0003');
                    await clerk.sees('箱 BOX71-0001 已装满 2 件，已封箱');
                    await clerk.menu('装箱关联');
                    await clerk.press('内件', clerk.row('BOX71-0001'));
                    await clerk.sees(codes[0]!, clerk.front);
                    await clerk.look('box-contents');
                },
            ],
        ],
    };
}
