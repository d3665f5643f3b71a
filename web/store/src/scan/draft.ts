// The codes of one order as a page shows them: scanned, kept, then judged by the server where there is one.
import { computed, ref, shallowRef } from 'vue';
import { http } from '../api/client';
import type { Purpose, ScannedItem } from '../api/types';
import { type KeptScan } from '../db';
import { net } from '../net';
import { remember, remembered } from '../seen';
import { inStore } from '../session';
import { t } from '../words';
import { type Added, addScan, clearScans, noteScan, removeScan, scansOf } from './merge';
import { type Mark, signal } from './sounds';
import { cleaned, noteOf } from './text';

/** What was just scanned, in words and as a mark. */
export interface Heard {
    mark: Mark;
    text: string;
    words: string;
    n: number;
}

/** How long the sound may wait for the server: a clerk does not. */
const PATIENCE_MS = 900;

export async function ask(purpose: Purpose, texts: string[], timeoutMs = 8000): Promise<ScannedItem[]> {
    const answer = await http.post<{ items: ScannedItem[] }>(
        '/api/v1/scans',
        { ...inStore(), purpose, texts },
        { timeoutMs },
    );
    await remember(answer.items);
    return answer.items;
}

let heardCount = 0;
export function heardOf(mark: Mark, text: string, words: string): Heard {
    signal(mark);
    return { mark, text, words, n: ++heardCount };
}

export function useDraft(draft: () => string, purpose: Purpose) {
    const scans = shallowRef<KeptScan[]>([]);
    const heard = ref<Heard | null>(null);
    const problems = computed(() => scans.value.filter(one => one.item && !one.item.accepted));
    const texts = computed(() => scans.value.filter(one => !one.item || one.item.accepted).map(one => one.text));
    const pieces = computed(() =>
        scans.value.reduce((sum, one) => sum + (one.item && !one.item.accepted ? 0 : Number(one.item?.quantity ?? 1) || 1), 0),
    );

    async function load(): Promise<void> {
        scans.value = await scansOf(draft());
    }
    /** Asks of all that the server was not asked of yet. */
    async function judge(): Promise<void> {
        const open = scans.value.filter(one => !one.item);
        for (let at = 0; at < open.length; at += 200) {
            const part = open.slice(at, at + 200);
            const items = await ask(purpose, part.map(one => one.text));
            for (const [i, item] of items.entries()) if (part[i]) await noteScan(draft(), part[i].text, item);
        }
        await load();
    }
    function say(mark: Mark, text: string, words: string): void {
        heard.value = heardOf(mark, text, words);
    }
    function sayItem(text: string, item: ScannedItem): void {
        const name = [item.product?.name, item.product?.model].filter(Boolean).join(' ') || t(`scan.kind.${item.kind}`);
        if (item.accepted) say('good', text, name);
        else say('wrong', text, item.problem?.detail ?? t('scan.notTaken'));
    }
    async function judgeOne(scan: KeptScan): Promise<ScannedItem | undefined> {
        const [item] = await ask(purpose, [scan.text]);
        if (item) await noteScan(draft(), scan.text, item);
        return item;
    }

    /** Keeps it, then sounds. A delivery note is no line of a list: it is told to the page. */
    async function add(raw: string): Promise<{ note?: { number: string; digest: string } } | undefined> {
        const note = noteOf(cleaned(raw));
        if (note) {
            say('good', raw, t('scan.kind.note'));
            return { note };
        }
        let added: Added | undefined;
        try {
            added = await addScan(draft(), raw);
        } catch {
            // The phone is full, or forbids it: nothing that is not kept may sound as if it were.
            say('wrong', raw, t('scan.notKept'));
            return undefined;
        }
        if (!added) return undefined;
        if (added.duplicate) {
            say('duplicate', added.scan.text, t('scan.duplicate'));
            return {};
        }
        await load();
        const answer = judgeOne(added.scan).catch(() => undefined);
        const late = Symbol();
        const first =
            net.state === 'offline'
                ? late
                : await Promise.race([answer, new Promise<symbol>(done => setTimeout(() => done(late), PATIENCE_MS))]);
        if (typeof first === 'object') {
            sayItem(added.scan.text, first);
        } else {
            const before = await remembered(added.scan.text);
            say('good', added.scan.text, before?.product?.name ?? t('scan.keptOnly'));
            // It may still come, and say no.
            void answer.then(async item => {
                await load();
                if (item && !item.accepted) sayItem(added.scan.text, item);
            });
        }
        await load();
        return {};
    }
    /** A whole photo: all are kept, then asked of at once, and heard once. */
    async function addMany(raws: string[]): Promise<void> {
        const fresh: string[] = [];
        let lost: string | undefined;
        for (const raw of raws) {
            if (noteOf(cleaned(raw))) continue;
            try {
                const added = await addScan(draft(), raw);
                if (added && !added.duplicate) fresh.push(added.scan.text);
            } catch {
                lost ??= raw;
            }
        }
        await load();
        if (lost !== undefined) return say('wrong', lost, t('scan.notKept'));
        if (net.state !== 'offline') await judge().catch(() => undefined);
        const no = scans.value.filter(one => fresh.includes(one.text) && one.item && !one.item.accepted);
        if (no.length > 0) say('wrong', no[0]!.text, t('scan.manyWrong', { n: fresh.length, bad: no.length }));
        else if (fresh.length === 0) say('duplicate', '', t('scan.manyDuplicate'));
        else say('good', '', t('scan.manyAdded', { n: fresh.length }));
    }
    async function remove(text: string): Promise<void> {
        await removeScan(draft(), text);
        await load();
    }
    async function clear(): Promise<void> {
        await clearScans(draft());
        await load();
    }
    return { scans, heard, problems, texts, pieces, load, judge, add, addMany, remove, clear, say };
}
export type Draft = ReturnType<typeof useDraft>;
