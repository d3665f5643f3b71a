// Bytes and their text forms. Everything here refuses what it would not write itself.

export type Bytes = Uint8Array;

/** What a file must not be. `Refused` is an outcome (the file is bad), any other exception is a bug. */
export class Refused extends Error {}

export function refuse(why: string): never {
    throw new Refused(why);
}

/** The result of `work`, or nothing when it refuses. */
export function unlessRefused<T>(work: () => T): T | undefined {
    try {
        return work();
    } catch (fault) {
        if (fault instanceof Refused) return undefined;
        throw fault;
    }
}

export function concat(...parts: readonly Bytes[]): Bytes {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        out.set(part, at);
        at += part.length;
    }
    return out;
}

export function equal(a: Bytes, b: Bytes): boolean {
    return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Negative, zero or positive, as bytes are ordered; a prefix comes first. */
export function compare(a: Bytes, b: Bytes): number {
    const shared = Math.min(a.length, b.length);
    for (let i = 0; i < shared; ++i) if (a[i] !== b[i]) return a[i]! - b[i]!;
    return a.length - b.length;
}

/** `width` bytes, big-endian. */
export function bigEndian(value: bigint, width: number): Bytes {
    const out = new Uint8Array(width);
    for (let i = width; i-- > 0; value >>= 8n) out[i] = Number(value & 0xffn);
    return out;
}

export function fromBigEndian(bytes: Bytes): bigint {
    let out = 0n;
    for (const byte of bytes) out = (out << 8n) | BigInt(byte);
    return out;
}

/** Pieces of `size` bytes; refuses a remainder. */
export function pieces(bytes: Bytes, size: number): Bytes[] {
    if (bytes.length % size !== 0) refuse(`not a multiple of ${size} bytes`);
    const out: Bytes[] = [];
    for (let at = 0; at < bytes.length; at += size) out.push(bytes.subarray(at, at + size));
    return out;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8(text: string): Bytes {
    return encoder.encode(text);
}

export function fromUtf8(bytes: Bytes): string {
    try {
        return decoder.decode(bytes);
    } catch {
        return refuse('not UTF-8');
    }
}

export function hex(bytes: Bytes): string {
    return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Lower case only. */
export function fromHex(text: string): Bytes {
    if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) refuse('not hexadecimal');
    const out = new Uint8Array(text.length / 2);
    for (let i = 0; i < out.length; ++i) out[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
    return out;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648 section 4, padded. */
export function base64(bytes: Bytes): string {
    let out = '';
    for (let i = 0; i < bytes.length; i += 3) {
        const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
        out += alphabet[a >> 2]! + alphabet[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
        out += b === undefined ? '=' : alphabet[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
        out += c === undefined ? '=' : alphabet[c & 63]!;
    }
    return out;
}

/** Only what base64() writes: no other alphabet, no missing padding, no bits left over. */
export function fromBase64(text: string): Bytes {
    const bare = text.replace(/={1,2}$/, '');
    if (text.length % 4 !== 0 || bare.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(bare)) refuse('not base64');
    const out = new Uint8Array(Math.floor((bare.length * 3) / 4));
    let bits = 0;
    let held = 0;
    let at = 0;
    for (const char of bare) {
        held = (held << 6) | alphabet.indexOf(char);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[at++] = held >> bits;
            held &= (1 << bits) - 1;
        }
    }
    if (held !== 0) refuse('base64 with bits left over');
    return out;
}

/** ASCII decimal without leading zeros, below 2^64. */
export function fromDecimal(text: string): bigint {
    if (!/^(0|[1-9][0-9]{0,19})$/.test(text)) refuse('not a number');
    const value = BigInt(text);
    if (value >= 1n << 64n) refuse('a number over 64 bits');
    return value;
}
