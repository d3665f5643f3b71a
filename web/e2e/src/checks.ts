// What must hold on every page of the console, whatever it shows.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(
    createRequire(join(process.env.MODULES!, 'package.json')).resolve('axe-core/axe.min.js'),
    'utf8',
);

/** Words of the trade that Chinese pages write in Latin letters. */
const ALLOWED = new Set(
    // prettier-ignore
    ['API', 'AVI', 'CCC', 'CSV', 'DOI', 'ECODE', 'EPC', 'EPCIS', 'ERP', 'EXCEL', 'GB', 'GLN', 'GS1', 'GTIN', 'HTML', 'HTTP', 'HTTPS',
     'ICP', 'ISO', 'JPEG', 'JPG', 'JSON', 'MES', 'NSI', 'ODM', 'OEM', 'PDF', 'PNG', 'SHA', 'SMTP', 'SSCC', 'TXT', 'URL',
     'USCC', 'VIN', 'WEBP', 'XLSX', 'ALT', 'CTRL', 'ENTER', 'ESC', 'TAB', 'ENGLISH', 'MP4', 'GIF', 'BMP', 'HEIC', 'TIFF', 'ID',
     'IMEI', 'WMI', 'CBV', 'UTC', 'LEI', 'DUNS', 'SVG', 'AAA', 'DPI', 'CODESOFT', 'BARTENDER'],
);

/**
 * Latin words that a reader of Chinese would see on the page: text, and what labels and tips say. `data` is what users
 * have typed themselves; codes (with digits in them), addresses and e-mail are no words.
 */
export async function leaksOf(page: Page, data: Iterable<string>): Promise<string[]> {
    const texts = await page.evaluate(() => {
        const out: string[] = [];
        const shown = (element: Element): boolean =>
            (element as HTMLElement).checkVisibility({ visibilityProperty: true });
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            const parent = node.parentElement;
            if (!parent || !node.nodeValue?.trim()) continue;
            if (parent.closest('script, style, noscript, [lang]:not([lang^="zh"]):not(html)') || !shown(parent)) continue;
            out.push(node.nodeValue);
        }
        for (const element of document.body.querySelectorAll('[title], [aria-label], [placeholder], [alt]')) {
            if (element.closest('[lang]:not([lang^="zh"]):not(html)') || !shown(element)) continue;
            for (const name of ['title', 'aria-label', 'placeholder', 'alt']) {
                const value = element.getAttribute(name);
                if (value) out.push(value);
            }
        }
        out.push(document.title);
        return document.documentElement.lang.startsWith('zh') ? out : [];
    });
    const known = [...data].filter(text => /[A-Za-z]{3}/.test(text)).sort((a, b) => b.length - a.length);
    const found = new Set<string>();
    for (let text of texts) {
        for (const one of known) text = text.split(one).join(' ');
        // Addresses, e-mail, and the numbers of the two general templates.
        text = text.replace(/https?:\/\/\S+|[\w.+-]+@[\w.-]+|GEN-(PRODUCER|SELLER)/g, ' ');
        for (const word of text.match(/[A-Za-z0-9][A-Za-z0-9_.:/+-]*/g) ?? []) {
            if (/\d/.test(word)) continue; // a code, a number of a standard, a file
            if (/^[A-Za-z_-]{22}$/.test(word)) continue; // the number of a request that happens to have no digit
            for (const part of word.match(/[A-Za-z]{3,}/g) ?? [])
                if (!ALLOWED.has(part.toUpperCase())) found.add(`${part} (${text.trim().slice(0, 60)})`);
        }
    }
    return [...found];
}

/** What axe calls serious or critical by WCAG 2.2 A and AA. */
export async function barriersOf(page: Page): Promise<string[]> {
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
    return page.evaluate(async () => {
        interface Found {
            id: string;
            impact: string | null;
            nodes: { target: unknown[]; html: string; failureSummary?: string }[];
        }
        const axe = (window as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: Found[] }> } })
            .axe;
        const { violations } = await axe.run(document, {
            runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
            resultTypes: ['violations'],
        });
        return violations
            .filter(one => one.impact === 'serious' || one.impact === 'critical')
            .flatMap(one =>
                one.nodes.slice(0, 3).map(node => {
                    const why = (node.failureSummary ?? '').split('\n')[1]?.trim() ?? '';
                    return `${one.id} at ${node.target.join(' ')}: ${why} ${node.html.slice(0, 200)}`;
                }),
            );
    });
}
