// Who takes part, and the small things that all of them do.
import { Person } from '../src/person.ts';
import type { World } from '../src/world.ts';

export interface Account {
    login: string;
    password: string;
}
export interface Company extends Account {
    name: string;
    uscc: string;
    address: string;
    region: string;
    contact: string;
    person: string;
    phone: string;
}

/** The check character of GB 32100 behind 17 others. */
export function uscc(first17: string): string {
    const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
    let sum = 0;
    let weight = 1;
    for (const c of first17) {
        sum += alphabet.indexOf(c) * weight;
        weight = (weight * 3) % 31;
    }
    return first17 + alphabet[(31 - (sum % 31)) % 31];
}
const numbered = (n: number, division = '440112') => uscc(`91${division}MA5${String(n).padStart(6, '0')}`);

export const password = 'Zhui-su-2026-ok';
export const admin: Account = { login: 'operator', password };
export const maker: Company = {
    name: '广东一贯车业有限公司',
    uscc: numbered(1),
    address: '广东省广州市黄埔区开创大道1号',
    region: '黄埔区',
    contact: '020-81110001',
    person: '陈建国',
    phone: '13800010001',
    login: 'maker',
    password,
};
export const partner: Company = {
    name: '佛山同行电池有限公司',
    uscc: numbered(2, '440604'),
    address: '广东省佛山市禅城区季华路3号',
    region: '禅城区',
    contact: '0757-83330003',
    person: '李梅',
    phone: '13800010002',
    login: 'partner',
    password,
};
export const shop: Company = {
    name: '广州顺达车行有限公司',
    uscc: numbered(3, '440106'),
    address: '广东省广州市天河区天河路1号',
    region: '天河区',
    contact: '020-85550005',
    person: '李梅',
    phone: '13800010005',
    login: 'shop',
    password,
};
export const bureau: Company = {
    name: '广州市示例市场监督管理局',
    uscc: uscc('11440100006666661'),
    address: '广东省广州市天河区1号',
    region: '天河区',
    contact: '020-12315001',
    person: '赵监管',
    phone: '13800010009',
    login: 'bureau',
    password,
};

export async function signIn(world: World, name: string, account: Account): Promise<Person> {
    const person = await Person.meet(world, name);
    await person.open('/app/sign-in');
    await person.fill('账号', account.login);
    await person.fill('密码', account.password);
    await person.press('登录');
    await person.page.waitForURL(url => !url.pathname.endsWith('/sign-in'));
    await person.settled();
    return person;
}

/**
 * For a journey that is run alone: the administrator and approved companies as the journeys before would have left them, made
 * without a browser. Nothing where they are there.
 */
export async function given(world: World, ...companies: [Company, kinds: string[]][]): Promise<void> {
    if (!world.there.has(admin.login)) {
        const token = (await world.server.setupLink()).split('#')[1]!;
        const made = await fetch(`${world.server.base}/api/v1/setup`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ token, ...admin }),
        });
        if (!made.ok) throw new Error(`setup: ${await made.text()}`);
        world.there.add(admin.login);
    }
    const operator = await Person.meet(world, 'preparing');
    await operator.page.request.post('/api/v1/sessions', { data: { login: admin.login, password: admin.password } });
    for (const [company, kinds] of companies) {
        if (world.there.has(company.login)) continue;
        world.there.add(company.login);
        const { name, uscc: code, address, contact, login, password: secret } = company;
        const byOperator = kinds.includes('regulator');
        // Whom the operator registers gets his first password by message, at the approval.
        const account = byOperator ? { phone: company.phone } : { password: secret };
        const body = { name, uscc: code, address, contact, login, ...account, kinds };
        const registrar = byOperator ? operator : await Person.meet(world, 'registering');
        const made = await registrar.api<{ id: string }>('POST', '/api/v1/organisations', body);
        const own = await operator.api<{ status: string }>('GET', `/api/v1/organisations/${made.id}`);
        if (own.status !== 'approved')
            await operator.api('POST', `/api/v1/organisations/${made.id}/reviews`, { decision: 'approve' });
        if (!byOperator) {
            await registrar.leave();
            continue;
        }
        const first = initialPasswordIn(await lastMessage(operator, company.phone, /初始密码/));
        const owner = await Person.meet(world, 'first user');
        const entered = await owner.page.request.post('/api/v1/sessions', { data: { login, password: first } });
        if (!entered.ok()) throw new Error(`${login} with ${first}: ${await entered.text()}`);
        await owner.api('PUT', '/api/v1/sessions/current/password', { password: first, newPassword: secret });
        await owner.leave();
    }
    await operator.leave();
}

/** What was sent to a phone last, as the operator of a node without a gateway sees it. */
export async function lastMessage(operator: Person, phone: string, words: RegExp): Promise<string> {
    const masked = `${phone.slice(0, 3)}****${phone.slice(-4)}`;
    for (const until = Date.now() + 10_000; Date.now() < until; await operator.page.waitForTimeout(200)) {
        const { items } = await operator.api<{ items: { to: string; body?: string }[] }>('GET', '/api/v1/outbox?limit=20');
        const found = items.find(one => one.to === masked && one.body && words.test(one.body));
        if (found) return found.body!;
    }
    throw new Error(`nothing was sent to ${masked} that says ${words}`);
}
export function codeIn(text: string): string {
    return /\d{6}/.exec(text)![0];
}
export function initialPasswordIn(text: string): string {
    return /初始密码(?:为)? ?([^，。\s]+)/.exec(text)![1]!;
}

/** The page that blocks everything else until the password is one's own (EBM-18). */
export async function changeFirstPassword(person: Person, present: string, wanted: string): Promise<void> {
    await person.sees('修改初始密码');
    await person.fill('当前密码', present);
    await person.fill('新密码', wanted);
    await person.fill('再输一次新密码', wanted);
    await person.press('修改密码');
    await person.sees('工作台');
}

const digits = '零一二三四五六七八九十';
/** "三加四等于几？" */
export function solve(question: string): string {
    const found = /([零一二两三四五六七八九十\d]+)(加|减|乘)(?:上|去|以)?([零一二两三四五六七八九十\d]+)/.exec(question);
    if (!found) throw new Error(`what does the captcha ask? ${question}`);
    const number = (text: string): number => {
        if (/^\d+$/.test(text)) return Number(text);
        const t = text.replace('两', '二');
        if (t.length === 1) return digits.indexOf(t);
        return t.startsWith('十') ? 10 + digits.indexOf(t[1]!) : digits.indexOf(t[0]!) * 10 + (t[2] ? digits.indexOf(t[2]) : 0);
    };
    const [a, b] = [number(found[1]!), number(found[3]!)];
    return String(found[2] === '加' ? a + b : found[2] === '减' ? a - b : a * b);
}
/** Answers the captcha by its words, as somebody does who sees no picture. */
export async function answerCaptcha(person: Person): Promise<void> {
    const words = person.button('看不清？改答文字题');
    if (await words.isVisible()) await words.click();
    const question = await person.page.locator('.captcha-question').filter({ visible: true }).first().innerText();
    await person.put('/captcha', solve(question));
}
