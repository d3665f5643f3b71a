// What the journey of a store needs before it begins: a maker's models, pieces of them, and what he has shipped.
import type { Person } from '../src/person.ts';
import { photo } from '../src/pictures.ts';
import type { World } from '../src/world.ts';
import { admin, maker, signIn } from './cast.ts';

export interface Goods {
    /** As printed: the addresses of codes. */
    vehicles: string[];
    batteries: string[];
    wrongBattery: string;
    chargers: string[];
    /** A carton of parts that comes later. */
    more: string[];
    helmets: { first: string; last: string };
}

/** The maker's models of vehicle, battery and charger that go together, one battery that does not, and 10,000 helmets. */
export async function makeGoods(world: World, quantity: number, more: number): Promise<{ producer: Person; goods: Goods }> {
    const operator = await signIn(world, 'store-operator', admin);
    const producer = await signIn(world, 'store-maker', maker);
    const { csrfToken } = await producer.api<{ csrfToken: string }>('GET', '/api/v1/sessions/current');
    const file = await photo(world, '产品');
    const stored = await producer.page.request.post('/api/v1/documents?purpose=picture', {
        data: file.buffer,
        headers: { 'Content-Type': file.mimeType, 'X-CSRF-Token': csrfToken },
    });
    const picture = ((await stored.json()) as { id: string }).id;

    async function filed(filing: Record<string, unknown>, fields: Record<string, string>): Promise<string> {
        const common = filing.template === 'B.1' ? {} : { inspectionBody: '检测中心', brand: '粤行' };
        const { id } = await producer.api<{ id: string }>('POST', '/api/v1/products', {
            ...filing,
            fields: { inspectionReport: 'R-1', ...common, ...fields },
            pictures: [picture],
        });
        await operator.api('POST', `/api/v1/products/${id}/reviews`, { decision: 'approve' });
        return id;
    }
    const battery = (model: string, modelCode: string) =>
        filed(
            { template: 'D.1', unit: 'CAT-04-03' },
            {
                productName: '蓄电池', productType: '蓄电池', model, modelCode, standard: 'GB 43854-2024', batteryType: '铅酸',
                voltage: '48', capacity: '12', mass: '3.5', length: '320', width: '130', height: '90',
            }, // prettier-ignore
        );
    const right = await battery('YD4812', '00');
    const wrong = await battery('YD6020', '01');
    const charger = await filed(
        { template: 'D.2', unit: 'CAT-04-02' },
        {
            productName: '充电器', productType: '充电器', model: 'YC4802', modelCode: '00', standard: 'GB 42296-2022',
            batteryType: '铅酸', chargeCurrent: '2', transitionCurrent: '2', floatVoltage: '2', cutoffVoltage: '2',
        }, // prettier-ignore
    );
    const allowed = (model: string) => [{ uscc: maker.uscc, model }];
    const vehicle = await filed(
        { template: 'B.3', unit: 'CAT-04-01', batteries: allowed('YD4812'), chargers: allowed('YC4802') },
        { productName: '电动自行车', productType: '整车', model: 'TDT-1', standard: 'GB 17761-2024' },
    );
    const helmet = await filed(
        { template: 'B.1', unit: 'CAT-05-01' },
        { productName: '头盔', productType: '普通型安全帽', model: 'TK-1', standard: 'GB 2811-2019' },
    );
    await operator.leave();

    async function pieces(product: string, key: string, front: string, n: number): Promise<string[]> {
        const own = key === 'frameNumber' ? { inspectionConclusion: '合格', batteryNumber: 'B', chargerNumber: 'C' } : {};
        const { items } = await producer.api<{ items: { code: string }[] }>('POST', '/api/v1/items', {
            product,
            productionDate: '2026-06-01',
            activate: true,
            fields: own,
            rows: Array.from({ length: n }, (_, i) => ({ fields: { [key]: `${front}${String(i + 1).padStart(6, '0')}` } })),
        });
        return items.map(one => `${world.server.base}/E=${one.code}`);
    }
    const helmets = await producer.api<{ firstCode: string; lastCode: string }>('POST', '/api/v1/production', {
        product: helmet,
        quantity: String(quantity),
        activate: true,
    });
    return {
        producer,
        goods: {
            vehicles: await pieces(vehicle, 'frameNumber', 'YG26-', 3),
            batteries: await pieces(right, 'factorySerial', 'BAT-', 3),
            wrongBattery: (await pieces(wrong, 'factorySerial', 'BAX-', 1))[0]!,
            chargers: await pieces(charger, 'factorySerial', 'CHG-', 3),
            more: await pieces(right, 'factorySerial', 'BATM-', more),
            helmets: { first: helmets.firstCode, last: helmets.lastCode },
        },
    };
}
