// MODULES=web/verify node page.js BASE CODE SAMPLE OUT [real]: the verify page of CODE in Chromium. With answers of
// sample.js in place of the server's (or, with `real`, the server's own), at 360 px and wide, in both languages;
// screenshots go to OUT.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

// This program lies in the folder of the build, its package beside the sources.
const { chromium } = createRequire(join(process.env.MODULES!, 'package.json'))(
    'playwright-core',
) as typeof import('playwright-core');

const [base, code, sample, out, real] = process.argv.slice(2) as [string, string, string, string, string | undefined];
mkdirSync(out, { recursive: true });
const bundle = readFileSync(join(sample, 'sample.bundle'));
const policy = readFileSync(join(sample, 'policy.txt'), 'utf8');
/** A test may run beside others: the bound of the figure is the bench's. */
const MS_MAX = 3000;

let passed = 0;
let failed = 0;
function check(good: boolean, what: string): void {
    good ? ++passed : ++failed;
    if (!good) console.log(`failed: ${what}`);
}

const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});

interface Answers {
    status?: number;
    body?: Uint8Array;
    policy?: string;
    offline?: boolean;
}

interface Seen {
    page: Page;
    title: string;
    line: string;
    lines: string[];
    band: string;
    role: string | null;
}

/** Opens the page; `answers` nothing: the server's own. */
async function open(
    name: string,
    answers: Answers | undefined,
    options: { width?: number; query?: string; scripts?: boolean } = {},
): Promise<Seen> {
    const width = options.width ?? 360;
    const context = await browser.newContext({
        viewport: { width, height: width < 700 ? 740 : 900 },
        deviceScaleFactor: 2,
        javaScriptEnabled: options.scripts ?? true,
        locale: 'zh-CN',
    });
    const page = await context.newPage();
    page.on('pageerror', error => check(false, `${name}: ${error.message}`));
    page.on('console', message => {
        const text = message.text();
        // A refused answer is what some cases are about; the icon of the tab is data and not fetched.
        if (message.type() === 'error' && !/Failed to load resource|data:,/.test(text))
            check(false, `${name}: ${text}`);
    });
    if (answers) {
        await page.route('**/api/v1/bundles/*', route =>
            answers.offline
                ? route.abort()
                : route.fulfill({
                      status: answers.status ?? 200,
                      contentType: 'application/vnd.yiguan.bundle+cbor',
                      body: Buffer.from(answers.body ?? bundle),
                  }),
        );
        await page.route('**/log/*/policy', route =>
            route.fulfill({ contentType: 'text/plain', body: answers.policy ?? policy }),
        );
    }
    await page.goto(`${base}/verify/${code}${options.query ?? ''}`);
    if (options.scripts ?? true) await page.waitForSelector('#verify[data-done]', { state: 'attached' });
    await page.screenshot({ path: join(out, `${name}.png`), fullPage: true });
    const overflow =
        options.scripts === false
            ? 0
            : await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    check(overflow <= 0, `${name}: ${overflow} px wider than the window`);
    return {
        page,
        title: await page.locator('#title').innerText(),
        line: await page.locator('#text').innerText(),
        lines: await page.locator('#lines li b').allInnerTexts(),
        band: (await page.locator('#band').getAttribute('class')) ?? '',
        role: await page.locator('#said').getAttribute('role'),
    };
}

function expectFour(name: string, seen: Seen): void {
    check(seen.lines.length === 4, `${name}: ${seen.lines.length} lines: ${seen.lines.join(' | ')}`);
    check(seen.band === 'v g', `${name}: band ${seen.band}: ${seen.title}`);
}

