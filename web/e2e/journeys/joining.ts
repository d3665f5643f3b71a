// EBM-01, EBM-03, ECO-06, GDP-70.
// A producer joins: registers, is rejected with a reason pinned on a field, corrects it, is approved, and changes the
// password that he was given. Bad input on the way is answered in Chinese beside its field, and nothing is lost.
import { Person } from '../src/person.ts';
import { hugePhoto, licence, renamedProgram } from '../src/pictures.ts';
import type { Journey, World } from '../src/world.ts';
import { admin, answerCaptcha, changeFirstPassword, codeIn, type Company, initialPasswordIn, lastMessage, maker, partner } from './cast.ts';
import { given, signIn } from './cast.ts';

const wrongAddress = '广东省广州市越秀区不存在路9号';

async function subject(world: World, person: Person, company: Company): Promise<void> {
    await person.uploadAt('/licence', await licence(world, { ...company, legalPerson: company.person }));
    // Reading the picture takes its time; the form can be filled in all the while.
    await person.put('/name', company.name);
    await person.put('/uscc', company.uscc);
    await person.seesAt('/uscc', '校验位正确');
    await person.put('/legalPerson', company.person);
    await person.text('更换文件', person.at('/licence')).waitFor({ timeout: 90_000 });
}

/** Steps 1 to 5 for a company; the account's password comes with the approval. */
async function register(world: World, operator: Person, person: Person, company: Company, address: string): Promise<void> {
    await subject(world, person, company);
    await person.press('下一步');
    await person.mark('生产企业', person.at('/kinds'));
    await person.mark('委托方', person.at('/kinds'));
    await person.mark('受托方', person.at('/kinds'));
    await person.mark('电动自行车', person.at('/categories'));
    await person.mark(company === maker ? '电动自行车' : '电池', person.at('/productTypes'));
    await person.press('下一步');
    await person.find('/regionCode', company.region);
    await person.put('/address', address);
    await person.put('/contact', company.contact);
    await person.put('/contactPerson', company.person);
    await person.put('/login', company.login);
    await person.put('/phone', company.phone);
    await answerCaptcha(person);
    await person.press('发送短信码');
    await person.sees('短信码已发送');
    await person.put('/phoneCode', codeIn(await lastMessage(operator, company.phone, /验证码/)));
}

async function finish(world: World, person: Person, company: Company): Promise<void> {
    await person.sees('下载承诺书模板');
    await person.uploadAt('/letters/0', await licence(world, { ...company, legalPerson: company.person }));
    await person.sees('更换文件', person.at('/letters/0'));
    await person.press('下一步');
    await person.press('提交审核');
}

