// Deterministic CBOR (RFC 8949 section 4.2) with the few types that the log writes: integers, byte and text strings,
// arrays, maps, null. A reader that is asked for what must come next; everything else is refused.
import { type Bytes, concat, bigEndian, fromBigEndian, fromUtf8, refuse, utf8 } from './bytes.ts';

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const NULL = 0xf6;

export class Reader {
    private at = 0;
    private readonly data: Bytes;

    constructor(data: Bytes) {
        this.data = data;
    }

    /** Major type of what comes next, 7 for null; -1 at the end. */
    peek(): number {
        return this.at < this.data.length ? this.data[this.at]! >> 5 : -1;
    }
    nextIsNull(): boolean {
        return this.data[this.at] === NULL;
    }

    unsigned(): bigint {
        return this.head(UNSIGNED);
    }
    /** At most `max`, as a number. */
    small(max: number): number {
        const value = this.unsigned();
        return value <= BigInt(max) ? Number(value) : refuse('a number is too large');
    }
    /** A signed 64-bit number. */
    signed(): bigint {
        const value = this.peek() === NEGATIVE ? -1n - this.head(NEGATIVE) : this.unsigned();
        return BigInt.asIntN(64, value) === value ? value : refuse('a number over 64 bits');
    }
    /** A byte string, of exactly `length` bytes when given. A view into the data. */
    bytes(length?: number): Bytes {
        const found = this.take(this.head(BYTES));
        return length === undefined || found.length === length ? found : refuse(`not ${length} bytes`);
    }
    text(): string {
        return fromUtf8(this.take(this.head(TEXT)));
    }
    null(): void {
        if (!this.nextIsNull()) refuse('null expected');
        ++this.at;
    }
    /** Number of elements that follow; each takes at least one byte, so what is left bounds it. */
    array(): number {
        return this.count(ARRAY, 1n);
    }
    /** Number of pairs that follow. */
    map(): number {
        return this.count(MAP, 2n);
    }
    /** An array, each element read by `read`. */
    list<T>(read: () => T): T[] {
        return Array.from({ length: this.array() }, read);
    }
    end(): void {
        if (this.at !== this.data.length) refuse('something follows the end');
    }

    private count(major: number, bytesEach: bigint): number {
        const count = this.head(major);
        if (count * bytesEach > BigInt(this.data.length - this.at)) refuse('more elements than bytes');
        return Number(count);
    }
    private take(length: bigint): Bytes {
        if (length > BigInt(this.data.length - this.at)) refuse('the end is missing');
        const from = this.at;
        this.at += Number(length);
        return this.data.subarray(from, this.at);
    }
    private head(major: number): bigint {
        const first = this.data[this.at];
        if (first === undefined) return refuse('the end is missing');
        if (first >> 5 !== major) refuse('another type is expected');
        ++this.at;
        const info = first & 31;
        if (info < 24) return BigInt(info);
        if (info > 27) refuse('indefinite length or reserved form');
        const width = 1 << (info - 24);
        const value = fromBigEndian(this.take(BigInt(width)));
        // Shortest form: the next shorter one must not have held it.
        if (width === 1 ? value < 24n : value < 1n << BigInt(4 * width)) refuse('a number is not in its shortest form');
        return value;
    }
}

// ---- writing, for tests and generators

function head(major: number, value: bigint): Bytes {
    const mark = (info: number): Bytes => Uint8Array.of((major << 5) | info);
    if (value < 24n) return mark(Number(value));
    for (const [info, width] of [
        [24, 1],
        [25, 2],
        [26, 4],
    ] as const)
        if (value < 1n << BigInt(8 * width)) return concat(mark(info), bigEndian(value, width));
    return concat(mark(27), bigEndian(value, 8));
}

export type Value = null | number | bigint | string | Bytes | readonly Value[] | ReadonlyMap<number, Value>;

/** Map keys must come ascending. */
export function encode(value: Value): Bytes {
    if (value === null) return Uint8Array.of(NULL);
    if (typeof value === 'number') return encode(BigInt(value));
    if (typeof value === 'bigint') return value < 0n ? head(NEGATIVE, -1n - value) : head(UNSIGNED, value);
    if (typeof value === 'string') return concat(head(TEXT, BigInt(utf8(value).length)), utf8(value));
    if (value instanceof Uint8Array) return concat(head(BYTES, BigInt(value.length)), value);
    if (value instanceof Map)
        return concat(head(MAP, BigInt(value.size)), ...[...value].flatMap(([k, v]) => [encode(k), encode(v)]));
    const items = value as readonly Value[];
    return concat(head(ARRAY, BigInt(items.length)), ...items.map(encode));
}
