// Asking what is known of codes: a few hundred at once, as they were pasted.
import { ApiError, http, type Page } from '@/api/client';
import { reason } from '@/feedback';
import { t } from '@/i18n';

export interface ShownField {
    key: string;
    nameZh: string;
    nameEn: string;
    group: string;
    state: 'shown' | 'withheld' | 'missing';
    value?: string;
}
export interface ChainStep {
    bizStep: string;
    nameZh: string;
    eventTime?: string;
    fields?: ShownField[];
}
/** Code of the API. */
export interface CodeAnswer {
    verdict: string;
    title?: string;
    code?: string;
    address?: string;
    status?: string;
    statusZh?: string;
    block?: string;
    counter?: string;
    scanCount?: number;
    firstScanTime?: string;
    fields?: ShownField[];
    picture?: string;
    chain?: ChainStep[];
    recognised?: { kind: string; note: string }[];
}
export interface CodeEvent {
    eventID: string;
    bizStep: string;
    bizStepZh: string;
    count: number | string;
    eventTime?: string;
    recordTime?: string;
    fields?: ShownField[];
}
/** What POST /api/v1/code-queries says of one line. */
export interface Found {
    text: string;
    found: number;
    by?: string;
    byZh?: string;
    code?: string;
    status?: string;
    statusZh?: string;
    productName?: string;
    model?: string;
    productionDate?: string;
    numbers?: PieceNumber[];
}
/** A frame number, a serial number and the like. */
export interface PieceNumber {
    kind: string;
    kindZh: string;
    text: string;
}
export interface Asked {
    written: string;
    /** It was found by another text than the trace code. */
    by?: string;
    answer?: CodeAnswer;
    /** Of one's own goods, and those of who may look. */
    numbers?: PieceNumber[];
    /** It was found, but its code is not for whoever asks: what is known stands in `answer`. */
    note?: string;
    /** It could not be asked. */
    error?: string;
}

export const codesMax = 500;
const atOnce = 8;

/** What was pasted, one code each: separated by blanks, commas and line ends; addresses are cut down to their code. */
export function codesIn(text: string): string[] {
    const out = new Set<string>();
    for (const part of text.split(/[\s,，;；、]+/)) {
        const text = part.trim();
        // A GS1 Digital Link is an address that says what it names.
        const code = /\/01\/\d{8,14}\/21\//.test(text) ? text : text
            .replace(/^https?:\/\/[^/]+\/(?:E=|e=|c\/)?/, '')
            .replace(/^E=/i, '')
            .replace(/[?#].*$/, '');
        if (code) out.add(code);
    }
    return [...out];
}

/** An unknown code is an answer too (V4 with what the text may be), although its status is 404. */
export async function askCode(code: string): Promise<CodeAnswer> {
    const address = `/api/v1/codes/${encodeURIComponent(code)}`;
    const response = await fetch(address, { credentials: 'same-origin' }).catch(() => {
        throw new ApiError(0, 'offline', t('shell.offline'));
    });
    const body = (await response.json().catch(() => ({}))) as CodeAnswer & { detail?: string };
    if (response.ok || body.verdict) return body;
    throw new ApiError(response.status, `http_${response.status}`, body.detail ?? '');
}

/** What is told of goods whose code is on their label alone. */
function partsOf(found: Found): CodeAnswer {
    const titles = { productName: t('codes.product'), model: t('codes.model'), productionDate: t('codes.productionDate') };
    const fields: ShownField[] = [];
    for (const key of ['productName', 'model', 'productionDate'] as const)
        if (found[key]) fields.push({ key, nameZh: titles[key], nameEn: titles[key], group: '', state: 'shown', value: found[key] });
    return { verdict: '', ...(found.status ? { status: found.status } : {}), ...(found.statusZh ? { statusZh: found.statusZh } : {}), fields };
}

/** What is no trace code may be a frame number, a serial number and the like of one's own goods. */
async function askOtherwise(all: Asked[]): Promise<void> {
    const unknown = all.filter(one => one.answer?.verdict === 'V4');
    if (!unknown.length) return;
    let found: Found[];
    try {
        const body = { texts: unknown.map(one => one.written) };
        found = (await http.post<{ items: Found[] }>('/api/v1/code-queries', body)).items;
    } catch (e) {
        if (e instanceof ApiError && e.status === 403) return; // not for everybody: the answer stays what it was
        for (const one of unknown) {
            delete one.answer; // whether it is known was not answered
            one.error = reason(e);
        }
        return;
    }
    for (const [at, answer] of found.entries()) {
        const one = unknown[at];
        if (!one || answer.found === 0 || answer.by === 'code') continue;
        if (answer.found > 1) {
            one.note = t('codes.severalFound');
            continue;
        }
        if (answer.byZh) one.by = answer.byZh;
        if (!answer.code) {
            one.note = t('codes.foundBy', { what: answer.byZh ?? '' });
            one.answer = partsOf(answer);
            continue;
        }
        try {
            one.answer = await askCode(answer.code);
        } catch (e) {
            delete one.answer;
            one.error = reason(e);
        }
    }
}

/** The numbers that pieces carry beside their codes, for who may look at them. */
async function addNumbers(all: Asked[]): Promise<void> {
    const own = all.filter(one => one.answer?.code && one.answer.block);
    if (own.length < 2) return; // the card of a single code asks for itself
    const texts = own.map(one => one.answer!.code!);
    // Without them the table is as good as before.
    const found = await http.post<{ items: Found[] }>('/api/v1/code-queries', { texts }).catch(() => undefined);
    for (const [at, answer] of (found?.items ?? []).entries()) if (answer.numbers) own[at]!.numbers = answer.numbers;
}

/** All of them, a few at a time, in their order; `told` after each. */
export async function askAll(codes: string[], told: (done: number) => void): Promise<Asked[]> {
    const out: Asked[] = codes.map(written => ({ written }));
    let next = 0;
    let done = 0;
    async function work(): Promise<void> {
        for (let at = next++; at < out.length; at = next++) {
            const one = out[at]!;
            try {
                one.answer = await askCode(one.written);
            } catch (e) {
                one.error = reason(e);
            }
            told(++done);
        }
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, codes.length) }, work));
    await askOtherwise(out);
    await addNumbers(out);
    return out;
}

/** Only for the maker of the code and regulators: undefined for everybody else. */
export async function eventsOf(code: string): Promise<CodeEvent[] | undefined> {
    try {
        return (await http.get<Page<CodeEvent>>(`/api/v1/codes/${encodeURIComponent(code)}/events`, { limit: 100 })).items;
    } catch (e) {
        if (e instanceof ApiError && (e.status === 403 || e.status === 404 || e.status === 422)) return undefined;
        throw e;
    }
}

export function valueOf(answer: CodeAnswer | undefined, ...keys: string[]): ShownField | undefined {
    for (const key of keys) {
        const found = answer?.fields?.find(field => field.key === key);
        if (found) return found;
    }
    return undefined;
}