export function joining(world: World): Journey {
    let operator: Person;
    let producer: Person;
    const openReview = async (name: string) => {
        await operator.menu('审核中心');
        await operator.row(name).getByRole('link', { name: /^SQ/ }).click();
        await operator.sees('机器核验');
        await operator.settled();
    };
    return {
        name: 'joining',
        after: 'getting in',
        steps: [
            [
                'a licence that is none, and one that is too large',
                async () => {
                    await given(world);
                    operator = await signIn(world, 'operator', admin);
                    producer = await Person.meet(world, 'producer');
                    await producer.open('/app/sign-in');
                    await producer.look('sign-in');
                    await producer.follow('企业入驻');
                    await producer.look('register-1');
                    await producer.put('/name', maker.name);
                    await producer.uploadAt('/licence', renamedProgram);
                    await producer.sees(/不是|格式|无法识别/, producer.at('/licence'));
                    await producer.look('register-renamed-program');
                    await producer.uploadAt('/licence', hugePhoto(world));
                    await producer.sees('太大', producer.at('/licence'));
                    await producer.put('/uscc', maker.uscc.slice(0, 17) + '0');
                    await producer.seesAt('/uscc', '校验位不符');
                    producer.check((await producer.valueAt('/name')) === maker.name, 'the name typed is lost');
                    await producer.look('register-too-large');
                },
            ],
            [
                'registers',
                async () => {
                    await register(world, operator, producer, maker, wrongAddress);
                    await producer.tick('现在不设密码，审核通过后用短信把初始密码发给我');
                    await producer.look('register-3');
                    await producer.press('下一步');
                    await finish(world, producer, maker);
                    await producer.sees('已提交，等待审核');
                    await producer.look('register-done');
                },
            ],
            [
                'is rejected, the reason pinned on the address',
                async () => {
                    await openReview(maker.name);
                    await operator.press('领取');
                    await operator.sees('已领取');
                    await operator.press('对“生产/注册地址”的意见');
                    await operator.page.getByRole('textbox', { name: '对“生产/注册地址”的意见' }).fill('与营业执照上的住所不一致');
                    await operator.look('review-registration');
                    await operator.press('驳回');
                    await operator.press('确认驳回', operator.front);
                    await operator.sees('驳回必须写明原因', operator.front);
                    await operator.fill('审核意见', '地址与营业执照不一致', operator.front);
                    await operator.look('review-reject');
                    await operator.press('确认驳回', operator.front);
                    await operator.sees('已驳回');
                },
            ],
            [
                'sees the reason beside the field, corrects it, submits again',
                async () => {
                    await producer.open('/app/organisation');
                    await producer.sees('地址与营业执照不一致');
                    await producer.look('organisation-rejected');
                    await producer.press('修改并重新提交');
                    await producer.press('下一步');
                    await producer.press('下一步');
                    await producer.seesAt('/address', '与营业执照上的住所不一致');
                    await producer.look('register-corrected');
                    await producer.put('/address', maker.address);
                    await producer.press('下一步');
                    await producer.press('下一步');
                    await producer.press('提交审核');
                    await producer.sees('已提交，等待审核');
                },
            ],
            [
                'is approved with a first password, and changes it',
                async () => {
                    await openReview(maker.name);
                    await operator.sees('第几次提交');
                    await operator.page.keyboard.press('a');
                    await operator.tick('初始化密码', operator.front);
                    await operator.look('review-approve');
                    await operator.press('确认通过', operator.front);
                    await operator.sees('已通过');
                    const first = initialPasswordIn(await lastMessage(operator, maker.phone, /初始密码/));
                    await producer.leave();
                    producer = await signIn(world, 'producer', { login: maker.login, password: first });
                    await changeFirstPassword(producer, first, maker.password);
                    world.there.add(maker.login);
                    await producer.look('producer-home');
                },
            ],
            [
                'a second company: the credit code that is taken',
                async () => {
                    const other = await Person.meet(world, 'partner');
                    await other.open('/app/join-platform');
                    const taken = { ...partner, uscc: maker.uscc };
                    await register(world, operator, other, taken, partner.address);
                    await other.put('/password', partner.password);
                    await other.put('/again', partner.password);
                    await other.press('下一步');
                    await finish(world, other, taken);
                    // The form goes back to the field; what was typed is still there.
                    await other.seesAt('/uscc', /已.*注册/);
                    other.check((await other.valueAt('/name')) === partner.name, 'the name typed is lost');
                    await other.look('register-taken');
                    await other.put('/uscc', partner.uscc);
                    for (let step = 0; step < 2; ++step) await other.press('下一步');
                    other.check((await other.valueAt('/address')) === partner.address, 'the address typed is lost');
                    await other.press('下一步');
                    // So is the letter.
                    await other.sees('更换文件', other.at('/letters/0'));
                    await other.press('下一步');
                    await other.press('提交审核');
                    await other.sees('已提交，等待审核');
                    world.there.add(partner.login);
                    await openReview(partner.name);
                    await operator.press('通过');
                    await operator.press('确认通过', operator.front);
                    await operator.sees('已通过');
                },
            ],
        ],
    };
}