if (real !== undefined) {
    const seen = await open('real', undefined);
    expectFour('real', seen);
    console.log(`${seen.title}: ${seen.lines.join(' | ')}; ${await seen.page.locator('#note').innerText()}`);
    const saved = seen.page.waitForEvent('download');
    await seen.page.click('#save');
    await (await saved).saveAs(join(out, `${code}.bundle`));
    expectFour('real, wide', await open('real-wide', undefined, { width: 1280 }));
    // The real proof with one bit changed.
    const original = readFileSync(join(out, `${code}.bundle`));
    for (const place of [0.2, 0.5, 0.8]) {
        const spoilt = Uint8Array.from(original);
        spoilt[Math.floor(spoilt.length * place)]! ^= 1;
        const page = await browser.newPage();
        await page.route('**/api/v1/bundles/*', route => route.fulfill({ body: Buffer.from(spoilt) }));
        await page.goto(`${base}/verify/${code}`);
        await page.waitForSelector('#verify[data-done]', { state: 'attached' });
        check((await page.locator('#band').getAttribute('class')) === 'v x', `real, changed at ${place}: no alarm`);
        await page.close();
    }
} else {
    const good = await open('good', {});
    expectFour('good', good);
    check(/完整至 \d{4}-\d\d-\d\d \d\d:\d\d/.test(good.lines[2]!), `good: ${good.lines[2]}`);
    check(/步未公开，1 项依法删除/.test(good.lines[3]!), `good: ${good.lines[3]}`);
    check(good.role === 'status', `good: role ${good.role}`);
    // Everything that can be used is reached by the keyboard, in order.
    const reached: string[] = [];
    for (let i = 0; i < 5; ++i) {
        await good.page.keyboard.press('Tab');
        reached.push(
            await good.page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || ''),
        );
    }
    check(reached[0] === 'save' && reached.includes('技术信息'), `keyboard: ${reached.join(' | ')}`);
    const saved = good.page.waitForEvent('download');
    await good.page.click('#save');
    const file = await saved;
    check(file.suggestedFilename() === `${code}.bundle`, file.suggestedFilename());
    check(Buffer.compare(readFileSync(await file.path()), bundle) === 0, 'the saved file is another one');

    // Time in the browser: the first check of a page, as a person has it, each in a new page.
    const times: number[] = [];
    for (let i = 0; i < 7; ++i) {
        const page = await browser.newPage();
        await page.route('**/api/v1/bundles/*', route => route.fulfill({ body: bundle }));
        await page.route('**/log/*/policy', route => route.fulfill({ body: policy }));
        await page.goto(`${base}/verify/${code}`);
        await page.waitForSelector('#verify[data-done]', { state: 'attached' });
        times.push(Number(await page.locator('#verify').getAttribute('data-ms')));
        await page.close();
    }
    times.sort((a, b) => a - b);
    console.log(`verify: ${bundle.length} bytes in ${times.join(', ')} ms, median ${times[3]}`);
    check(times[3]! > 0 && times[3]! <= MS_MAX, `${times[3]} ms`);

    expectFour('wide', await open('wide', {}, { width: 1280 }));
    expectFour('english', await open('english', {}, { query: '?lang=en' }));
    expectFour('large', await open('large', {}, { query: '?e=1' }));

    const spoilt = Uint8Array.from(bundle);
    spoilt[20_000]! ^= 1;
    for (const [name, answers, title] of [
        ['tampered', { body: spoilt }, '可能被改动'],
        ['cut', { body: bundle.subarray(0, 30_000) }, '可能被改动'],
        ['page of a proxy', { body: Buffer.from('<html>') }, '可能被改动'],
        ['unsigned', { policy: 'quorum none\n' }, '可能被改动'],
    ] as const) {
        const seen = await open(name, answers);
        check(
            seen.band === 'v x' && seen.title.includes(title) && seen.role === 'alert',
            `${name}: ${seen.band} ${seen.title}`,
        );
        check(seen.lines.length === 1 && seen.lines[0]!.startsWith('不符'), `${name}: ${seen.lines.join(' | ')}`);
    }
    for (const [name, answers, title, band] of [
        ['not found', { status: 404 }, '没有这个码的证明', 'v n'],
        ['not signing', { status: 503 }, '日志暂未签名', 'v y'],
        ['broken server', { status: 500 }, '没有取得证明', 'v n'],
        ['offline', { offline: true }, '没有连上平台', 'v n'],
    ] as const) {
        const seen = await open(name.replace(/ /g, '-'), answers);
        check(
            seen.band === band && seen.title === title && seen.lines.length === 0,
            `${name}: ${seen.band} ${seen.title}`,
        );
        check(await seen.page.locator('#retry').isVisible(), `${name}: no way to try again`);
    }
    const still = await open('no-script', {}, { scripts: false });
    check(still.line.includes('保存证明'), `no script: ${still.line}`);
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
