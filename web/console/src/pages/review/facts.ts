// What an application proposes, line by line, beside what stands now. Content differs by kind: what a line is called comes
// from the template for fields of products and from our words for everything else.
import { http } from '@/api/client';
import { i18n, language, t } from '@/i18n';
import { regionName, regions, type Region } from '@/regions';
import type { Application } from './applications';

export interface Fact {
    /** Into the content: notes are pinned by it. */
    pointer: string;
    label: string;
    text: string;
    /** What stands now, where something stands. */
    before?: string;
    changed: boolean;
    /** Ids of files: shown as pictures and links. */
    documents: string[];
}
interface TemplateField {
    key: string;
    nameZh: string;
    nameEn: string;
    group?: string;
}

type Json = unknown;
const isObject = (value: Json): value is Record<string, Json> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
const documentKeys = /^(licence|document|documents|pictures|picture|video|reports?|files|styles|front|leftFront|leftRear)$/;
/** Numbers of the platform and what the page shows elsewhere. */
const hidden = new Set(['statusName', 'status', 'version', 'submit', 'edition', 'templateEdition', 'user', 'organisation', 'industry']);

function escape(key: string): string {
    return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
function labelOf(key: string): string {
    const word = `review.fields.${key}`;
    return i18n.global.te(word, 'zh') ? t(word) : '';
}
function wordOf(key: string, value: string): string {
    const word = `review.values.${key}.${value}`;
    return i18n.global.te(word, 'zh') ? t(word) : value;
}
export function textOf(key: string, value: Json): string {
    if (value === null || value === undefined || value === '') return '';
    if (typeof value === 'boolean') return t(value ? 'review.yes' : 'review.no');
    if (Array.isArray(value)) return value.map(one => textOf(key, one)).filter(Boolean).join(t('review.and'));
    if (isObject(value)) {
        const named = value.name ?? value.title ?? value.zh;
        if (typeof named === 'string' && Object.keys(value).length <= 3) {
            const rest = value.value ?? value.url;
            return typeof rest === 'string' ? `${named}：${rest}` : named;
        }
        return Object.entries(value)
            .filter(([inner]) => !documentKeys.test(inner))
            .map(([inner, one]) => textOf(inner, one))
            .filter(Boolean)
            .join(' ');
    }
    return wordOf(key, String(value));
}
/** Test reports, styles and allowed models of a model as lines. */
function modelText(key: string, value: Json): string | undefined {
    if (!Array.isArray(value) || !['styles', 'reports', 'batteries', 'chargers'].includes(key)) return undefined;
    const line = (one: Record<string, Json>): string => {
        if (key === 'styles') return `${one.name} ${one.colour}`;
        if (key !== 'reports') {
            const edition = one.edition ? ` ${t('review.edition', { n: String(one.edition) })}` : '';
            return `${one.producerName ?? ''} ${one.uscc} ${one.model}${edition}`.trim();
        }
        if (one.state === 'withheld') return t('review.withheldValue');
        return [one.number, one.body, one.standard, one.date].filter(Boolean).join('，');
    };
    return value.filter(isObject).map(line).join('；');
}
function documentsOf(key: string, value: Json): string[] {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return value.flatMap(one => documentsOf(key, one));
    if (isObject(value))
        return Object.entries(value).flatMap(([inner, one]) => (documentKeys.test(inner) ? documentsOf(inner, one) : []));
    return documentKeys.test(key) && /^\d+$/.test(String(value)) && String(value) !== '0' ? [String(value)] : [];
}

/** Fields come as {key: value} or as [{key, value}]. */
function fieldsOf(value: Json): Record<string, Json> {
    if (isObject(value)) return value;
    if (!Array.isArray(value)) return {};
    return Object.fromEntries(value.filter(isObject).map(one => [String(one.key), one.value]));
}

interface Template {
    nameZh?: string;
    nameEn?: string;
    fields?: TemplateField[];
}
async function templateOf(content: Record<string, Json>): Promise<Template> {
    if (typeof content.template !== 'string') return {};
    const edition = content.templateEdition ?? content.edition;
    const query = edition ? { edition: String(edition) } : undefined;
    try {
        return await http.get<Template>(`/api/v1/templates/${encodeURIComponent(content.template)}`, query);
    } catch {
        return {}; // the keys stand in for the names
    }
}

function fact(pointer: string, label: string, key: string, value: Json, before: Json, compared: boolean): Fact {
    const text = modelText(key, value) ?? textOf(key, documentKeys.test(key) ? undefined : value);
    const was = modelText(key, before) ?? textOf(key, documentKeys.test(key) ? undefined : before);
    const documents = documentsOf(key, value);
    const changed = compared && JSON.stringify(value ?? null) !== JSON.stringify(before ?? null) && (text !== was || documents.length > 0);
    return { pointer, label, text, changed, documents, ...(compared ? { before: was } : {}) };
}

/** Codes of divisions as people say them. */
function withRegion(values: Record<string, Json>, divisions: Region[]): Record<string, Json> {
    if (typeof values.regionCode !== 'string' || !values.regionCode) return { ...values };
    return { ...values, regionCode: `${regionName(divisions, values.regionCode)} ${values.regionCode}`.trim() };
}

export async function factsOf(application: Application): Promise<Fact[]> {
    const divisions = await regions().then(
        answer => answer.items,
        () => [],
    );
    const content = withRegion(isObject(application.content) ? application.content : {}, divisions);
    const before = withRegion(isObject(application.before) ? application.before : {}, divisions);
    const compared = Object.keys(before).length > 0;
    const template = await templateOf({ ...before, ...content });
    const named = template.fields ?? [];
    // Numbers are said by their names.
    for (const values of [content, before]) {
        if (typeof values.unitName === 'string') values.unit = values.unitName;
        const name = language() === 'zh' ? template.nameZh : template.nameEn;
        if (typeof values.template === 'string' && name) values.template = `${values.template} ${name}`;
    }
    const out: Fact[] = [];
    const one = (base: string, values: Record<string, Json>, was: Record<string, Json>, names: TemplateField[]) => {
        const order = [...new Set([...names.map(field => field.key), ...Object.keys(values)])];
        for (const key of order) {
            if (!(key in values) || (base === '' && hidden.has(key))) continue;
            const field = names.find(f => f.key === key);
            const label = field ? (language() === 'zh' ? field.nameZh : field.nameEn) : labelOf(key);
            if (!label) continue; // numbers that only programs need
            const line = fact(`${base}/${escape(key)}`, label, key, values[key], was[key], compared);
            if (line.text || line.documents.length || line.before) out.push(line);
        }
    };
    for (const [key, value] of Object.entries(content)) {
        // The name of a product is one of its fields.
        if (key === 'name' && typeof content.template === 'string' && 'fields' in content) continue;
        if (key === 'fields') one('/fields', fieldsOf(value), fieldsOf(before.fields), named);
        else if (key === 'changes' && isObject(value)) one('/changes', value, isObject(before.changes) ? before.changes : before, []);
        else if (key === 'open' && Array.isArray(value)) {
            const words = value.map(k => named.find(f => f.key === k)?.nameZh ?? String(k));
            out.push({ pointer: '/open', label: t('review.fields.open'), text: words.join(t('review.and')), changed: false, documents: [] });
        } else one('', { [key]: value }, before, []);
    }
    return out;
}
