// A new clerk with a phone of 360 px: registers, adds a store, receives by one note, sends to the other store, sells a bundle, is
// refused a wrong battery and understands why, sells without a network. Counted in taps and seconds against ui.md.
import { Person } from '../src/person.ts';
import { licence } from '../src/pictures.ts';
import { World, type Journey } from '../src/world.ts';
import { admin, codeIn, given, lastMessage, maker, signIn, solve, uscc } from './cast.ts';
import { type Goods, makeGoods } from './store_goods.ts';

const shop = {
    name: '广州骑行电动车行',
    uscc: uscc('91440106MA5D00077'),
    address: '广东省广州市天河区体育东路1号',
    phone: '13800010077',
    person: '张晓云',
    password: 'Qi-xing-2026',
};
const pieces = 10_000;
const cartonPieces = 24;
const camera = World.camera;

export function store(world: World): Journey {
    let clerk: Person;
    let producer: Person;
    let goods: Goods;
    let noteUrl = '';

    /** What somebody does, in taps, and how long it takes; printed beside what is aimed at. */
    async function counted(what: string, taps: number, seconds: number, run: () => Promise<void>): Promise<void> {
        await clerk.page.evaluate(() => {
            const counter = window as unknown as { taps: number; counting?: boolean };
            counter.taps = 0;
            if (counter.counting) return;
            counter.counting = true;
            document.addEventListener('click', event => void (event.isTrusted && ++counter.taps), true);
        });
        const begun = Date.now();
        await run();
        const took = (Date.now() - begun) / 1000;
        const tapped = await clerk.page.evaluate(() => (window as unknown as { taps: number }).taps);
        console.log(`       ${what}: ${tapped} taps (${taps} at most), ${took.toFixed(1)} s (${seconds} s at most)`);
        clerk.check(tapped <= taps, `${what} took ${tapped} taps`);
        clerk.check(took <= seconds, `${what} took ${took} s`);
    }
    const tab = (name: string) => clerk.page.getByRole('tab', { name }).or(clerk.page.locator('.van-tabbar-item', { hasText: name })).first().click();
    async function door(name: string): Promise<void> {
        await tab('首页');
        await clerk.follow(new RegExp(`^${name}$`));
    }
    async function heard(text: string | RegExp): Promise<void> {
        await clerk.sees(text, clerk.page.locator('.scanner .heard'));
    }
    /** The three are held before the camera one after the other, in any order. */
    async function scanBundle(...codes: [text: string, word: RegExp][]): Promise<void> {
        for (const [text, word] of codes) {
            camera.show(text);
            await clerk.sees(text.slice(-6), clerk.page.locator('.slots'));
            await heard(word);
        }
        camera.show();
    }

    return {
        name: 'store',
        steps: [
            [
                'a clerk registers on the phone and adds the first store',
                async () => {
                    await given(world, [maker, ['producer']]);
                    const operator = await signIn(world, 'phone-operator', admin);
                    clerk = await Person.meet(world, 'clerk', { width: 360, height: 740 });
                    await clerk.open('/m/');
                    await clerk.look('phone-sign-in');
                    await clerk.follow('注册新用户');
                    await clerk.fill('手机号', shop.phone);
                    await clerk.press('看不清？改答文字题');
                    await clerk.fill('图形验证码', solve(await clerk.page.locator('.captcha-question').innerText()));
                    await clerk.press('发送');
                    await clerk.fill('短信验证码', codeIn(await lastMessage(operator, shop.phone, /验证码/)));
                    await clerk.fill('真实姓名', shop.person);
                    await clerk.fill('密码', shop.password);
                    await clerk.fill('确认密码', shop.password);
                    await clerk.look('phone-register');
                    await clerk.press('提交');
                    await clerk.sees('还没有门店');
                    await clerk.press('新增门店');
                    await clerk.fill('统一社会信用代码', shop.uscc);
                    await clerk.fill('企业名称', shop.name);
                    await clerk.fill('门店名称', '天河店');
                    await clerk.fill('手机号', shop.phone);
                    for (const [level, name] of [['省份', '广东省'], ['城市', '广州市'], ['区县', '天河区']] as const)
                        await clerk.page.getByLabel(`行政区划 ${level}`).selectOption({ label: name });
                    await clerk.fill('门店详细地址', '体育东路1号');
                    await clerk.fill('所属品牌', '粤行');
                    for (const kind of ['电动自行车', '电池', '充电器']) await clerk.page.getByRole('checkbox', { name: kind }).click();
                    await clerk.page.locator('input[type=file]').setInputFiles(await licence(world, { ...shop, legalPerson: shop.person }));
                    await clerk.sees('已上传');
                    await clerk.look('phone-new-store');
                    await clerk.press('提交');
                    await clerk.sees('近 7 天');
                    await clerk.look('phone-home');
                    await operator.leave();
                    await clerk.api('POST', '/api/v1/stores', {
                        ...(await clerk.api<{ items: Record<string, unknown>[] }>('GET', '/api/v1/stores')).items.map(
                            ({ contactPerson, region, address, brand, repairs, productTypes, licence: paper }) => ({
                                contactPerson, region, address, brand, repairs, productTypes, licence: paper,
                            }), // prettier-ignore
                        )[0],
                        name: '黄埔店',
                        phone: shop.phone,
                    });
                },
            ],
            [
                'is sent goods by a maker',
                async () => {
                    ({ producer, goods } = await makeGoods(world, pieces, cartonPieces));
                    const ship = (texts: string[]) =>
                        producer.api<{ note: { url: string } }>('POST', '/api/v1/stock-outs', { type: 'ordinary', buyerUscc: shop.uscc, texts });
                    const { vehicles, batteries, chargers, wrongBattery, helmets, more } = goods;
                    const sent = await ship([`${helmets.first}-${helmets.last}`, ...vehicles, ...batteries, ...chargers, wrongBattery]);
                    noteUrl = sent.note.url;
                    await ship(more);
                    await producer.leave();
                },
            ],
            [
                'receives 10,010 items by one note in two taps',
                async () => {
                    await clerk.open('/m/');
                    await clerk.sees('待收货 2 单');
                    camera.show(noteUrl);
                    await counted('receiving by note', 2, 20, async () => {
                        await tab('扫码');
                        await clerk.press(/^整单收货（10,010 件）$/);
                        await clerk.sees('已收货 10,010 件');
                    });
                    await clerk.look('phone-note');
                    camera.show();
                },
            ],
            [
                'receives a carton of 24 by one photo',
                async () => {
                    await door('入库');
                    camera.show(...goods.more);
                    await clerk.page.waitForTimeout(300);
                    await counted('24 codes in one photo', 3, 45, async () => {
                        await clerk.press('拍一张多码');
                        await clerk.sees('24/24');
                        await clerk.press('加入 24 个');
                        camera.show();
                        await clerk.press('提交入库（24 件）');
                        await clerk.sees('已入库 24 件');
                    });
                    await clerk.look('phone-carton');
                },
            ],
            [
                'works with large letters, too',
                async () => {
                    await clerk.open('/m/me');
                    await clerk.page.getByRole('switch', { name: '大字' }).click();
                    await clerk.look('phone-large-me');
                    await clerk.open('/m/sale/bundle');
                    await clerk.look('phone-large-sale');
                    await clerk.open('/m/me');
                    await clerk.page.getByRole('switch', { name: '大字' }).click();
                },
            ],
            [
                'sends one to the other store',
                async () => {
                    await clerk.open('/m/me');
                    await clerk.follow('切换门店');
                    await clerk.press('继续使用');
                    await clerk.sees('近 7 天');
                    camera.show(goods.more[0]!);
                    await counted('a transfer', 2, 30, async () => {
                        await clerk.follow(/^调货$/);
                        await clerk.press('提交出库（1 件）');
                        await clerk.sees('已出库 1 件，在途中');
                    });
                    camera.show();
                    await clerk.look('phone-transfer');
                },
            ],
            [
                'is refused a wrong battery, learns why, and sells the bundle within a minute',
                async () => {
                    await tab('首页').catch(() => clerk.open('/m/'));
                    await clerk.open('/m/');
                    await counted('a bundle with a wrong battery first', 5, 60, async () => {
                        await clerk.follow(/^捆绑销售$/);
                        await scanBundle([goods.vehicles[0]!, /整车已填入/], [goods.wrongBattery, /不匹配/]);
                        await clerk.sees('允许清单');
                        await clerk.look('phone-mismatch');
                        await clerk.press('换一个');
                        await scanBundle([goods.chargers[0]!, /充电器已填入/], [goods.batteries[0]!, /电池已填入/]);
                        await clerk.press('提交销售');
                        await clerk.sees('三码合一，销售完成');
                    });
                    await clerk.look('phone-receipt');
                },
            ],
            [
                'sells without a network; of two who sold the same one is told',
                async () => {
                    await clerk.press('下一单');
                    await scanBundle([goods.vehicles[1]!, /整车已填入/], [goods.batteries[1]!, /电池已填入/], [goods.chargers[1]!, /充电器已填入/]);
                    const context = clerk.page.context();
                    await context.setOffline(true);
                    await clerk.press('提交销售');
                    await clerk.sees('1 单已存在手机');
                    await clerk.sees('离线可用');
                    // What the phone has never seen is kept, too, and checked later.
                    await scanBundle([goods.vehicles[2]!, /联网后核对|已填入/], [goods.batteries[2]!, /联网后核对|已填入/], [goods.chargers[2]!, /联网后核对|已填入/]);
                    await clerk.look('phone-offline');
                    await clerk.press('提交销售');
                    await clerk.sees('2 单已存在手机');
                    // A colleague sells the second one meanwhile.
                    const { items } = await clerk.api<{ items: { id: string; name: string }[] }>('GET', '/api/v1/stores');
                    await clerk.api('POST', '/api/v1/store-sales', {
                        store: items.find(one => one.name === '天河店')!.id,
                        type: 'bundle',
                        texts: [goods.vehicles[2], goods.batteries[2], goods.chargers[2]],
                    });
                    // The app opens without a network, and nothing is lost by it.
                    await clerk.page.goto('/m/queue');
                    await clerk.sees('待传');
                    const begun = Date.now();
                    await context.setOffline(false);
                    await clerk.sees('未接受');
                    await clerk.sees(/售出/);
                    console.log(`       back online, both answered: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
                    await clerk.look('phone-queue');
                    const sold = await clerk.api<{ items: { codes: { tail: string }[] }[] }>('GET', '/api/v1/store-sales?limit=10');
                    clerk.check(sold.items.length === 3, `${sold.items.length} sales instead of 3`);
                    await clerk.press('放弃这一条');
                    await clerk.press('放弃这一条', clerk.page.getByRole('dialog'));
                    await clerk.loses('未接受');
                },
            ],
        ],
    };
}
