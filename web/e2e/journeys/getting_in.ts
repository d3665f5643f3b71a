// From an empty database to a node that works: the first administrator, his pages, and a regulator with a first password.
import { Person } from '../src/person.ts';
import type { Journey, World } from '../src/world.ts';
import { admin, bureau, changeFirstPassword, initialPasswordIn, lastMessage, signIn } from './cast.ts';

export function gettingIn(world: World): Journey {
    let operator: Person;
    return {
        name: 'getting in',
        steps: [
            [
                'the first administrator is made by the link',
                async () => {
                    operator = await Person.meet(world, 'operator');
                    await operator.open(await world.server.setupLink());
                    await operator.look('setup');
                    operator.check(!operator.page.url().includes('#'), 'the token stays in the address');
                    await operator.fill('用户名', admin.login);
                    await operator.fill('密码', 'short');
                    await operator.fill('再次输入密码', 'short');
                    await operator.press('创建管理员并登录');
                    await operator.seesAt('/password', '密码长度');
                    await operator.fill('密码', admin.password);
                    await operator.fill('再次输入密码', admin.password);
                    await operator.press('创建管理员并登录');
                    await operator.sees('工作台');
                    world.there.add(admin.login);
                    await operator.look('operator-home');
                },
            ],
            [
                'every page of the operator',
                async () => {
                    for (const [name, page] of [
                        ['审核中心', 'reviews'],
                        ['企业与机构', 'platform-organisations'],
                        ['模板与字典', 'templates'],
                        ['审核设置', 'review-settings'],
                        ['发件箱', 'outbox'],
                    ] as const) {
                        await operator.menu(name);
                        await operator.heading(name).waitFor();
                        await operator.look(page);
                    }
                },
            ],
            [
                'a regulator is registered and changes his first password',
                async () => {
                    await operator.menu('企业与机构');
                    await operator.press('登记机构');
                    await operator.press('确认登记', operator.front);
                    await operator.seesAt('/name', '必填');
                    await operator.put('/name', bureau.name);
                    await operator.put('/uscc', bureau.uscc);
                    await operator.find('/regionCode', bureau.region);
                    await operator.put('/address', bureau.address);
                    await operator.put('/contact', bureau.contact);
                    await operator.put('/contactPerson', bureau.person);
                    await operator.put('/phone', bureau.phone);
                    await operator.put('/login', bureau.login);
                    await operator.look('register-regulator');
                    await operator.press('确认登记', operator.front);
                    await operator.sees('机器核验');
                    await operator.look('review-regulator');
                    await operator.press('通过');
                    await operator.press('确认通过', operator.front);
                    await operator.sees('已通过');
                    const first = initialPasswordIn(await lastMessage(operator, bureau.phone, /初始密码/));
                    const regulator = await signIn(world, 'regulator', { login: bureau.login, password: first });
                    await regulator.look('first-password');
                    // Nothing else can be reached before.
                    await regulator.open('/app/supervision/organisations');
                    await changeFirstPassword(regulator, first, bureau.password);
                    world.there.add(bureau.login);
                    await regulator.menu('企业监管');
                    await regulator.look('regulator-enterprises');
                },
            ],
        ],
    };
}
