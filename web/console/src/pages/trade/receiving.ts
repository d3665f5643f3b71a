// A delivery that is received: which note was scanned, and what did not agree with it.
import type { NewDifference } from '@/api/trade';

/** A note by its number, or by the address in its symbol: https://host/n/<number>?d=<digest>. */
export function noteIn(text: string): { number: string; digest: string } {
    const found = /\/n\/([^/?#]+)(?:\?(?:[^#]*&)?d=([0-9a-fA-F]+))?/.exec(text);
    if (!found) return { number: text.trim(), digest: '' };
    try {
        return { number: decodeURIComponent(found[1]!), digest: found[2] ?? '' };
    } catch {
        return { number: text.trim(), digest: '' }; // no address of ours: the node says that there is none
    }
}

export interface DifferenceRow {
    kind: NewDifference['kind'];
    text: string;
    quantity: string;
    remark: string;
    photo: string;
}
export const emptyDifference = (): DifferenceRow => ({ kind: 'less', text: '', quantity: '1', remark: '', photo: '' });

/** As they are sent, but those told otherwise. `wrong` hears of each that cannot be: its pointer and the words. */
export function differencesOf(
    rows: DifferenceRow[],
    wrong: (pointer: string, key: string) => void,
    otherwise: (row: DifferenceRow) => boolean = () => false,
): NewDifference[] {
    rows.forEach((row, at) => {
        if (otherwise(row)) return;
        if (!/^[1-9]\d{0,8}$/.test(row.quantity.trim())) wrong(`/differences/${at}/quantity`, 'trade.quantityRule');
        if (row.kind === 'less' && !row.text.trim() && !row.remark.trim()) wrong(`/differences/${at}/text`, 'trade.whichRule');
    });
    return rows
        .filter(row => !otherwise(row))
        .map(row => ({
            kind: row.kind,
            quantity: row.quantity.trim(),
            ...(row.text.trim() ? { text: row.text.trim() } : {}),
            ...(row.remark.trim() ? { remark: row.remark.trim() } : {}),
            ...(row.photo ? { photo: row.photo } : {}),
        }));
}
/** A code of the note that is not there: it is not received, and the node tells the shipper by itself. */
export const isMissing = (row: DifferenceRow) => row.kind === 'less' && row.text.trim() !== '';
export const exceptOf = (rows: DifferenceRow[]) => [...new Set(rows.filter(isMissing).map(row => row.text.trim()))];
