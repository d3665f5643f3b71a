// What has been scanned or pasted on one page: each text once, looked up by the node, counted.
import { computed, reactive, shallowRef } from 'vue';
import type { ApiError } from '@/api/client';
import { scansMax, type Scan, type Told } from '@/api/trade';
import { reason } from '@/feedback';

export interface ScanLine {
    text: string;
    kind: Scan['kind'] | 'range';
    /** Looked up. */
    known: boolean;
    accepted: boolean;
    scan?: Scan;
    problem?: Told;
}
export type Mark = 'good' | 'wrong' | 'again';

/** Texts that one document takes. */
export const textsMax = 2000;
const rangeText = /^(\d{12,})\s*[-~～—–\u81f3]\s*(\d{12,})$/;

/** What was pasted: one text a line or cell; empty ones and repetitions go. "A～B" becomes "A-B". */
export function textsIn(pasted: string): string[] {
    const cells = pasted.split(/[\n\r\t]+/).map(cell => cell.trim());
    return [...new Set(cells.filter(Boolean).map(cell => cell.replace(rangeText, '$1-$2')))];
}

export function useScans(look: (texts: string[]) => Promise<Scan[]>, tell: (mark: Mark) => void = () => undefined, max = textsMax) {
    /** Newest first. */
    const lines = shallowRef<ScanLine[]>([]);
    const byText = new Map<string, ScanLine>();
    const byCode = new Map<string, ScanLine>();
    function drop(line: ScanLine): void {
        lines.value = lines.value.filter(other => other !== line);
        byText.delete(line.text);
        for (const [key, other] of byCode) if (other === line) byCode.delete(key);
    }
    const last = shallowRef<{ mark: Mark; line: ScanLine }>();
    const state = reactive({ busy: false, full: false });
    const accepted = computed(() => lines.value.filter(line => line.accepted));
    const refused = computed(() => lines.value.filter(line => line.known && !line.accepted));
    const quantity = computed(() => accepted.value.reduce((sum, line) => sum + Number(line.scan?.quantity ?? 1), 0));
    const boxes = computed(() => accepted.value.filter(line => line.kind === 'box').length);
    /** What the document is made of. */
    const texts = computed(() => accepted.value.map(line => line.text));

    function mark(kind: Mark, line: ScanLine): void {
        last.value = { mark: kind, line };
        tell(kind);
    }
    function take(line: ScanLine, scan: Scan): void {
        line.known = true;
        line.kind = scan.lastCode ? 'range' : scan.kind;
        line.scan = scan;
        // The same piece by another of its texts.
        const key = scan.lastCode ? `${scan.code}-${scan.lastCode}` : (scan.code ?? scan.box);
        const twin = key ? byCode.get(key) : undefined;
        if (twin && twin !== line && twin.accepted) {
            drop(line);
            return mark('again', twin);
        }
        line.accepted = scan.accepted;
        if (key && scan.accepted) byCode.set(key, line);
        if (scan.problem) line.problem = scan.problem;
        else delete line.problem;
        mark(scan.accepted ? 'good' : 'wrong', line);
    }
    // A gun is faster than an answer: what comes in the meantime goes together.
    async function ask(): Promise<void> {
        if (state.busy) return;
        state.busy = true;
        try {
            for (;;) {
                const some = lines.value.filter(line => !line.known).slice(0, scansMax);
                if (!some.length) return;
                try {
                    const answers = await look(some.map(line => line.text));
                    some.forEach((line, at) => {
                        if (answers[at]) take(line, answers[at]);
                        else line.known = true;
                    });
                } catch (e) {
                    for (const line of some) refuse(line, { code: (e as ApiError).code ?? '', detail: reason(e) });
                    mark('wrong', some[0]!);
                }
            }
        } finally {
            state.busy = false;
        }
    }
    function refuse(line: ScanLine, problem: Told): void {
        line.known = true;
        line.accepted = false;
        line.problem = problem;
    }
    function add(given: string[]): void {
        const fresh: ScanLine[] = [];
        for (const text of given) {
            const there = byText.get(text);
            if (there) {
                mark('again', there);
                continue;
            }
            if (lines.value.length + fresh.length >= max) {
                state.full = true;
                break;
            }
            const line: ScanLine = reactive({ text, kind: 'unknown', known: false, accepted: false });
            byText.set(text, line);
            fresh.unshift(line);
        }
        lines.value = [...fresh, ...lines.value];
        void ask();
    }
    function remove(line: ScanLine): void {
        drop(line);
        state.full = false;
        if (last.value?.line === line) last.value = undefined;
    }
    function clear(): void {
        lines.value = [];
        byText.clear();
        byCode.clear();
        last.value = undefined;
        state.full = false;
    }
    /** Looked up anew, as for another store. */
    function again(): void {
        byCode.clear();
        for (const line of lines.value) line.known = line.accepted = false;
        void ask();
    }
    /** Refusals at "/texts/<i>" go to their lines. True: all of them were such. `sent`: the texts of the refused call. */
    function takeErrors(error: unknown, sent: string[]): boolean {
        const errors = (error as Partial<ApiError>)?.errors ?? [];
        let placed = errors.length > 0;
        for (const one of errors) {
            const index = /^\/texts\/(\d+)/.exec(one.pointer)?.[1];
            const line = index === undefined ? undefined : byText.get(sent[Number(index)] ?? '');
            if (line) refuse(line, { code: one.rule ?? '', detail: one.detail ?? one.rule ?? '' });
            else placed = false;
        }
        return placed;
    }
    return { max, lines, last, state, accepted, refused, quantity, boxes, texts, add, remove, clear, again, takeErrors };
}
export type Scans = ReturnType<typeof useScans>;
