// Files that differ a little from good ones; what differs follows from a seed.
import { type Bytes, concat } from '../src/bytes.ts';
import { Reader, type Value, encode } from '../src/cbor.ts';

/** splitmix32. */
export class Random {
    private state: number;
    constructor(seed: number) {
        this.state = seed | 0;
    }
    below(n: number): number {
        this.state = (this.state + 0x9e3779b9) | 0;
        let z = this.state ^ (this.state >>> 16);
        z = Math.imul(z, 0x21f0aaad);
        z ^= z >>> 15;
        z = Math.imul(z, 0x735a2d97);
        return ((z ^ (z >>> 15)) >>> 0) % n;
    }
    of<T>(items: readonly T[]): T {
        return items[this.below(items.length)]!;
    }
}

/** One bit, byte or stretch changed, anywhere. */
export function mutateBytes(bytes: Bytes, random: Random): Bytes {
    const at = random.below(bytes.length);
    const end = at + 1 + random.below(Math.min(40, bytes.length - at));
    const [before, inside, after] = [bytes.slice(0, at), bytes.slice(at, end), bytes.slice(end)];
    const byte = Uint8Array.of(random.of([0, 1, 0x0a, 0x20, 0x41, 0x7f, 0x80, 0xf6, 0xff, random.below(256)]));
    switch (random.below(8)) {
        case 0:
        case 1:
        case 2: {
            const out = bytes.slice();
            out[at]! ^= 1 << random.below(8);
            return out;
        }
        case 3:
            return concat(before, byte, bytes.slice(at + 1));
        case 4:
            return concat(before, byte, bytes.slice(at));
        case 5:
            return concat(before, after);
        case 6:
            return concat(before, inside, inside, after);
        default:
            return random.below(8) === 0 ? before : concat(before, inside.reverse(), after);
    }
}

/** A text file with a line or a character of base64 changed. */
export function mutateText(bytes: Bytes, random: Random): Bytes {
    const lines = new TextDecoder().decode(bytes).split('\n');
    const at = random.below(lines.length);
    const line = lines[at]!;
    switch (random.below(5)) {
        case 0:
            lines.splice(at, 1);
            break;
        case 1:
            lines.splice(at, 0, random.of(lines));
            break;
        case 2:
            [lines[at], lines[0]] = [lines[0]!, line];
            break;
        default: {
            const place = random.below(line.length + 1);
            lines[at] =
                line.slice(0, place) +
                random.of(['', 'A', '=', '+', ' ', '0', '9', '\u2014', 'é']) +
                line.slice(place + 1);
        }
    }
    return new TextEncoder().encode(lines.join('\n'));
}

type Node = null | bigint | string | Bytes | Node[];

function decode(in_: Reader): Node {
    switch (in_.peek()) {
        case 0:
            return in_.unsigned();
        case 2:
            return in_.bytes();
        case 3:
            return in_.text();
        case 4:
            return in_.list(() => decode(in_));
        default:
            in_.null();
            return null;
    }
}

/** A CBOR file with one element changed and encoded as it should be again: past the reader, into the checks. */
export function mutateStructure(bytes: Bytes, random: Random): Bytes {
    const root = decode(new Reader(bytes));
    if (!Array.isArray(root)) return mutateBytes(bytes, random);
    const places: [Node[], number][] = [];
    const collect = (list: Node[]): void =>
        list.forEach((item, i) => {
            places.push([list, i]);
            if (Array.isArray(item)) collect(item);
        });
    collect(root);
    // Any depth is as likely as any other.
    const [list, i] = random.of(places);
    const item = list[i]!;
    const other = random.of(places);
    switch (random.below(6)) {
        case 0:
            list.splice(i, 1);
            break;
        case 1:
            list.splice(i, 0, item);
            break;
        case 2:
            list[i] = other[0][other[1]]!;
            break;
        case 3:
            list.reverse();
            break;
        default:
            if (typeof item === 'bigint')
                list[i] = random.of([item + 1n, item > 0n ? item - 1n : 0n, 0n, (1n << 64n) - 1n, 1n << 32n]);
            else if (typeof item === 'string')
                list[i] = new TextDecoder().decode(mutateText(new TextEncoder().encode(item), random));
            else if (item instanceof Uint8Array)
                list[i] = item.length === 0 ? Uint8Array.of(0) : mutateBytes(item, random);
            else if (Array.isArray(item)) list[i] = random.below(2) ? [] : item.slice().reverse();
            else list[i] = random.of<Node>([0n, new Uint8Array(32), []]);
    }
    // A list may have become part of itself.
    const plain = (node: Node, depth: number): Value =>
        Array.isArray(node) ? (depth > 12 ? [] : node.map(one => plain(one, depth + 1))) : node;
    return encode(plain(root, 0));
}
