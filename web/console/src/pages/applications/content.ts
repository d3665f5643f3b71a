// What is proposed beside what stands now, as rows of a table, whatever the kind of the application.
import { lineOf } from '../products/show';

export interface Row {
    key: string;
    name: string;
    before: string;
    after: string;
    changed: boolean;
}

interface Shown {
    key: string;
    nameZh?: string;
    nameEn?: string;
    zh?: string;
    state?: string;
    value?: unknown;
}
const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
const isShown = (value: unknown): value is Shown => isObject(value) && typeof value.key === 'string';

/** Words of a value that may be withheld or missing. */
export interface Words {
    withheld: string;
    missing: string;
    /** The name of a key that carries none, or the key itself. */
    nameOf(key: string): string;
    english: boolean;
}

/** Shown as pictures or links, or said by another key. */
const elsewhere = new Set(['pictures', 'documents', 'video', 'templateEdition', 'organisation', 'version', 'family']);

function flat(value: unknown, words: Words, out: Map<string, { name: string; text: string }>, prefix = ''): void {
    if (!isObject(value)) return;
    for (const [key, one] of Object.entries(value)) {
        const path = prefix + key;
        if (elsewhere.has(key) || (key === 'unit' && 'unitName' in value)) continue;
        if (key === 'open' && Array.isArray(one)) {
            out.set(path, {
                name: words.nameOf(key),
                text: lineOf(one.map(open => nameIn(value.fields, String(open), words))),
            });
            continue;
        }
        if (Array.isArray(one) && one.every(isShown)) {
            for (const field of one) {
                const text =
                    field.state === 'withheld'
                        ? words.withheld
                        : field.state === 'missing'
                          ? words.missing
                          : lineOf(field.value);
                const name =
                    (words.english ? field.nameEn : undefined) ?? field.nameZh ?? field.zh ?? words.nameOf(field.key);
                out.set(`${path}/${field.key}`, { name, text });
            }
        } else if (isObject(one)) {
            flat(one, words, out, `${path}/`);
        } else {
            out.set(path, { name: words.nameOf(key), text: lineOf(withoutFiles(one)) });
        }
    }
}

/** The name of a field among the shown ones. */
function nameIn(fields: unknown, key: string, words: Words): string {
    const found = Array.isArray(fields) ? (fields as Shown[]).find(one => one.key === key) : undefined;
    return (words.english ? found?.nameEn : found?.nameZh) ?? key;
}
/** An attachment is its name, a report what it says; files and openness are shown elsewhere. */
function withoutFiles(value: unknown): unknown {
    if (!Array.isArray(value)) return value;
    const files = new Set(['document', 'pictures', 'state', 'public']);
    return value.map(one =>
        isObject(one) ? Object.fromEntries(Object.entries(one).filter(([key]) => !files.has(key))) : one,
    );
}

/** Documents that the content names, to be shown: pictures first. */
export function filesOf(content: unknown): { pictures: string[]; documents: { id: string; name: string }[] } {
    const empty = { pictures: [], documents: [] };
    if (!isObject(content)) return empty;
    const texts = (value: unknown): string[] =>
        Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
    const attachments = Array.isArray(content.attachments) ? content.attachments.filter(isObject) : [];
    return {
        pictures: texts(content.pictures),
        documents: [
            ...texts(content.documents).map(id => ({ id, name: '' })),
            ...attachments.map(one => ({ id: String(one.document ?? ''), name: String(one.name ?? '') })),
            ...(typeof content.video === 'string' ? [{ id: content.video, name: '' }] : []),
        ].filter(one => one.id),
    };
}

export function rowsOf(content: unknown, before: unknown, words: Words): Row[] {
    const now = new Map<string, { name: string; text: string }>();
    const was = new Map<string, { name: string; text: string }>();
    flat(content, words, now);
    flat(before, words, was);
    const keys = [...new Set([...now.keys(), ...was.keys()])];
    return keys
        .map(key => {
            const after = now.get(key)?.text ?? '—';
            const old = was.get(key)?.text ?? '—';
            return {
                key,
                name: now.get(key)?.name ?? was.get(key)?.name ?? key,
                before: old,
                after,
                changed: was.size > 0 && after !== old,
            };
        })
        .filter(row => row.after !== '—' || row.before !== '—');
}
