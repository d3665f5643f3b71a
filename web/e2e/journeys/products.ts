// Products on each of the five templates: filed, confirmed by the other party, reviewed by one and by two, published,
// corrected, changed, and seen by everybody who may see something else.
import { Person } from '../src/person.ts';
import { photo } from '../src/pictures.ts';
import type { Journey, World } from '../src/world.ts';
import { admin, bureau, given, maker, partner, password, signIn } from './cast.ts';

interface Filing {
    template: string;
    unit: string;
    name: string;
    fields: Record<string, string>;
}
const report = '型式检验报告 GX-2026-0017';
const corrected = 'GB 17761-2018';

const filings: Record<'b1' | 'b2' | 'b3' | 'b4' | 'b5' | 'battery' | 'vehicle', Filing> = {
    b1: {
        template: 'B.1',
        unit: 'CAT-05-01',
        name: '城市电动自行车',
        fields: { productType: '整车', model: 'TDT-YG26Z', standard: corrected, inspectionReport: report },
    },
    b2: {
        template: 'B.2',
        unit: 'CAT-05-01',
        name: '代工电动自行车',
        fields: {
            productType: '整车',
            model: 'TDT-OEM01',
            standard: 'GB 17761-2024',
            inspectionReport: report,
            contractorName: partner.name,
            contractorUscc: partner.uscc,
            contractorAddress: partner.address,
            contractorContact: partner.contact,
        },
    },
    b3: {
        template: 'B.3',
        unit: 'CAT-04-01',
        name: '山地电动自行车',
        fields: {
            productType: '整车',
            model: 'TDT-YG26S',
            standard: 'GB 17761-2024',
            inspectionBody: '国家自行车质量检验中心',
            inspectionReport: report,
        },
    },
    battery: {
        template: 'D.1',
        unit: 'CAT-04-03',
        name: '电动自行车用锂电池',
        fields: {
            productType: '蓄电池',
            model: 'YG-4812',
            standard: 'GB 43854-2024',
            inspectionReport: 'DC-2026-01',
            brand: '一贯',
            voltage: '48',
            capacity: '12',
            mass: '3.5',
            length: '320',
            width: '130',
            height: '90',
            inspectionBody: '国家轻型电动车检测中心',
        },
    },
    vehicle: {
        template: 'B.3',
        unit: 'CAT-04-01',
        name: '通勤电动自行车',
        fields: {
            productType: '整车',
            model: 'TDT-YG26C',
            standard: 'GB 17761-2024',
            inspectionBody: '国家自行车质量检验中心',
            inspectionReport: report,
            brand: '一贯',
        },
    },
    b4: {
        template: 'B.4',
        unit: 'CAT-01-01',
        name: '铝绞线',
        fields: {
            specificName: '钢芯铝绞线',
            productType: '架空绞线',
            specification: '240/30',
            model: 'JL/G1A',
            voltageClass: '220 kV',
            attributeNote: '普通强度钢芯',
            standard: 'GB/T 1179-2017',
        },
    },
    b5: {
        template: 'B.5',
        unit: 'CAT-02-05',
        name: '燃气调压阀',
        fields: {
            productUnit: '瓶装液化石油气调压器',
            model: 'JYT-0.6',
            specification: '0.6 m3/h',
            standard: 'GB 35844-2018',
            serviceLife: '8 年',
            inspectionReport: report,
            materialReport: '材质报告 CZ-2026-003',
            productionLicence: 'XK21-205-00123',
        },
    },
};

interface Reviewer {
    login: string;
    name: string;
}
const reviewers: Record<'first' | 'second', Reviewer> = {
    first: { login: 'first-reviewer', name: '初审王' },
    second: { login: 'second-reviewer', name: '复审李' },
};

