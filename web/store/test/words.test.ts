// All words stand in src/words, in Chinese; no page holds any of its own.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import zh from '../src/words/zh';
import { remedyOf, told } from '../src/feedback';
import { ApiError } from '../src/api/client';

type Words = { [key: string]: string | Words };
function flat(words: Words, before = ''): Record<string, string> {
    const out: Record<string, string> = {};
    for (const [key, value] of Object.entries(words))
        if (typeof value === 'string') out[before + key] = value;
        else Object.assign(out, flat(value, `${before}${key}.`));
    return out;
}
const all = flat(zh as Words);
const root = path.resolve(import.meta.dirname, '../src');
function* sources(at: string): Generator<string> {
    for (const name of readdirSync(at)) {
        const file = path.join(at, name);
        if (statSync(file).isDirectory()) {
            if (name !== 'words') yield* sources(file);
        } else if (/\.(vue|ts)$/.test(name) && !name.endsWith('.d.ts')) yield file;
    }
}
const pages = [...sources(root)];

describe('words', () => {
    it('are Chinese', () => {
        for (const [key, text] of Object.entries(all)) {
            expect(text.replace(/\{\w+\}|B2B/g, '').match(/[A-Za-z]+/g) ?? [], key).toEqual([]);
            expect(text, key).not.toMatch(/正品|假货|权威认证|SKU|触发|实例/);
        }
    });
    it('keep the names of the trade', () => {
        const text = Object.values(all).join('\n');
        for (const word of ['采购入库', '调拨入库', '其他入库', '采购退货出库', '捆绑销售', '单品销售', '以旧换新', '随货单', '入库', '调货', '在线', '网络较差', '离线可用'])
            expect(text).toContain(word);
    });
    it('that a page uses are there', () => {
        for (const file of pages) {
            const text = readFileSync(file, 'utf8');
            for (const [, key] of text.matchAll(/\bt\(\s*'([\w.]+)'/g)) expect(key! in all, `${path.relative(root, file)}: ${key}`).toBe(true);
            // Keys that end with a value: their group must be there.
            for (const [, group] of text.matchAll(/\bt\(`([\w.]+)\.\$\{/g))
                expect(Object.keys(all).some(key => key.startsWith(`${group}.`)), `${path.relative(root, file)}: ${group}`).toBe(true);
        }
    });
    it('stand in no page', () => {
        for (const file of pages) {
            const text = readFileSync(file, 'utf8')
                .replace(/<!--[\s\S]*?-->/g, '')
                .replace(/\/\*[\s\S]*?\*\//g, '')
                .replace(/(^|\s)\/\/.*$/gm, '');
            expect(text.match(/\p{Script=Han}+/gu) ?? [], path.relative(root, file)).toEqual([]);
        }
    });
});

describe('an error', () => {
    it('says why, what to do, and the number of the request', () => {
        const one = told(new ApiError(409, 'conflict', '这件产品已被另一张销售单卖出', 'R-77'));
        expect(one).toMatchObject({ reason: '这件产品已被另一张销售单卖出', requestId: 'R-77' });
        for (const status of [400, 401, 403, 404, 409, 413, 422, 429, 500, 503]) {
            const words = remedyOf('never_heard_of', status);
            expect(words.length, String(status)).toBeGreaterThan(5);
        }
    });
});
