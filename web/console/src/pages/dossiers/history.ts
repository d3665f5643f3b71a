// What differs between two versions of a record.
export interface Difference {
    key: string;
    before: unknown;
    after: unknown;
}
/** Names of places follow from their codes and are not told twice; numbers of other records tell people nothing. */
const untold = new Set(['region', 'dossier', 'document', 'qualification']);
const isEmpty = (value: unknown) =>
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

export function differences(before: Record<string, unknown>, after: Record<string, unknown>): Difference[] {
    return [...new Set([...Object.keys(after), ...Object.keys(before)])]
        .filter(key => !untold.has(key))
        .filter(key => !(isEmpty(before[key]) && isEmpty(after[key])))
        .filter(key => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
        .map(key => ({ key, before: before[key], after: after[key] }));
}

/** A row of a list as a line: an item of a report is its name, its result and the conclusion. */
export function lineOf(one: unknown, conclusion: (passed: boolean) => string): string {
    if (typeof one !== 'object' || one === null) return String(one);
    const { passed, ...texts } = one as Record<string, unknown>;
    const words = ['name', 'standard', 'requirement', 'result'].map(key => texts[key]).filter(word => word !== undefined && word !== '');
    if (typeof passed === 'boolean') words.push(conclusion(passed));
    return words.join(' ');
}
