// A person at the console: a browser of his own, used by what is written on the page, checked on every page.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Locator, Page, Request } from 'playwright-core';
import { barriersOf, leaksOf } from './checks.ts';
import type { World } from './world.ts';

/** How long anything may take on a machine that builds beside; a person would not wait longer. */
const PATIENCE_MS = 15_000;

export interface Picture {
    name: string;
    mimeType: string;
    buffer: Buffer;
}

export class Person {
    readonly page: Page;
    private readonly world: World;
    private readonly context: BrowserContext;
    private readonly name: string;
    private readonly refused: string[] = [];
    private readonly loading = new Set<Request>();

    private constructor(world: World, name: string, context: BrowserContext, page: Page) {
        this.world = world;
        this.name = name;
        this.context = context;
        this.page = page;
    }

    static async meet(world: World, name: string, options: { width?: number; height?: number } = {}): Promise<Person> {
        const context = await world.browser.newContext({
            viewport: { width: options.width ?? 1366, height: options.height ?? 768 },
            locale: 'zh-CN',
            timezoneId: 'Asia/Shanghai',
            reducedMotion: 'reduce',
            baseURL: world.server.base,
        });
        context.setDefaultTimeout(PATIENCE_MS);
        const page = await context.newPage();
        const person = new Person(world, name, context, page);
        await page.addInitScript(() =>
            document.addEventListener('securitypolicyviolation', event => {
                if (event.blockedURI !== 'data' || event.violatedDirective !== 'img-src')
                    console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
            }),
        );
        page.on('pageerror', error => person.complain(`error of the page: ${error.stack ?? error.message}`));
        page.on('console', message => {
            const text = message.text();
            if (message.type() !== 'error' && !/\[Vue warn\]|\[intlify\]/.test(text)) return;
            // What the server refuses is shown by the page; answers of 5xx are never right.
            if (/Failed to load resource: the server responded with a status of 4\d\d/.test(text)) return;
            if (/'data:,'/.test(text)) return; // the public page's way to have no icon
            if (/net::ERR_INTERNET_DISCONNECTED/.test(text)) return; // a phone without a network
            person.complain(`console: ${text}`);
        });
        page.on('request', request => person.loading.add(request));
        page.on('requestfinished', request => person.loading.delete(request));
        page.on('requestfailed', request => person.loading.delete(request));
        page.on('response', response => {
            if (response.status() < 400) return;
            const path = new URL(response.url()).pathname;
            const at = person.refused.push(`${response.request().method()} ${path} ${response.status()}`) - 1;
            if (response.status() === 422)
                void response.text().then(text => (person.refused[at] += ` ${text.slice(0, 300)}`), () => undefined);
            if (response.status() >= 500) person.complain(`${response.request().method()} ${path}: ${response.status()}`);
        });
        world.people.push(person);
        return person;
    }

    private complain(what: string): void {
        this.world.failures.push(`${this.world.step}, ${this.name}: ${what}`);
    }

    /** A requirement of the journey. Those that follow are still looked at. */
    check(good: boolean, what: string): void {
        ++this.world.checks;
        if (!good) this.complain(what);
    }

    async open(path: string): Promise<void> {
        await this.page.goto(path);
        await this.settled();
    }

    /** Nothing is being loaded any more: no request under way for a moment, and nothing that says so. */
    async settled(): Promise<void> {
        await this.page.waitForLoadState();
        const until = Date.now() + PATIENCE_MS;
        for (let calm = 0; calm < 4 && Date.now() < until; calm = this.loading.size === 0 ? calm + 1 : 0) await sleep(20);
        await this.page.waitForFunction(
            () => ![...document.querySelectorAll('.el-loading-mask, .el-skeleton')].some(e => e.checkVisibility()),
        );
    }

    /** Holds what every page must hold: no Latin words, no barriers, nothing wider than the window. Keeps a picture. */
    async look(name: string): Promise<void> {
        await this.settled();
        await this.page.screenshot({ path: this.world.file(name) });
        const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        this.check(wide <= 0, `${name}: the page is ${wide} px wider than the window`);
        for (const leak of await leaksOf(this.page, this.world.data)) this.check(false, `${name}: English: ${leak}`);
        for (const barrier of await barriersOf(this.page)) this.check(false, `${name}: ${barrier}`);
        this.world.checks += 2;
    }

    // ---- what a person sees

    private get top(): Locator {
        // What a dialog or drawer covers cannot be used.
        return this.page.locator('body');
    }
    /** The dialog or drawer in front. */
    get front(): Locator {
        return this.page.locator('.el-overlay:visible [role="dialog"], [role="alertdialog"]:visible, .el-message-box:visible').last();
    }

    text(text: string | RegExp, within: Locator = this.top): Locator {
        return within.getByText(text).filter({ visible: true }).first();
    }
    async sees(text: string | RegExp, within: Locator = this.top): Promise<void> {
        ++this.world.checks;
        await this.text(text, within).waitFor({ state: 'visible' });
    }
    /** Opens a public page until it says so: what has changed is on it a second or two later. */
    async finds(path: string, text: string): Promise<void> {
        for (const until = Date.now() + PATIENCE_MS; ; await sleep(500)) {
            await this.open(path);
            if ((await this.text(text).isVisible()) || Date.now() > until) break;
        }
        await this.sees(text);
    }
    async seesNot(text: string | RegExp, within: Locator = this.top): Promise<void> {
        this.check(!(await this.text(text, within).isVisible()), `shows ${text}`);
    }
    /** What was there goes away. */
    async loses(text: string | RegExp): Promise<void> {
        ++this.world.checks;
        await this.text(text).waitFor({ state: 'hidden' });
    }
    /** The field that the server calls by this JSON pointer, as the forms of the console name them. */
    at(pointer: string, within: Locator = this.top): Locator {
        return within.locator(`[id="f${pointer.replace(/[^A-Za-z0-9]/g, '-')}"]`).filter({ visible: true }).first();
    }
    async seesAt(pointer: string, text: string | RegExp): Promise<void> {
        await this.sees(text, this.at(pointer));
    }
    heading(text: string | RegExp): Locator {
        return this.page.getByRole('heading', { name: text }).filter({ visible: true }).first();
    }
    row(text: string | RegExp): Locator {
        return this.page.locator('tbody tr, [role="row"]').filter({ hasText: text, visible: true }).first();
    }

