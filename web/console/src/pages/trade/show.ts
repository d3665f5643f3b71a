// What the lists and pages of flow and sales show alike.
import type { Refused, Sale, SaleCode, Scan, Slot } from '@/api/trade';
import type { FilterOption } from '@/components/list';
import { t } from '@/i18n';

/** The options of a choice: "trade.outTypes.transfer" and so on. */
export const optionsOf = (values: readonly string[], words: string): FilterOption[] =>
    values.map(value => ({ value, label: t(`${words}.${value}`) }));

const order: (Slot | null | undefined)[] = ['vehicle', 'battery', 'charger'];
/** Vehicle, battery, charger, then the rest. */
export function inOrder(codes: SaleCode[]): SaleCode[] {
    const place = (one: SaleCode) => (one.slot ? order.indexOf(one.slot) : order.length);
    return [...codes].sort((a, b) => place(a) - place(b));
}
export const tailsOf = (codes: SaleCode[] | undefined) => inOrder(codes ?? []).map(one => one.tail).join(' ');
export const productsOf = (sale: Pick<Sale, 'codes'>) =>
    inOrder(sale.codes)
        .map(one => [one.product, one.model].filter(Boolean).join(' '))
        .filter((name, at, all) => name && all.indexOf(name) === at)
        .join(' · ');

/** A name or a credit code was typed for the other party: the call has a field for each. */
export function partyOf(text: string): { buyerUscc?: string; buyerName?: string } {
    const typed = text.trim();
    if (!typed) return {};
    return /^[0-9A-Z]{18}$/i.test(typed) ? { buyerUscc: typed.toUpperCase() } : { buyerName: typed };
}

/** As the node masks him. */
export function customerOf(sale: Pick<Sale, 'customer'>): string {
    const one = sale.customer;
    return one ? [one.name, one.phone].filter(Boolean).join(' ') : '';
}

/** What one call of a stocktake says of each text that it was sent. */
export function counted(texts: string[], refused: Refused[] | undefined, surplus: string[] | undefined, words: string): Scan[] {
    const why = new Map((refused ?? []).map(one => [one.index, one]));
    const more = new Set(surplus ?? []);
    return texts.map((text, at): Scan => {
        const no = why.get(at);
        const told = no ?? (more.has(text) ? { code: 'surplus', detail: words } : undefined);
        return { text, kind: no ? 'unknown' : 'item', quantity: '1', accepted: !no, ...(told ? { problem: told } : {}) };
    });
}
