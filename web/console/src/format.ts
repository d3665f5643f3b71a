// How values are shown (ui.md sections 2 and 8): Beijing time, groups of digits.
const beijing = 8 * 3600 * 1000;

/** "2026-11-21 18:30", Beijing time; with seconds on demand. '' for what is no time. */
export function formatTime(iso: string | undefined | null, seconds = false): string {
    const at = iso ? Date.parse(iso) : NaN;
    if (Number.isNaN(at)) return '';
    const text = new Date(at + beijing).toISOString();
    return `${text.slice(0, 10)} ${text.slice(11, seconds ? 19 : 16)}`;
}

/** "2026-11-21" of a time, or of a date as it is. */
export function formatDate(iso: string | undefined | null): string {
    if (iso && /^\d{4}-\d{2}-\d{2}$/.test(iso)) return iso;
    return formatTime(iso).slice(0, 10);
}

/** 1234567 -> "1,234,567"; takes the decimal strings of the API. */
export function formatNumber(value: number | string | undefined | null): string {
    if (value === undefined || value === null || value === '') return '';
    return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

export function formatBytes(bytes: number): string {
    if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
    return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A code in groups of four, its last six apart (they are set bold). */
export function codeParts(code: string): { groups: string[]; tail: string } {
    const head = code.slice(0, Math.max(0, code.length - 6));
    return { groups: head.match(/.{1,4}/g) ?? [], tail: code.slice(head.length) };
}

/** Today, n days before or after, as YYYY-MM-DD of Beijing. */
export function day(offset = 0): string {
    return new Date(Date.now() + beijing + offset * 86_400_000).toISOString().slice(0, 10);
}
