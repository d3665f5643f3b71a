// What is refused, and how it is said: in Chinese, beside the field, with what was typed still there.
import { Person } from '../src/person.ts';
import { photo } from '../src/pictures.ts';
import type { Journey, World } from '../src/world.ts';
import { admin, answerCaptcha, bureau, codeIn, given, lastMessage, maker, partner, password, signIn } from './cast.ts';

export function refusals(world: World): Journey {
    let operator: Person;
    let producer: Person;
    let late: Person;
    let expires: number;

    /** A link that somebody makes for his staff. */
    async function invited(by: Person, role: string, name: string): Promise<string> {
        await by.press('邀请员工');
        await by.chooseAt('/role', role);
        await by.put('/name', name);
        await by.press('生成邀请链接', by.front);
        const link = (await by.text(/\/app\/join#/, by.front).innerText()).trim();
        await by.press('完成', by.front);
        return link;
    }
    async function chooseTemplate(): Promise<void> {
        await producer.find('/unit', '普通型安全帽');
        await producer.settled();
        await producer.chooseAt('/template', /头盔专用模板/);
        await producer.at('/fields/productName').waitFor();
    }
    async function join(person: Person, login: string, name: string): Promise<void> {
        await person.put('/login', login);
        await person.put('/name', name);
        await person.put('/password', password);
        await person.put('/again', password);
    }
    return {
        name: 'refusals',
        steps: [
            [
                'an invitation that was withdrawn',
                async () => {
                    await given(world, [maker, ['producer']], [partner, ['producer']], [bureau, ['regulator']]);
                    operator = await signIn(world, 'operator', admin);
                    producer = await signIn(world, 'producer', maker);
                    await producer.menu('员工与角色');
                    await producer.look('members');
                    // This one is filled in, and sent when its time is over.
                    late = await Person.meet(world, 'late');
                    await late.open(await invited(producer, '门店', '门店钱'));
                    expires = Date.now() + 61_000;
                    await join(late, 'too-late', '门店钱');
                    const link = await invited(producer, '仓库', '仓库孙');
                    await producer.open('/app/members?tab=invitations');
                    await producer.press('撤回', producer.row('仓库'));
                    await producer.press('确认撤回', producer.front);
                    await producer.sees('邀请已撤回');
                    const stranger = await Person.meet(world, 'stranger');
                    await stranger.open(link);
                    await stranger.sees(/邀请.*撤回/);
                    await stranger.look('join-withdrawn');
                    await stranger.leave();
                },
            ],
            [
                'the phone of another account',
                async () => {
                    await producer.open('/app/me');
                    await producer.look('me');
                    await producer.press(/绑定手机号|更换手机号/);
                    await producer.put('/phone', bureau.phone);
                    await answerCaptcha(producer);
                    await producer.press('发送短信码');
                    await producer.sees('短信码已发送');
                    await producer.put('/code', codeIn(await lastMessage(operator, bureau.phone, /验证码/)));
                    await producer.press('保存', producer.page.locator('section').filter({ hasText: '短信码' }));
                    await producer.seesAt('/phone', /其他账号|已被/);
                    producer.check((await producer.valueAt('/phone')) === bureau.phone, 'the phone typed is lost');
                    await producer.look('phone-taken');
                },
            ],
            [
                'a review by somebody of the same organisation',
                async () => {
                    await operator.menu('员工与角色');
                    const link = await invited(operator, '初审', '审核员吴');
                    const reviewer = await Person.meet(world, 'reviewer');
                    await reviewer.open(link);
                    await join(reviewer, 'reviewer', '审核员吴');
                    await reviewer.press('接受邀请');
                    await reviewer.sees('工作台');
                    // Who works for the company too does not review it, whatever seat he has taken.
                    await producer.open('/app/members');
                    await reviewer.open(await invited(producer, '质量安全员', '审核员吴'));
                    await reviewer.press('用当前账号“reviewer”加入');
                    await reviewer.sees('工作台');
                    await reviewer.press('初审');
                    await reviewer.page.getByRole('menuitem', { name: /质量安全员/ }).click();
                    await reviewer.text('产品列表').waitFor();
                    await reviewer.look('other-seat');
                    await reviewer.press('质量安全员');
                    await reviewer.page.getByRole('menuitem', { name: /初审/ }).click();
                    const own = await producer.api<{ organisation: string }>('GET', '/api/v1/sessions/current');
                    const change = await producer.api<{ id: string }>(
                        'POST',
                        `/api/v1/organisations/${own.organisation}/changes`,
                        { changes: { contact: '020-12315002' }, reason: '更换电话', documents: [] },
                    );
                    await reviewer.menu('审核中心');
                    await reviewer.look('own-organisation');
                    await reviewer.open(`/app/reviews/${change.id}`);
                    await reviewer.press('驳回');
                    await reviewer.fill('审核意见', '电话有误', reviewer.front);
                    await reviewer.press('确认驳回', reviewer.front);
                    await reviewer.sees(/本单位|本企业|自己/);
                    await reviewer.look('own-organisation-refused');
                },
            ],
            [
                'a template that changes under filed products',
                async () => {
                    await operator.menu('模板与字典');
                    await operator.press('新建模板');
                    await operator.put('/nameZh', '头盔专用模板');
                    await operator.put('/nameEn', 'Template for helmets');
                    await operator.press('建立草稿', operator.front);
                    await operator.press('发布');
                    await operator.press('确认发布', operator.front);
                    await operator.row('头盔专用模板').waitFor();
                    const fields = {
                        productName: '骑行头盔',
                        productType: '头盔',
                        model: 'TK-01',
                        standard: 'GB 811-2022',
                        inspectionReport: '型式检验报告 TK-2026-1',
                    };
                    await producer.open('/app/products/new');
                    await chooseTemplate();
                    for (const [key, value] of Object.entries(fields)) await producer.put(`/fields/${key}`, value);
                    await producer.uploadAt('/pictures', await photo(world, fields.productName));
                    await producer.page.getByRole('img', { name: '产品图片 1' }).first().waitFor();
                    await producer.press('保存草稿');
                    await producer.sees('草稿已保存');
                    await producer.page.waitForURL(/\/products\/\d+/);
                    const product = /\/products\/(\d+)/.exec(producer.page.url())![1]!;

                    // The second edition asks for more.
                    await operator.press('编辑', operator.row('头盔专用模板'));
                    await operator.press(/规格型号/);
                    await operator.press('添加字段');
                    const at = Object.keys(fields).indexOf('model') + 1;
                    await operator.put(`/fields/${at}/nameZh`, '壳体材料');
                    await operator.put(`/fields/${at}/nameEn`, 'Material of the shell');
                    await operator.chooseAt(`/fields/${at}/required`, '必填');
                    await operator.look('template-edit');
                    await operator.press('发布');
                    await operator.press('确认发布', operator.front);
                    await operator.sees('第 2 版', operator.row('头盔专用模板'));
                    await operator.look('templates');

                    // What was begun on the first one is submitted on it; what begins now has the second.
                    await producer.open(`/app/products/${product}/edit`);
                    await producer.sees('规格型号');
                    await producer.seesNot('壳体材料');
                    await producer.look('filed-on-first-edition');
                    await producer.press('提交审核');
                    await producer.sees('已提交审核');
                    await producer.open('/app/products/new');
                    await chooseTemplate();
                    await producer.sees('壳体材料');
                },
            ],
            [
                'an invitation that has expired',
                async () => {
                    await new Promise(resolve => setTimeout(resolve, Math.max(0, expires - Date.now())));
                    await late.press('接受邀请');
                    await late.sees('邀请链接已过期');
                    late.check((await late.valueAt('/login')) === 'too-late', 'the user name typed is lost');
                    late.check((await late.valueAt('/name')) === '门店钱', 'the name typed is lost');
                    await late.look('join-expired-late');
                    await late.page.reload();
                    await late.sees('邀请链接已过期');
                    await late.look('join-expired');
                    await producer.open('/app/members?tab=invitations');
                    await producer.sees('已过期', producer.row('门店'));
                },
            ],
        ],
    };
}
