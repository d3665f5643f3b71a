// Values that a preview is filled with: right for their kind, so that the page can be made.
import type { Field } from '../products/types';
import { choiceMark } from '../products/rules';

export function sampleOf(field: Field, wordFor: (name: string) => string): string {
    const options = field.rules?.options ?? [];
    switch (field.kind) {
        case 'date':
        case 'time':
            return '2026-01-15';
        case 'integer':
            return String(field.rules?.min ?? 1);
        case 'decimal':
            return String(field.rules?.min ?? '1.5');
        case 'choice':
            return options[0] ?? '';
        case 'choices':
            return options.slice(0, 2).join(choiceMark);
        case 'uscc':
            return '91350100M000100Y43';
        case 'gtin':
            return '6901234567892';
        case 'document':
            return '';
        case 'model_code':
            return '00';
        default:
            return wordFor(field.nameZh).slice(0, field.rules?.charsMax ?? 500);
    }
}
export function samples(fields: Field[], wordFor: (name: string) => string): Record<string, string> {
    const filling = fields.filter(
        field => field.step === 'filing' && field.required !== 'platform_generated' && !field.fixedValue,
    );
    return Object.fromEntries(filling.map(field => [field.key, sampleOf(field, wordFor)]).filter(([, value]) => value));
}

/** camelCase of what was typed, unlike the others: a key that pages and programs can use. */
export function freeKey(wanted: string, taken: string[]): string {
    const words = wanted.match(/[A-Za-z0-9]+/g) ?? [];
    const joined = words
        .map((word, at) => (at === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
        .join('');
    const base = /^[a-z]/.test(joined) ? joined.slice(0, 36) : 'field';
    if (base !== 'field' && !taken.includes(base)) return base;
    let n = 1;
    while (taken.includes(`${base}${n}`)) n++;
    return `${base}${n}`;
}
