/** A field for a spreadsheet: quoted, and never a formula. */
function field(text: string): string {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
export function csvOf(head: string[], rows: string[][]): string {
    return '\ufeff' + [head, ...rows].map(row => row.map(field).join(',')).join('\r\n') + '\r\n';
}
/** Offers rows as a file to be saved. */
export function saveCsv(name: string, head: string[], rows: string[][]): void {
    const url = URL.createObjectURL(new Blob([csvOf(head, rows)], { type: 'text/csv;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
