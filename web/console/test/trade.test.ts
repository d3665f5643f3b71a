// Scanning, receiving and showing of the pages of flow and sales (P21 to P23, P43 to P48, P50; EBS-15 to EBS-24).
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { ApiError } from '@/api/client';
import type { Scan } from '@/api/trade';
import { gunReader, letterOf, useGun } from '@/composables/useGun';
import { differencesOf, emptyDifference, exceptOf, isMissing, noteIn } from '@/pages/trade/receiving';
import { textsIn, textsMax, useScans, type Mark } from '@/pages/trade/scanning';
import { counted, customerOf, inOrder, partyOf, productsOf, tailsOf } from '@/pages/trade/show';
import { toneOf } from '@/states';
import { show } from './support';

afterEach(() => {
    document.body.innerHTML = '';
});

function keysOf(text: string): { code: string; shift: boolean }[] {
    return [...text].map(letter => {
        if (/\d/.test(letter)) return { code: `Digit${letter}`, shift: false };
        if (/[a-z]/i.test(letter)) return { code: `Key${letter.toUpperCase()}`, shift: /[A-Z]/.test(letter) };
        const other = { ':': ['Semicolon', true], '/': ['Slash', false], '.': ['Period', false], '?': ['Slash', true], '=': ['Equal', false] };
        const [code, shift] = other[letter as keyof typeof other] as [string, boolean];
        return { code, shift };
    });
}
/** Types it, `gap` ms between two keys; the last answer. */
function typed(reader: ReturnType<typeof gunReader>, text: string, gap: number, from = 1000): string | undefined {
    let at = from;
    for (const key of keysOf(text)) reader.take({ ...key, at: (at += gap) });
    return reader.take({ code: 'Enter', shift: false, at: at + gap }).text;
}

describe('a scanner gun', () => {
    it('is told by keys closer than 30 ms with Enter at the end', () => {
        const code = '8686930001A2b';
        expect(typed(gunReader(), code, 5)).toBe(code);
        expect(typed(gunReader(), code, 30)).toBe(code);
        expect(typed(gunReader(), code, 31)).toBeUndefined();
    });
    it('types addresses, by the place of the keys', () => {
        expect(typed(gunReader(), 'https://a.cn/n/CK1?d=0f', 8)).toBe('https://a.cn/n/CK1?d=0f');
        expect([letterOf('Numpad7', false), letterOf('Minus', true), letterOf('F5', false)]).toEqual(['7', '_', '']);
    });
    it('is not what somebody has typed before, nor a short burst', () => {
        const reader = gunReader();
        for (const [at, key] of keysOf('abc').entries()) reader.take({ ...key, at: at * 200 });
        expect(typed(reader, '12345678', 4, 5000)).toBe('12345678');
        expect(typed(gunReader(), '123', 4)).toBeUndefined();
    });
    it('begins anew after each Enter and after keys that type nothing', () => {
        const reader = gunReader();
        expect(typed(reader, '11112222', 4, 0)).toBe('11112222');
        expect(typed(reader, '33334444', 4, 40)).toBe('33334444');
        for (const key of keysOf('5555')) reader.take({ ...key, at: 200 });
        reader.take({ code: 'ArrowLeft', shift: false, at: 201 });
        expect(reader.take({ code: 'Enter', shift: false, at: 202 }).text).toBeUndefined();
    });
    it('is heard without a focused field, and leaves what stood in one', async () => {
        const heard = vi.fn();
        await show(
            defineComponent({
                setup() {
                    useGun(heard);
                    return () => h('div', [h('input', { id: 'remark' }), h('div', { 'data-scan': '' }, [h('input', { id: 'scan' })])]);
                },
            }),
        );
        let at = 1000;
        const press = (target: EventTarget, code: string, composing = false) => {
            const event = new KeyboardEvent('keydown', { code, bubbles: true, cancelable: true, isComposing: composing });
            Object.defineProperty(event, 'timeStamp', { value: (at += 5) });
            target.dispatchEvent(event);
        };
        const gun = (target: EventTarget, text: string, composing = false) => {
            at += 1000;
            const input = target instanceof HTMLInputElement ? target : undefined;
            for (const letter of text) {
                press(target, `Digit${letter}`, composing);
                if (input) input.value += letter;
            }
            press(target, 'Enter', composing);
        };
        gun(document.body, '86869300');
        expect(heard).toHaveBeenLastCalledWith('86869300');
        const remark = document.querySelector<HTMLInputElement>('#remark')!;
        remark.value = '急件';
        gun(remark, '11112222');
        expect([heard.mock.calls.length, remark.value]).toEqual([2, '急件']);
        gun(remark, '33334444', true);
        gun(document.querySelector<HTMLInputElement>('#scan')!, '55556666');
        expect(heard).toHaveBeenCalledTimes(2);
    });
});

