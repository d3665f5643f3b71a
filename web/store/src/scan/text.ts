// The text of a code as it is merged and sent: the same code scanned from its address, its bare form or by a gun is one.

/** Codes that people and guns bring with full-width characters, blanks and control characters. */
export function cleaned(raw: string): string {
    const narrow = raw
        .replace(/[\uff01-\uff5e]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
        .replace(/\u3000/g, ' ')
        .replace(/[\u0000-\u001f\u007f\u200b-\u200f\ufeff]/g, '')
        .trim();
    // An address in capitals is the same address.
    return narrow.replace(/^https?:\/\/[^/]+/i, found => found.toLowerCase());
}

/** What decides whether two scans are of the same thing. */
export function identity(text: string): string {
    const path = /^https?:\/\/[^/]+\/(.*)$/i.exec(text)?.[1];
    const rest = path ?? text;
    const code = /^(?:c\/|E=)([^/?#]+)$/i.exec(rest)?.[1];
    return (code ?? rest).toUpperCase();
}

/** A delivery note's address: its number and the digest of its list. */
export function noteOf(text: string): { number: string; digest: string } | undefined {
    const found = /^(?:https?:\/\/[^/]+)?\/n\/([^/?#]+)(?:\?(?:.*&)?d=([^&#]+))?/i.exec(text);
    if (!found) return undefined;
    try {
        return { number: decodeURIComponent(found[1]!), digest: decodeURIComponent(found[2] ?? '') };
    } catch {
        return undefined; // no address of ours: kept as any other text
    }
}
