// What is pasted into the box of P10, and what a block tells of itself.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { freeOf, freeShare, nameOf, type Block } from '@/pages/codes/blocks';
import { askAll, codesIn, valueOf } from '@/pages/codes/query';

const code = '201280130034272885905534958012488';
const other = '201280130034272885905534958012499';

describe('codes that were pasted', () => {
    it('are taken apart at blanks, commas and line ends, each once', () => {
        expect(codesIn(`${code}\n${other}， ${code};${other}`)).toEqual([code, other]);
        expect(codesIn('  \n ')).toEqual([]);
    });
    it('may be addresses, as a scanner gives them', () => {
        expect(codesIn(`https://trace.example.test/E=${code}`)).toEqual([code]);
        expect(codesIn(`http://127.0.0.1:8080/c/${code}?lang=en`)).toEqual([code]);
        expect(codesIn(`E=${code}`)).toEqual([code]);
    });
    it('may be what is no code at all: the server says what it is', () => {
        expect(codesIn('LZSHCKZS1234567')).toEqual(['LZSHCKZS1234567']);
    });
});

describe('asking', () => {
    afterEach(() => vi.unstubAllGlobals());
    const answers = (answer: (path: string) => Response) => vi.stubGlobal('fetch', async (path: string) => answer(path));

    it('keeps the order, tells how far it is, and takes an unknown code for an answer', async () => {
        answers(path =>
            path.endsWith(code)
                ? Response.json({ verdict: 'V1', code })
                : path.endsWith('/code-queries')
                  ? Response.json({ items: [{ text: other, found: 0 }] })
                  : Response.json({ verdict: 'V4', recognised: [] }, { status: 404 }),
        );
        const told: number[] = [];
        const all = await askAll([other, code], n => told.push(n));
        expect(all.map(one => one.answer?.verdict)).toEqual(['V4', 'V1']);
        expect(told).toEqual([1, 2]);
    });
    it('says of a single code that it could not be asked', async () => {
        answers(path => (path.endsWith(code) ? Response.json({ verdict: 'V1' }) : Response.json({ detail: '系统繁忙' }, { status: 503 })));
        const all = await askAll([code, other], () => undefined);
        expect(all[0]?.answer?.verdict).toBe('V1');
        expect(all[1]?.error).toBe('系统繁忙');
    });
    const asking = async (found: () => Response) => {
        answers(path => (path.endsWith('/code-queries') ? found() : Response.json({ verdict: 'V4', recognised: [] }, { status: 404 })));
        return (await askAll(['FRAME-0001'], () => undefined))[0]!;
    };
    it('P10: shows a regulator what was found by a frame number, whose code is on the label alone', async () => {
        const one = await asking(() =>
            Response.json({ items: [{ text: 'FRAME-0001', found: 1, by: 'frame', byZh: '车架号', status: 'active', statusZh: '已激活', productName: '电动自行车' }] }),
        );
        expect(one.answer?.verdict).not.toBe('V4');
        expect(one.note).toMatch(/foundBy|车架号/);
        expect(one.by).toBe('车架号');
        expect(one.answer?.statusZh).toBe('已激活');
        expect(valueOf(one.answer, 'productName')?.value).toBe('电动自行车');
    });
    it('P10: says that several have the number', async () => {
        const one = await asking(() => Response.json({ items: [{ text: 'FRAME-0001', found: 2 }] }));
        expect(one.note).toMatch(/severalFound|不止一件/);
        expect(one.answer?.verdict).toBe('V4');
    });
    it('P10: never takes a failure for an answer', async () => {
        const busy = await asking(() => Response.json({ detail: '请求过于频繁' }, { status: 429 }));
        expect(busy.answer).toBeUndefined();
        expect(busy.error).toBe('请求过于频繁');
        const stranger = await asking(() => Response.json({ detail: '无权' }, { status: 403 }));
        expect(stranger.answer?.verdict).toBe('V4');
    });
    it('P10: the table of several codes has the frame and serial numbers of one\'s own', async () => {
        answers(path => {
            if (path.endsWith('/code-queries'))
                return Response.json({ items: [{ text: other, found: 1, numbers: [{ kind: 'frame', kindZh: '车架号', text: 'F-1' }] }, { text: code, found: 1 }] });
            return Response.json({ verdict: 'V1', code: path.endsWith(code) ? code : other, block: '7' });
        });
        const found = await askAll([other, code], () => undefined);
        expect(found[0]?.numbers?.[0]?.text).toBe('F-1');
        expect(found[1]?.numbers).toBeUndefined();
    });
    it('finds a value by the first key that there is', () => {
        const fields = [{ key: 'model', nameZh: '型号', nameEn: 'Model', group: '', state: 'shown' as const, value: 'X' }];
        expect(valueOf({ verdict: 'V1', fields }, 'specification', 'model')?.value).toBe('X');
        expect(valueOf(undefined, 'model')).toBeUndefined();
    });
});

describe('a block', () => {
    const block = { count: '1100', bound: '250', voided: '100' } as Block;
    it('tells how many codes are free', () => {
        expect(freeOf(block)).toBe(750);
        expect(freeShare(block)).toBe('75.0%');
    });
    it('is called by its product', () => {
        expect(nameOf({ id: '1', name: '电动自行车', model: 'TDT', status: 'published' })).toBe('电动自行车 TDT');
        expect(nameOf(undefined)).toBe('');
    });
});