const goods = (text: string, more: Partial<Scan> = {}): Scan => ({
    text,
    kind: 'item',
    code: text,
    tail: text.slice(-6),
    quantity: '1',
    accepted: true,
    ...more,
});
const problem = { code: 'codes_not_held', detail: '不在本店库存' };

describe('what is scanned', () => {
    it('is taken out of what was pasted, each text once, ranges put right', () => {
        expect(textsIn('a1\r\n\n a1 \nb2\tc3\n440300000001～440300000900')).toEqual(['a1', 'b2', 'c3', '440300000001-440300000900']);
        expect(textsIn('CK20261122-000001')).toEqual(['CK20261122-000001']);
    });
    it('is looked up in one call for what came meanwhile, and told', async () => {
        const calls: string[][] = [];
        let release: () => void = () => undefined;
        const marks: Mark[] = [];
        const scans = useScans(
            async texts => {
                calls.push(texts);
                if (calls.length === 1) await new Promise<void>(done => (release = done));
                return texts.map(text => (text === 'x' ? goods(text, { accepted: false, problem }) : goods(text, text === 'box' ? { kind: 'box', quantity: '24' } : {})));
            },
            mark => marks.push(mark),
        );
        scans.add(['one']);
        scans.add(['box']);
        scans.add(['x']);
        scans.add(['one']);
        expect([scans.state.busy, scans.texts.value]).toEqual([true, []]);
        release();
        await flushPromises();
        expect(scans.state.busy).toBe(false);
        expect(calls).toEqual([['one'], ['x', 'box']]);
        expect(marks).toEqual(['again', 'good', 'wrong', 'good']);
        expect([scans.quantity.value, scans.boxes.value, scans.texts.value]).toEqual([25, 1, ['box', 'one']]);
        expect(scans.refused.value.map(line => line.problem?.detail)).toEqual(['不在本店库存']);
    });
    it('is the same piece by whatever text', async () => {
        const scans = useScans(async texts => texts.map(text => goods(text, { code: '868693' })));
        scans.add(['868693']);
        await flushPromises();
        scans.add(['https://a.cn/01/868693']);
        await flushPromises();
        expect([scans.texts.value, scans.last.value?.mark]).toEqual([['868693'], 'again']);
    });
    it('may be a range: what it holds is counted by the node', async () => {
        const scans = useScans(async texts => texts.map(text => goods(text, { code: '1', lastCode: '900', quantity: '900' })));
        scans.add(['1-900']);
        await flushPromises();
        expect([scans.lines.value[0]?.kind, scans.quantity.value]).toEqual(['range', 900]);
    });
    it('without an answer stays there with the reason, and is asked for again', async () => {
        let broken = true;
        const scans = useScans(async texts => {
            if (broken) throw new ApiError(503, 'overloaded', '系统繁忙');
            return texts.map(text => goods(text));
        });
        scans.add(['one']);
        await flushPromises();
        expect([scans.texts.value, scans.refused.value[0]?.problem]).toEqual([[], { code: 'overloaded', detail: '系统繁忙' }]);
        broken = false;
        scans.again();
        await flushPromises();
        expect([scans.texts.value, scans.refused.value]).toEqual([['one'], []]);
    });
    it('ends at what one document takes', async () => {
        const scans = useScans(async texts => texts.map(text => goods(text)));
        scans.add(Array.from({ length: textsMax + 1 }, (_, at) => `c${at}`));
        await vi.waitFor(() => expect(scans.state.busy).toBe(false));
        expect([scans.lines.value.length, scans.state.full, scans.accepted.value.length]).toEqual([textsMax, true, textsMax]);
    });
    it('and refused by the document is marked line by line', async () => {
        const scans = useScans(async texts => texts.map(text => goods(text)));
        scans.add(['one', 'two']);
        await flushPromises();
        const sent = scans.texts.value;
        scans.add(['three']); // while the call is out: the newest stands first
        await flushPromises();
        const at = (pointer: string) => new ApiError(422, 'codes_not_held', '', '', [{ pointer, detail: '已售出' }]);
        expect(scans.takeErrors(at('/texts/1'), sent)).toBe(true);
        expect(scans.refused.value.map(line => [line.text, line.problem?.detail])).toEqual([[sent[1], '已售出']]);
        expect(scans.takeErrors(at('/buyerName'), sent)).toBe(false);
    });
});