    // ---- what a person does

    field(label: string | RegExp, within: Locator = this.top): Locator {
        return within.getByLabel(label, typeof label === 'string' ? { exact: true } : {}).filter({ visible: true }).first();
    }
    async fill(label: string | RegExp, value: string, within: Locator = this.top): Promise<void> {
        const field = this.field(label, within);
        await field.click();
        await field.fill(value);
        if (/[A-Za-z]{3}/.test(value)) this.world.data.add(value);
    }
    /** Types into the field at a pointer. */
    async put(pointer: string, value: string): Promise<void> {
        await this.at(pointer).locator('input, textarea').first().fill(value);
        if (/[A-Za-z]{3}/.test(value)) this.world.data.add(value);
    }
    async valueAt(pointer: string): Promise<string> {
        return this.at(pointer).locator('input, textarea').first().inputValue();
    }
    /** Waits until a field has this value: a page may fill it in after it is shown. */
    async holds(pointer: string, value: string): Promise<void> {
        const input = this.at(pointer).locator('input, textarea').first();
        for (let tries = 0; tries < 100 && (await input.inputValue()) !== value; ++tries) await this.page.waitForTimeout(100);
        this.check((await input.inputValue()) === value, `${pointer} does not hold ${value}`);
    }
    /** Searches a cascade at a pointer and takes the first hit. */
    async find(pointer: string, words: string): Promise<void> {
        const input = this.at(pointer).locator('input').first();
        await input.click();
        await input.fill(words);
        await this.page.locator('.el-cascader__suggestion-item').filter({ hasText: words, visible: true }).first().click();
    }
    async chooseAt(pointer: string, option: string | RegExp): Promise<void> {
        await this.at(pointer).locator('.el-select__wrapper').first().click();
        await this.page.getByRole('option', { name: option }).filter({ visible: true }).first().click();
    }
    async uploadAt(pointer: string, ...files: Picture[] | [path: string]): Promise<void> {
        await this.at(pointer).locator('input[type=file]').first().setInputFiles(files as string[]);
    }
    async choose(label: string | RegExp, option: string | RegExp, within: Locator = this.top): Promise<void> {
        await this.field(label, within).click();
        await this.page
            .getByRole('option', { name: option })
            .filter({ visible: true })
            .first()
            .click();
    }
    button(name: string | RegExp, within: Locator = this.top): Locator {
        const exact = typeof name === 'string' ? { name, exact: true } : { name };
        return within.getByRole('button', exact).filter({ visible: true }).first();
    }
    async press(name: string | RegExp, within: Locator = this.top): Promise<void> {
        await this.button(name, within).click();
    }
    async follow(name: string | RegExp, within: Locator = this.top): Promise<void> {
        await within.getByRole('link', { name }).filter({ visible: true }).first().click();
        await this.settled();
    }
    /** Turns a switch over. */
    async toggle(name: string | RegExp): Promise<void> {
        const inner = this.page.getByRole('switch', { name }).first();
        await this.page.locator('.el-switch').filter({ has: inner }).first().click();
    }
    async tick(label: string | RegExp, within: Locator = this.top): Promise<void> {
        await this.text(label, within).click();
    }
    /** Marks a box that may be marked already. */
    async mark(label: string, within: Locator = this.top): Promise<void> {
        if (!(await within.getByRole('checkbox', { name: label, exact: true }).first().isChecked())) await this.tick(label, within);
    }
    /** Goes somewhere by the menu. */
    async menu(...names: string[]): Promise<void> {
        const menu = this.page.getByRole('navigation').first();
        for (const name of names) await menu.getByRole('link', { name, exact: true }).filter({ visible: true }).first().click();
        await this.settled();
    }
    // ---- beside the page, with the session of this person

    async api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
        const session = await this.context.request.get('/api/v1/sessions/current');
        const csrf = session.ok() ? ((await session.json()) as { csrfToken?: string }).csrfToken : undefined;
        const answer = await this.context.request.fetch(path, {
            method,
            headers: csrf ? { 'X-CSRF-Token': csrf } : {},
            ...(body === undefined ? {} : { data: body }),
        });
        if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
        return (answer.status() === 204 ? {} : await answer.json()) as T;
    }

    /** For the report of a failure. */
    async state(): Promise<string> {
        const file = `FAILED-${this.world.step}-${this.name}.png`.replace(/[\s/:]+/g, '-');
        await this.page.screenshot({ path: join(this.world.out, file), fullPage: true }).catch(() => undefined);
        const text = await this.page.locator('body').innerText().catch(() => '');
        return `${this.name} at ${this.page.url()}\n  refused: ${this.refused.slice(-5).join('; ')}\n  ${text
            .replace(/\s+/g, ' ')
            .slice(0, 700)}`;
    }

    async leave(): Promise<void> {
        await this.context.close();
        this.world.people.splice(this.world.people.indexOf(this), 1);
    }
}
