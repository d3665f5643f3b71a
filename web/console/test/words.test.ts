// All words stand in src/words, in both languages, and no language leaks into the other.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

type Words = { [key: string]: string | Words };
const folder = path.resolve(import.meta.dirname, '../src/words');
const files = import.meta.glob<{ default: Words }>('../src/words/*.ts', { eager: true });

function flat(words: Words, before = ''): Record<string, string> {
    const out: Record<string, string> = {};
    for (const [key, value] of Object.entries(words))
        if (typeof value === 'string') out[before + key] = value;
        else Object.assign(out, flat(value, `${before}${key}.`));
    return out;
}
const wordsOf = (name: string) => flat(files[`../src/words/${name}.ts`]!.default);
const areas = readdirSync(folder)
    .filter(name => name.endsWith('.zh.ts'))
    .map(name => name.slice(0, -'.zh.ts'.length));

// Names that Chinese pages keep: standards, formats, units, and the other language's own name.
const kept =
    /^(API|EPCIS|GLN|GTIN|SSCC|GS1|PDF|Ecode|E|QR|Excel|CSV|ZIP|JPEG|JPG|PNG|GIF|MP4|AVI|WebP|HEIC|KB|MB|GB|AppKey|IP|ID|URL|https?|Esc|Enter|Ctrl|Alt|J|K|A|R|S|I|O|Z|n|CCC|OEM|ODM|ISO|English|USCC|NSI|SM2|SM3|V\d|B|B2B|A\d|mm|px|HTML)$/;

describe('words', () => {
    it.each(areas)('%s has the same keys and the same places for values in both languages', area => {
        const zh = wordsOf(`${area}.zh`);
        const en = wordsOf(`${area}.en`);
        expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
        const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(m => m[1]).sort();
        for (const key of Object.keys(zh)) expect(places(en[key]!), key).toEqual(places(zh[key]!));
    });
    it.each(areas)('%s: no English in the Chinese words, no Chinese in the English', area => {
        for (const [key, text] of Object.entries(wordsOf(`${area}.zh`))) {
            const words = text.replace(/\{\w+\}/g, ' ').match(/[A-Za-z][A-Za-z0-9]*/g) ?? [];
            expect(
                words.filter(word => !kept.test(word)),
                `${area}.${key}: ${text}`,
            ).toEqual([]);
        }
        for (const [key, text] of Object.entries(wordsOf(`${area}.en`)))
            if (!(area === 'shell' && key === 'otherLanguage'))
                expect(text, `${area}.${key}`).not.toMatch(/\p{Script=Han}/u);
    });
    it('never calls anything genuine or fake', () => {
        for (const area of areas)
            for (const text of Object.values(wordsOf(`${area}.zh`))) expect(text).not.toMatch(/正品|假货|权威认证/);
    });
});

function* sources(at: string): Generator<string> {
    for (const name of readdirSync(at)) {
        const file = path.join(at, name);
        if (statSync(file).isDirectory()) {
            if (name !== 'words') yield* sources(file);
        } else if (/\.(vue|ts)$/.test(name) && !name.endsWith('.d.ts')) yield file;
    }
}
const root = path.resolve(import.meta.dirname, '../src');
const pages = [...sources(root)];

describe('pages', () => {
    it('hold no words of their own', () => {
        for (const file of pages) {
            if (file.endsWith('capital.ts')) continue; // reads numerals off a licence, shows nothing
            const text = readFileSync(file, 'utf8')
                .replace(/<!--[\s\S]*?-->/g, '')
                .replace(/\/\*[\s\S]*?\*\//g, '')
                .replace(/(^|\s)\/\/.*$/gm, '')
                .replace(/join\('、'\)/g, '')
                .replace(/（|）/g, '');
            expect(text.match(/[\p{Script=Han}]+/gu) ?? [], path.relative(root, file)).toEqual([]);
        }
    });
    it('use only words that there are', () => {
        const known = new Set<string>();
        for (const area of areas) {
            const prefix = area.endsWith('.menu') ? 'menu' : area;
            for (const key of Object.keys(wordsOf(`${area}.zh`))) known.add(`${prefix}.${key}`);
        }
        for (const file of pages)
            for (const [, key] of readFileSync(file, 'utf8').matchAll(/(?:\$t|\bt)\(\s*'([\w.]+)'/g))
                expect(known.has(key!), `${path.relative(root, file)}: ${key}`).toBe(true);
    });
    it('have a title in the menu words', () => {
        const routes = import.meta.glob<{ default: { meta?: { title?: string }; name?: string }[] }>(
            '../src/routes/*.ts',
            { eager: true },
        );
        const titles = new Set(areas.filter(a => a.endsWith('.menu')).flatMap(a => Object.keys(wordsOf(`${a}.zh`))));
        for (const { default: list } of Object.values(routes))
            for (const route of list) expect(titles.has(route.meta?.title ?? ''), String(route.name)).toBe(true);
    });
});
