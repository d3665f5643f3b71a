// What the lists and pages of flow and sales show alike.
import type { Line, Sale, SaleCode, Slot, StockItem } from '@/api/trade';
import type { FilterOption } from '@/components/list';
import { t } from '@/i18n';

/** The options of a choice: "trade.outTypes.transfer" and so on. */
export const optionsOf = (values: readonly string[], words: string): FilterOption[] =>
    values.map(value => ({ value, label: t(`${words}.${value}`) }));

/** Goods that are on their way longer stand out in yellow (P45). */
export const daysMax = 3;
const day = 86_400_000;
/** Whole days since then; undefined for what was never sent. */
export function daysSince(iso: string | undefined, now = Date.now()): number | undefined {
    const from = iso ? Date.parse(iso) : NaN;
    return Number.isNaN(from) ? undefined : Math.max(0, Math.floor((now - from) / day));
}
/** Of a transfer: days on the way, and whether that is too long. */
export function underWay(one: { state: string; sentAt?: string }, now = Date.now()): { days: number; late: boolean } | undefined {
    const days = one.state === 'sent' ? daysSince(one.sentAt, now) : undefined;
    return days === undefined ? undefined : { days, late: days > daysMax };
}

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

export const nameOfLine = (line: Line) => line.productName ?? line.product ?? '';
export const specificationOf = (line: Line) => line.specification ?? line.model ?? '';

/** Lists of missing and surplus codes; of a stocktake in a list only how many they are. */
export const countOf = (codes: StockItem[] | string | number | undefined) => (Array.isArray(codes) ? codes.length : Number(codes ?? 0));
export const itemsOf = (codes: StockItem[] | string | number | undefined) => (Array.isArray(codes) ? codes : []);

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
