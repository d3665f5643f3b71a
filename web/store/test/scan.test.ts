// Scanning (M03, M04, M06, EBS-17): merged, kept before it is heard, whatever it comes from.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Sightings } from '../src/scan/live';
import { addScan, removeScan, scansOf } from '../src/scan/merge';
import { cleaned, identity, noteOf } from '../src/scan/text';
import { tones } from '../src/scan/sounds';
import { emptyPhone, reopened } from './support';

beforeEach(emptyPhone);

describe('the list', () => {
    it('takes the same code from its address, its bare form and in small letters as one', async () => {
        const code = '1234567890ABCDEF';
        expect((await addScan('d', `https://a.example/c/${code}`))!.duplicate).toBe(false);
        for (const same of [code, code.toLowerCase(), `HTTPS://A.EXAMPLE/C/${code}`, `https://a.example/E=${code}`, ` ${code}\r\n`])
            expect((await addScan('d', same))!.duplicate, same).toBe(true);
        expect(await scansOf('d')).toHaveLength(1);
        expect((await addScan('d', '1234567890ABCDEE'))!.duplicate).toBe(false);
    });
    it('keeps the order, survives a crash, and belongs to its draft alone', async () => {
        for (const code of ['c', 'a', 'b']) await addScan('one', code);
        await addScan('two', 'z');
        await reopened();
        expect((await scansOf('one')).map(one => one.text)).toEqual(['c', 'a', 'b']);
        await removeScan('one', 'a');
        await addScan('one', 'd');
        expect((await scansOf('one')).map(one => one.text)).toEqual(['c', 'b', 'd']);
        expect((await scansOf('two')).map(one => one.text)).toEqual(['z']);
    });
    it('takes nothing for nothing', async () => {
        expect(await addScan('d', ' \u200b\r\n')).toBeUndefined();
    });
    it('is not confused by two scans at once', async () => {
        const both = await Promise.all([addScan('d', 'X1'), addScan('d', 'x1')]);
        expect(both.filter(one => !one!.duplicate)).toHaveLength(1);
        expect(await scansOf('d')).toHaveLength(1);
    });
});

describe('the text of a code', () => {
    it('loses what is not seen and full-width forms', () => {
        expect(cleaned('\ufeff１２３ＡＢ\u0000 ')).toBe('123AB');
        expect(cleaned('0106901234567892\u001d10B1')).toBe('010690123456789210B1');
        expect(cleaned('HTTPS://A.EXAMPLE/c/AB')).toBe('https://a.example/c/AB');
    });
    it('is the same thing by what follows the host', () => {
        expect(identity('https://a.example/c/ab?x=1')).not.toBe(identity('ac'));
        expect(identity('https://a.example/c/ab')).toBe('AB');
    });
    it('of a delivery note is its number and digest', () => {
        expect(noteOf('https://a.example/n/CK20261122-1?d=ab%2B')).toEqual({ number: 'CK20261122-1', digest: 'ab+' });
        expect(noteOf('https://a.example/n/9')).toEqual({ number: '9', digest: '' });
        expect(noteOf('https://a.example/c/9?d=1')).toBeUndefined();
        expect(noteOf('https://a.example/n/%zz')).toBeUndefined();
    });
});

describe('the camera', () => {
    it('tells a code once while it stays in the picture', () => {
        let now = 0;
        const seen = new Sightings(2000, () => now);
        expect(seen.take(['a'])).toEqual(['a']);
        now = 1500;
        expect(seen.take(['a', 'b'])).toEqual(['b']);
        now = 3000;
        expect(seen.take(['a'])).toEqual([]);
        // A slow phone: long between two pictures, and it was in both.
        now = 9000;
        expect(seen.take(['a'])).toEqual([]);
        for (const at of [9100, 9200, 11_500]) {
            now = at;
            expect(seen.take([])).toEqual([]);
        }
        expect(seen.take(['a'])).toEqual(['a']);
    });
});

describe('sounds', () => {
    it('of good, wrong and duplicate differ', () => {
        expect(new Set(Object.values(tones).map(one => JSON.stringify(one))).size).toBe(3);
    });
    it('say no when the phone did not keep the scan', async () => {
        const { useDraft } = await import('../src/scan/draft');
        const { database } = await import('../src/db');
        const { net } = await import('../src/net');
        net.state = 'offline';
        vi.spyOn(await database(), 'transaction').mockImplementation(() => {
            throw new DOMException('full', 'QuotaExceededError');
        });
        const draft = useDraft(() => 'd', 'receive');
        await draft.add('C-000001');
        expect(draft.heard.value).toMatchObject({ mark: 'wrong' });
        vi.restoreAllMocks();
        expect(await scansOf('d')).toEqual([]);
    });
    it('are heard after the scan is on disk', async () => {
        const { useDraft } = await import('../src/scan/draft');
        const sounds = await import('../src/scan/sounds');
        const { net } = await import('../src/net');
        net.state = 'offline';
        const heard: number[] = [];
        vi.spyOn(sounds, 'signal');
        const vibrate = vi.fn(() => {
            void scansOf('d').then(list => heard.push(list.length));
            return true;
        });
        Object.defineProperty(navigator, 'vibrate', { value: vibrate, configurable: true });
        const draft = useDraft(() => 'd', 'receive');
        vi.stubGlobal('fetch', () => Promise.reject(new Error('offline')));
        await draft.add('C-000001');
        await draft.add('C-000001');
        await new Promise(resolve => setTimeout(resolve, 20));
        vi.unstubAllGlobals();
        expect(vibrate.mock.calls).toEqual([[[60]], [[40, 60, 40]]]);
        expect(heard).toEqual([1, 1]);
        expect(draft.heard.value).toMatchObject({ mark: 'duplicate' });
    });
});
