// What differs between two versions of a record.
export interface Difference {
    key: string;
    before: unknown;
    after: unknown;
}
/** Names of places follow from their codes and are not told twice. */
const derived = new Set(['region']);
const isEmpty = (value: unknown) =>
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

export function differences(before: Record<string, unknown>, after: Record<string, unknown>): Difference[] {
    return [...new Set([...Object.keys(after), ...Object.keys(before)])]
        .filter(key => !derived.has(key))
        .filter(key => !(isEmpty(before[key]) && isEmpty(after[key])))
        .filter(key => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
        .map(key => ({ key, before: before[key], after: after[key] }));
}
