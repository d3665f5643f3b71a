// 今日生产, counted in clicks and seconds: a new clerk's first batch, a repeat, one taken back, pieces, empty codes voided.
import { Person } from '../src/person.ts';
import { photo } from '../src/pictures.ts';
import type { Journey, World } from '../src/world.ts';
import { admin, given, maker, signIn } from './cast.ts';

const product = '今日安全帽';
const firstBatchSeconds = 90;
const firstBatchClicks = 8;
const repeatSeconds = 20;

export function today(world: World): Journey {
    let clerk: Person;

    /** What somebody does, in clicks and keys pressed into fields, and how long it takes. */
    async function counted(what: () => Promise<void>): Promise<{ clicks: number; seconds: number }> {
        await clerk.page.evaluate(() => {
            const counter = window as unknown as { clicks: number; counting?: boolean };
            counter.clicks = 0;
            if (counter.counting) return;
            counter.counting = true;
            document.addEventListener('click', event => void (event.isTrusted && ++counter.clicks), true);
        });
        const begun = Date.now();
        await what();
        const seconds = (Date.now() - begun) / 1000;
        return { clicks: await clerk.page.evaluate(() => (window as unknown as { clicks: number }).clicks), seconds };
    }

    return {
        name: 'today',
        steps: [
            [
                'has a published product',
                async () => {
                    await given(world, [maker, ['producer']]);
                    const operator = await signIn(world, 'operator', admin);
                    clerk = await signIn(world, 'clerk', maker);
                    const file = await photo(world, product);
                    const picture = await clerk.page.request.post('/api/v1/documents?purpose=picture', {
                        data: file.buffer,
                        headers: { 'Content-Type': file.mimeType, 'X-CSRF-Token': (await clerk.api<{ csrfToken: string }>('GET', '/api/v1/sessions/current')).csrfToken },
                    });
                    clerk.check(picture.ok(), `the picture: ${await picture.text()}`);
                    const { id } = await clerk.api<{ id: string }>('POST', '/api/v1/products', {
                        template: 'B.1',
                        unit: 'CAT-05-01',
                        fields: {
                            productName: product,
                            productType: '普通型安全帽',
                            model: 'AQM-JR26',
                            standard: 'GB 2811-2019',
                            inspectionReport: 'R-1',
                        },
                        pictures: [((await picture.json()) as { id: string }).id],
                    });
                    await operator.api('POST', `/api/v1/products/${id}/reviews`, { decision: 'approve' });
                    await operator.leave();
                },
            ],
            [
                'records the first batch within 90 seconds',
                async () => {
                    const first = await counted(async () => {
                        await clerk.menu('今日生产');
                        await clerk.chooseAt('/product', new RegExp(product));
                        await clerk.put('/quantity', '20');
                        await clerk.press('生成并绑定');
                        await clerk.sees('已绑定 20 个追溯码');
                    });
                    clerk.check(first.seconds < firstBatchSeconds, `the first batch took ${first.seconds} s`);
                    clerk.check(first.clicks <= firstBatchClicks, `the first batch took ${first.clicks} clicks`);
                    await clerk.look('today');
                },
            ],
            [
                'repeats it with one click within 20 seconds',
                async () => {
                    const again = await counted(async () => {
                        await clerk.press('生成并绑定');
                        await clerk.page.getByText(/批次 \d{8}-02 已绑定/).first().waitFor();
                    });
                    clerk.check(again.seconds < repeatSeconds, `a repeat took ${again.seconds} s`);
                    clerk.check(again.clicks === 1, `a repeat took ${again.clicks} clicks`);
                    await clerk.open('/app/production/today');
                    await clerk.holds('/quantity', '20');
                },
            ],
            [
                'takes a batch back',
                async () => {
                    const { items } = await clerk.api<{ items: { firstCode: string; batchNumber: string }[] }>('GET', '/api/v1/production');
                    await clerk.button(/^撤销（/, clerk.row(items[0]!.batchNumber)).click();
                    await clerk.look('today-undo');
                    await clerk.press('撤销', clerk.front);
                    await clerk.sees('已撤销');
                    const stranger = await Person.meet(world, 'stranger', { width: 360, height: 780 });
                    await stranger.open(`/c/${items[0]!.firstCode}`);
                    await stranger.sees('此码已作废或冻结');
                    await stranger.look('voided-code');
                    await stranger.leave();
                    await clerk.menu('绑码记录');
                    await clerk.sees('已撤销');
                    await clerk.look('binding-records');
                },
            ],
            [
                'adds pieces out of a spreadsheet and finds them by their numbers',
                async () => {
                    await clerk.menu('逐件登记');
                    await clerk.press('登记单件');
                    await clerk.chooseAt('/product', new RegExp(product));
                    await clerk.put('/rows', 'SN26-0001\nSN26-0001');
                    await clerk.press('登记并绑定', clerk.front);
                    await clerk.sees('与第 1 行重复', clerk.front);
                    await clerk.look('items-refused');
                    await clerk.put('/rows', 'SN26-0001\nSN26-0002');
                    await clerk.press('登记并绑定', clerk.front);
                    await clerk.sees('已登记 2 件');
                    await clerk.sees('待入库');
                    await clerk.look('items');
                    await clerk.menu('码查询');
                    await clerk.fill('追溯码', 'SN26-0002');
                    await clerk.press('查询');
                    await clerk.sees('按企业自有编码查到');
                    await clerk.look('found-by-serial');
                    const { items } = await clerk.api<{ items: { code: string }[] }>('GET', '/api/v1/items?serial=SN26-0002');
                    const stranger = await Person.meet(world, 'stranger', { width: 360, height: 780 });
                    await stranger.open('/c/SN26-0002');
                    await stranger.sees('此码尚未关联产品');
                    stranger.check(!(await stranger.page.content()).includes(items[0]!.code), 'the page gives the trace code away');
                    await stranger.leave();
                },
            ],
            [
                'is refused more codes over the rate, and voids the empty ones on the spot',
                async () => {
                    await clerk.menu('申请追溯码');
                    for (const refused of [false, true]) {
                        await clerk.press('申请追溯码');
                        await clerk.chooseAt('/product', new RegExp(product));
                        await clerk.put('/quantity', '900');
                        await clerk.press('确认申请', clerk.front);
                        if (!refused) {
                            await clerk.sees('下载码包', clerk.front);
                            await clerk.page.keyboard.press('Escape');
                        }
                    }
                    await clerk.sees('超过 60% 不能再申请', clerk.front);
                    await clerk.look('over-the-rate');
                    await clerk.press('作废空码', clerk.front);
                    await clerk.look('void-empty-codes');
                    await clerk.press('确认作废', clerk.front);
                    await clerk.sees('已作废 900 个空码');
                    await clerk.press('确认申请', clerk.front);
                    await clerk.sees('下载码包', clerk.front);
                },
            ],
        ],
    };
}
