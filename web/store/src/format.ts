// Times in Beijing, numbers, and what stands for nothing.
import type { ScannedProduct } from './api/types';

const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
});
/** 2026-11-22 09:30 */
export function timeText(iso: string | undefined | null): string {
    if (!iso) return '—';
    const at = new Date(iso);
    return Number.isNaN(at.getTime()) ? iso : clock.format(at);
}
export function dayText(iso: string | undefined | null): string {
    return !iso ? '—' : iso.length === 10 ? iso : timeText(iso).slice(0, 10);
}
export function count(value: number | string | undefined | null): string {
    return Number(value ?? 0).toLocaleString('zh-CN');
}
/** Products come as a name or as an object. */
export function productName(product: string | ScannedProduct | undefined, other?: string): string {
    if (other) return other;
    return typeof product === 'object' ? product.name : (product ?? '—');
}
/** The last six characters are what people compare. */
export function tailOf(text: string): string {
    const code = text.replace(/[?#].*$/, '').replace(/\/+$/, '');
    return code.slice(-6);
}