describe('receiving', () => {
    it('finds the note in what its symbol says', () => {
        expect(noteIn('https://trace.example.cn/n/CK20261122-000001?d=0fA9')).toEqual({ number: 'CK20261122-000001', digest: '0fA9' });
        expect(noteIn('https://trace.example.cn/n/%zz').number).toBe('https://trace.example.cn/n/%zz');
        expect(noteIn(' CK20261122-000001 ')).toEqual({ number: 'CK20261122-000001', digest: '' });
    });
    it('sends differences; what is not there is not received', () => {
        const wrong = vi.fn();
        const rows = [
            { ...emptyDifference(), text: ' 868693 ' },
            { ...emptyDifference(), kind: 'damaged' as const, text: '868694', quantity: '2', remark: '外箱破', photo: '7' },
        ];
        expect(differencesOf(rows, wrong)).toEqual([
            { kind: 'less', quantity: '1', text: '868693' },
            { kind: 'damaged', quantity: '2', text: '868694', remark: '外箱破', photo: '7' },
        ]);
        expect(wrong).not.toHaveBeenCalled();
        expect(exceptOf(rows)).toEqual(['868693']);
        expect(differencesOf(rows, wrong, isMissing).map(row => row.kind)).toEqual(['damaged']);
    });
    it('asks which are missing and how many', () => {
        const wrong = vi.fn();
        differencesOf([{ ...emptyDifference(), quantity: '0' }], wrong);
        expect(wrong.mock.calls).toEqual([
            ['/differences/0/quantity', 'trade.quantityRule'],
            ['/differences/0/text', 'trade.whichRule'],
        ]);
    });
});

describe('what lists show', () => {
    it('P46: vehicle, battery, charger, whatever the order of the answer; a customer as he is masked', () => {
        const codes = [
            { slot: 'charger' as const, code: '3', tail: '333333', product: '充电器' },
            { slot: 'vehicle' as const, code: '1', tail: '111111', product: '电动自行车', model: 'TDT01Z' },
            { code: '4', tail: '444444', product: '电池' },
            { slot: 'battery' as const, code: '2', tail: '222222', product: '电池' },
        ];
        expect(inOrder(codes).map(one => one.code)).toEqual(['1', '2', '3', '4']);
        expect(tailsOf(codes)).toBe('111111 222222 333333 444444');
        expect(productsOf({ codes })).toBe('电动自行车 TDT01Z · 电池 · 充电器');
        const customer = { id: '1', state: 'filled', name: '王*', phone: '138****1234' };
        expect([customerOf({ customer }), customerOf({})]).toEqual(['王* 138****1234', '']);
    });
    it('P48: what a count did not know or did not expect is told text by text', () => {
        const refused = [{ index: 1, text: 'b', code: 'not_found', detail: '没有这个码' }];
        const lines = counted(['a', 'b', 'c'], refused, ['c'], '计入盘盈');
        expect(lines.map(one => [one.accepted, one.kind, one.problem?.detail])).toEqual([
            [true, 'item', undefined],
            [false, 'unknown', '没有这个码'],
            [true, 'item', '计入盘盈'],
        ]);
    });
    it('P21: the buyer is a credit code or a name', () => {
        expect(partyOf(' 91440300ma5exampl1 ')).toEqual({ buyerUscc: '91440300MA5EXAMPL1' });
        expect(partyOf('顺达电动车行')).toEqual({ buyerName: '顺达电动车行' });
        expect(partyOf(' ')).toEqual({});
    });
    it('states have the colours of their object', () => {
        expect(['draft', 'sent', 'received', 'differing', 'settled', 'cancelled'].map(state => toneOf(state, 'stockOut'))).toEqual(['gray', 'blue', 'green', 'yellow', 'green', 'black']);
        expect(['submitted', 'differing', 'undone'].map(state => toneOf(state, 'stockIn'))).toEqual(['green', 'yellow', 'gray']);
        expect(['in_progress', 'completed', 'returned', 'voided'].map(state => toneOf(state, 'sale'))).toEqual(['blue', 'green', 'yellow', 'black']);
    });
});
