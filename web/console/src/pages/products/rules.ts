// What the form knows of a field before the server is asked: its groups, who may see it, and the checks that can be
// made while typing. The server checks everything again; these only spare a way.
import type { Field, Required, Template } from './types';

/** Characters of GB 32100, in the order of their values. */
const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** True if the 18 characters end in the right check character (GB 32100-2015). */
export function usccHolds(text: string): boolean {
    if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text)) return false;
    let sum = 0;
    for (let i = 0, weight = 1; i < 17; i++, weight = (weight * 3) % 31) sum += usccAlphabet.indexOf(text[i]!) * weight;
    return usccAlphabet[(31 - (sum % 31)) % 31] === text[17];
}

/** True for 8, 12, 13 or 14 digits that end in the right check digit (GS1 General Specifications). */
export function gtinHolds(text: string): boolean {
    if (!/^(\d{8}|\d{12,14})$/.test(text)) return false;
    const digits = [...text].reverse().map(Number);
    const sum = digits.slice(1).reduce((total, digit, i) => total + digit * (i % 2 === 0 ? 3 : 1), 0);
    return (10 - (sum % 10)) % 10 === digits[0];
}

/** Today in Beijing, YYYY-MM-DD. */
export function todayInBeijing(now = Date.now()): string {
    return new Date(now + 8 * 3600_000).toISOString().slice(0, 10);
}

/** A message of the words file and what goes into it, or nothing if the value may stand. */
export type Complaint = { key: string; args?: Record<string, string | number> } | undefined;

/** Checks one value of a field; an empty one is looked at by `missing` only. */
export function complaintOf(field: Field, value: string): Complaint {
    const text = value.trim();
    if (!text) return undefined;
    const most = field.rules?.charsMax ?? (field.kind === 'long_text' ? 2000 : 500);
    if ([...text].length > most) return { key: 'products.rule.tooLong', args: { n: most } };
    switch (field.kind) {
        case 'uscc':
            if (text.length !== 18) return { key: 'products.rule.usccLength', args: { n: text.length } };
            return usccHolds(text.toUpperCase()) ? undefined : { key: 'products.rule.usccCheck' };
        case 'model_code':
            return /^[0-9A-HJ-NP-Y]{2}$/i.test(text) ? undefined : { key: 'products.rule.modelCode' };
        case 'gtin':
            return gtinHolds(text) ? undefined : { key: 'products.rule.gtin' };
        case 'date':
        case 'time':
            return text.slice(0, 10) > todayInBeijing() ? { key: 'products.rule.future' } : undefined;
        case 'integer':
        case 'decimal':
            return numberComplaint(field, text);
        case 'choice':
            return field.rules?.aliases?.[text] ? undefined : chosenFrom(field, [text]);
        case 'choices':
            return chosenFrom(field, splitChoices(text));
        default:
            return undefined;
    }
}

function numberComplaint(field: Field, text: string): Complaint {
    const whole = field.kind === 'integer';
    if (!(whole ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/).test(text))
        return { key: whole ? 'products.rule.integer' : 'products.rule.decimal' };
    const rules = field.rules ?? {};
    const places = text.split('.')[1]?.length ?? 0;
    if (rules.decimals !== undefined && places > rules.decimals)
        return { key: 'products.rule.decimals', args: { n: rules.decimals } };
    if (rules.min !== undefined && Number(text) < Number(rules.min))
        return { key: 'products.rule.min', args: { n: String(rules.min) } };
    if (rules.max !== undefined && Number(text) > Number(rules.max))
        return { key: 'products.rule.max', args: { n: String(rules.max) } };
    return undefined;
}

function chosenFrom(field: Field, chosen: string[]): Complaint {
    const options = field.rules?.options ?? [];
    const unknown = chosen.find(one => !options.includes(one));
    return unknown === undefined ? undefined : { key: 'products.rule.option', args: { value: unknown } };
}

/** Several choices are stored as one text. */
export const choiceMark = '、';
export function splitChoices(value: string): string[] {
    return value.split(choiceMark).filter(one => one !== '');
}

/** Fields that the producer sees in a filing: those of the step, the platform's own only where they are constants. */
export function filingFields(template: Template): Field[] {
    return template.fields.filter(
        field => field.step === 'filing' && (field.required !== 'platform_generated' || !!field.fixedValue),
    );
}

/** The platform fills it in: nothing to type. */
export function isFixed(field: Field): boolean {
    return field.required === 'platform_generated' || !!field.fixedValue;
}

export interface Group {
    /** As the template writes it. */
    name: string;
    /** For anchors and tests. */
    id: string;
    fields: Field[];
}

/** Fields by group, in the order in which the groups first appear. */
export function groupsOf(fields: Field[]): Group[] {
    const groups: Group[] = [];
    for (const field of fields) {
        let group = groups.find(one => one.name === field.group);
        if (!group) groups.push((group = { name: field.group, id: `group-${groups.length + 1}`, fields: [] }));
        group.fields.push(field);
    }
    return groups;
}

/** 企业信息/委托方信息 is shown as 企业信息 · 委托方信息; `word` gives the name of each part, if it has one. */
export function groupTitle(name: string, word: (part: string) => string | undefined = () => undefined): string {
    return name
        .split('/')
        .map(part => word(part) ?? part)
        .join(' · ');
}

/** The parties of a template that names two (B.2): the prefixes of the keys that end in "Uscc". */
export function partiesOf(template: Template): string[] {
    const found = template.fields
        .filter(field => field.step === 'filing' && field.fromRegistration && field.key.endsWith('Uscc'))
        .map(field => field.key.slice(0, -'Uscc'.length));
    return found.length > 1 ? found : [];
}

/** The fields of one party repeat its registration. */
export function ofParty(field: Field, party: string): boolean {
    return !!field.fromRegistration && field.key.startsWith(party);
}

export const isChoosable = (field: Field): boolean => field.visibility !== 'public';

/** The keys that are open before anybody chose. */
export function defaultOpen(template: Template): string[] {
    return filingFields(template)
        .filter(field => isChoosable(field) && field.defaultOpen)
        .map(field => field.key);
}

/** Who can see a field's value, as a key of the words file. */
export function whoSees(field: Pick<Field, 'visibility'>, open: boolean): string {
    return field.visibility === 'public' || open ? 'products.sees.everybody' : 'products.sees.few';
}

export const isDemanded = (required: Required): boolean => required === 'always';

/** How much of what is demanded is there, for the bar above the form. */
export function completeness(fields: Field[], values: Record<string, string>): { filled: number; of: number } {
    const demanded = fields.filter(field => isDemanded(field.required) && !isFixed(field));
    return { filled: demanded.filter(field => values[field.key]?.trim()).length, of: demanded.length };
}