export function products(world: World): Journey {
    let operator: Person;
    let producer: Person;
    let units: Map<string, string>;
    const ids = new Map<string, string>();

    async function fill(person: Person, filing: Filing): Promise<void> {
        await person.open('/app/products/new');
        await person.find('/unit', units.get(filing.unit)!);
        await person.settled();
        await person.chooseAt('/template', new RegExp(`^${filing.template.replace('.', '\\.')} `));
        await person.at('/fields/productName').waitFor();
        await person.put('/fields/productName', filing.name);
        for (const [key, value] of Object.entries(filing.fields)) await person.put(`/fields/${key}`, value);
        await person.uploadAt('/pictures', await photo(world, filing.name));
        await person.page.getByRole('img', { name: '产品图片 1' }).first().waitFor();
    }
    async function submit(person: Person, filing: Filing): Promise<void> {
        await person.press('提交审核');
        await person.sees('已提交审核');
        await person.page.waitForURL(/\/app\/products\/\d+$/);
        ids.set(filing.template, /\d+$/.exec(person.page.url())![0]);
    }
    async function openReview(person: Person, name: string): Promise<void> {
        await person.open('/app/reviews');
        await person.button(/^(审核|查看)$/, person.row(name)).click();
        await person.sees('申报内容');
        await person.settled();
    }
    async function approve(person: Person, name: string): Promise<void> {
        await openReview(person, name);
        await person.press('通过');
        await person.press('确认通过', person.front);
        await person.sees('已通过');
    }
    /** The invitation that the operator makes in the drawer in front is taken by somebody new. */
    async function accept(login: string, name: string, role: string): Promise<Person> {
        await operator.chooseAt('/role', role);
        await operator.put('/name', name);
        if (login === reviewers.first.login) await operator.look('invite');
        await operator.press('生成邀请链接', operator.front);
        const link = (await operator.text(/\/app\/join#/, operator.front).innerText()).trim();
        await operator.press('完成', operator.front);
        const person = await Person.meet(world, login);
        await person.open(link);
        await person.sees('邀请您以');
        if (login === reviewers.first.login) await person.look('join');
        await person.put('/login', login);
        await person.put('/name', name);
        await person.put('/password', password);
        await person.put('/again', password);
        await person.press('接受邀请');
        await person.sees('工作台');
        return person;
    }
    async function invite(one: Reviewer, role: string): Promise<Person> {
        await operator.open('/app/members');
        await operator.press('邀请员工');
        return accept(one.login, one.name, role);
    }
    const bind = async (count: number, blockId: string, first: number, from: number): Promise<void> => {
        const range = { block: blockId, first: String(first), last: String(first + count - 1) };
        await producer.api('POST', '/api/v1/bindings', {
            ...range,
            fields: { productionDate: '2026-11-20', factoryNumber: { prefix: 'YG26-', first: String(from).padStart(7, '0') } },
        });
        await producer.api('POST', '/api/v1/activations', range);
    };
    const codeAt = async (block: string, n: number): Promise<string> => {
        const text = await (await producer.page.request.get(`/api/v1/blocks/${block}/package`)).text();
        return text.split('\n')[n]!.trim();
    };
    let block = '';
    let first = 0;
    let early = '';

    return {
        name: 'products',
        after: 'joining',
        steps: [
            [
                'files on B.1, with what is public beside each field and the page as it will be',
                async () => {
                    await given(world, [maker, ['producer']], [partner, ['producer']], [bureau, ['regulator']]);
                    operator = await signIn(world, 'operator', admin);
                    producer = await signIn(world, 'producer', maker);
                    const { items } = await producer.api<{ items: { units: { id: string; nameZh: string }[] }[] }>(
                        'GET',
                        '/api/v1/catalogue',
                    );
                    units = new Map(items.flatMap(one => one.units.map(unit => [unit.id, unit.nameZh] as const)));
                    await fill(producer, filings.b1);
                    // The inspection report is open unless it is hidden (C-30).
                    await producer.toggle('公开“出厂/型式检验报告”');
                    await producer.settled();
                    for (const viewer of ['消费者', '本企业', '监管', '最高监管'])
                        await producer.page.getByText(viewer, { exact: true }).filter({ visible: true }).first().click();
                    await producer.look('product-form');
                    await producer.put('/fields/standard', '');
                    await producer.press('提交审核');
                    await producer.seesAt('/fields/standard', '请填写');
                    await producer.put('/fields/standard', corrected);
                    await submit(producer, filings.b1);
                    await producer.look('product-submitted');
                    await producer.menu('审核单');
                    await producer.sees(/第 1 位|待初审/);
                    await producer.look('applications');
                },
            ],
            [
                'is reviewed and published',
                async () => {
                    await approve(operator, filings.b1.name);
                    await operator.look('review-product');
                    await producer.menu('产品列表');
                    await producer.sees('已发布', producer.row(filings.b1.name));
                    await producer.look('products');
                },
            ],
            [
                'files on B.2; the other party confirms',
                async () => {
                    await fill(producer, filings.b2);
                    await submit(producer, filings.b2);
                    await producer.sees('待对方确认');
                    const other = await signIn(world, 'partner', partner);
                    await other.open('/app/products?tab=waiting');
                    await other.button(filings.b2.name).or(other.page.getByRole('link', { name: filings.b2.name })).first().click();
                    await other.press('确认属实');
                    await other.press('确认属实', other.front);
                    await other.sees('已确认，备案进入审核');
                    await other.look('confirmed-by-other-party');
                    await other.leave();
                    await approve(operator, filings.b2.name);
                },
            ],
            [
                'files on B.3; two different people review it, and whoever comes second is told who was first',
                async () => {
                    await operator.menu('审核设置');
                    await operator.toggle(/^产品备案/);
                    await operator.press('保存');
                    await operator.sees('已保存');
                    const one = await invite(reviewers.first, '初审');
                    const two = await invite(reviewers.second, '复审');
                    await fill(producer, filings.b3);
                    await submit(producer, filings.b3);
                    await openReview(operator, filings.b3.name);
                    await openReview(one, filings.b3.name);
                    await one.press('领取');
                    await one.sees('已领取');
                    // The operator has the page as it was before.
                    await operator.press('驳回');
                    await operator.fill('审核意见', '检验报告编号与附件不符', operator.front);
                    await operator.press('确认驳回', operator.front);
                    await operator.sees(reviewers.first.name, operator.front);
                    operator.check(
                        (await operator.field('审核意见', operator.front).inputValue()) === '检验报告编号与附件不符',
                        'the reason typed is lost',
                    );
                    await operator.look('review-conflict');
                    await operator.press('看最新内容', operator.front);
                    await operator.sees(`由 ${reviewers.first.name} 审核中`);
                    await operator.sees('检验报告编号与附件不符');
                    await operator.look('review-taken');
                    await one.press('通过');
                    await one.press('确认通过', one.front);
                    await one.sees('待复审');
                    // The same person may not decide the second step.
                    await one.seesNot('确认通过');
                    await approve(two, filings.b3.name);
                    await two.look('review-second');
                    await operator.open('/app/review-settings');
                    await operator.toggle(/^产品备案/);
                    await operator.press('保存');
                    await operator.sees('已保存');
                },
            ],
            [
                'files on B.4 and B.5',
                async () => {
                    for (const filing of [filings.b4, filings.b5]) {
                        await fill(producer, filing);
                        await submit(producer, filing);
                        await approve(operator, filing.name);
                    }
                    await producer.menu('产品列表');
                    await producer.sees('已发布', producer.row(filings.b5.name));
                },
            ],
            [
                'files a battery with its code and reports, and a vehicle with photos and the battery it may be sold with',
                async () => {
                    await fill(producer, filings.battery);
                    await producer.chooseAt('/fields/batteryType', '锂电');
                    await producer.press('使用 00');
                    await producer.holds('/fields/modelCode', '00');
                    await producer.press('添加检测报告');
                    // The report of the template is the first record.
                    await producer.holds('/reports/0/number', filings.battery.fields.inspectionReport!);
                    await producer.put('/reports/0/date', '2026-01-05');
                    await producer.page.keyboard.press('Enter');
                    await producer.uploadAt('/reports/0/document', await photo(world, '检测报告'));
                    await producer.settled();
                    await producer.look('model-battery');
                    await submit(producer, filings.battery);
                    await approve(operator, filings.battery.name);
                    const battery = ids.get(filings.battery.template)!;
                    await producer.open(`/app/products/${battery}/change`);
                    await producer.seesAt('/fields/brand', '已发布型号的这项内容不能修改');
                    await producer.look('model-locked');

                    await fill(producer, filings.vehicle);
                    await producer.press('添加款式颜色');
                    await producer.put('/styles/0/name', '标准款');
                    await producer.put('/styles/0/colour', '白色');
                    for (const view of ['front', 'leftFront', 'leftRear'])
                        await producer.uploadAt(`/styles/0/pictures/${view}`, await photo(world, `白色 ${view}`));
                    await producer.press('添加型号');
                    await producer.put('/batteries/0/uscc', maker.uscc);
                    await producer.put('/batteries/0/model', filings.battery.fields.model!);
                    await producer.settled();
                    await producer.look('model-vehicle');
                    await submit(producer, filings.vehicle);
                    await producer.sees('标准款 白色');
                    await approve(operator, filings.vehicle.name);
                    await operator.look('review-vehicle');
                },
            ],
            [
                'applies for codes and sees their blocks',
                async () => {
                    await producer.menu('申请追溯码');
                    await producer.press('申请追溯码');
                    await producer.press('确认申请', producer.front);
                    await producer.seesAt('/product', '请选择产品');
                    await producer.chooseAt('/product', new RegExp(filings.b1.name));
                    await producer.put('/quantity', '1000');
                    await producer.look('apply-for-codes');
                    await producer.press('确认申请', producer.front);
                    await producer.sees('下载码包', producer.front);
                    await producer.page.keyboard.press('Escape');
                    await producer.row(filings.b1.name).waitFor();
                    await producer.look('code-blocks');
                    const { items } = await producer.api<{ items: { id: string; first: string }[] }>('GET', '/api/v1/blocks');
                    block = items[0]!.id;
                    first = Number(items[0]!.first);
                    await bind(10, block, first, 1);
                    early = await codeAt(block, 0);
                    await producer.menu('码段管理');
                    await producer.sees('空码');
                    await producer.look('code-segments');
                    await producer.menu('批次管理');
                    await producer.look('batches');
                },
            ],
            [
                'is seen by stranger, owner, regulator and top regulator, each as he may',
                async () => {
                    const stranger = await Person.meet(world, 'stranger', { width: 360, height: 780 });
                    await stranger.open(`/c/${early}`);
                    await stranger.sees(filings.b1.name);
                    await stranger.sees('未公开');
                    await stranger.seesNot(report);
                    await stranger.look('public-page');
                    await producer.menu('码查询');
                    await producer.fill('追溯码', `${early}\n${await codeAt(block, 1)}\n201280999999999999999999999999999`);
                    await producer.press('查询');
                    await producer.sees('共 3 个码');
                    await producer.look('code-table');
                    await producer.open(`/app/codes/query?code=${early}`);
                    await producer.sees(report);
                    await producer.look('code-owner');
                    const regulator = await signIn(world, 'regulator', bureau);
                    await regulator.open(`/app/codes/query?code=${early}`);
                    await regulator.sees('未公开');
                    await regulator.seesNot(report);
                    await regulator.look('code-regulator');
                    await regulator.menu('企业监管');
                    await regulator.row(maker.name).waitFor();
                    await regulator.look('enterprises');
                    await regulator.button(maker.name).or(regulator.button('查看档案', regulator.row(maker.name))).first().click();
                    await regulator.sees(maker.uscc);
                    await regulator.look('enterprise-file');
                    // The highest permission is given by the operator, to a person of the bureau.
                    await operator.menu('企业与机构');
                    await operator.row(bureau.name).waitFor();
                    await operator.press('查看档案', operator.row(bureau.name));
                    await operator.press('邀请人员');
                    const top = await accept('top-regulator', '最高监管周', '最高权限监管');
                    await top.open(`/app/codes/query?code=${early}`);
                    await top.sees(report);
                    await top.look('code-top-regulator');
                },
            ],
            [
                'corrects what was wrong: codes bound before show it right',
                async () => {
                    await producer.open(`/app/products/${ids.get('B.1')}`);
                    await producer.press('订正');
                    await producer.put('/fields/standard', 'GB 17761-2024');
                    await producer.press('提交审核');
                    await producer.fill('原因说明', '标准号填成了旧版', producer.front);
                    await producer.look('correction');
                    await producer.press('确认提交订正', producer.front);
                    await producer.sees('已提交审核');
                    await openReview(operator, filings.b1.name);
                    await operator.sees('有改动');
                    await operator.look('review-correction');
                    await operator.press('通过');
                    await operator.press('确认通过', operator.front);
                    await operator.sees('已通过');
                    const stranger = await Person.meet(world, 'stranger', { width: 360, height: 780 });
                    await stranger.finds(`/c/${early}`, 'GB 17761-2024');
                    await stranger.seesNot(corrected);
                },
            ],
            [
                'changes the product: codes bound before keep their edition, later ones show the new one',
                async () => {
                    await producer.open(`/app/products/${ids.get('B.1')}`);
                    await producer.press('变更');
                    await producer.put('/fields/model', 'TDT-YG27Z');
                    await producer.press('提交审核');
                    await producer.fill('原因说明', '更换车架', producer.front);
                    await producer.press('确认提交变更', producer.front);
                    await producer.sees('已提交审核');
                    await approve(operator, filings.b1.name);
                    await bind(10, block, first + 10, 11);
                    const late = await codeAt(block, 10);
                    const stranger = await Person.meet(world, 'stranger', { width: 360, height: 780 });
                    await stranger.open(`/c/${early}`);
                    await stranger.sees('TDT-YG26Z');
                    await stranger.seesNot('TDT-YG27Z');
                    await stranger.finds(`/c/${late}`, 'TDT-YG27Z');
                    await producer.open(`/app/products/${ids.get('B.1')}`);
                    await producer.tick('变更记录');
                    await producer.sees('更换车架');
                    await producer.look('product-history');
                },
            ],
        ],
    };
}
