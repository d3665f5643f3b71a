// Reading a product as the pages show it.
import type { CertificateSummary, Product } from './types';

/** '' where there is no value, or none for this viewer. */
export function valueOf(product: Product, key: string): string {
    const field = product.fields.find(one => one.key === key);
    return field?.state === 'shown' ? (field.value ?? '') : '';
}

/** The certificate of a product that ends first. */
export function certificateEnd(product: Product): CertificateSummary | undefined {
    return (product.certificates ?? [])
        .filter(one => one.validTo)
        .sort((a, b) => String(a.validTo).localeCompare(String(b.validTo)))[0];
}

/** A stored value of a difference as one line. */
export function lineOf(value: unknown): string {
    if (value === undefined || value === null || value === '') return '—';
    if (Array.isArray(value)) return value.map(lineOf).join('、') || '—';
    if (typeof value === 'object')
        return Object.values(value as Record<string, unknown>)
            .map(lineOf)
            .join(' ');
    return String(value);
}
