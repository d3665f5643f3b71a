// QR symbols (ISO/IEC 18004) of addresses that a phone opens: bytes, level M, up to 210 of them. Symbols that are printed
// on goods come from the node; these are only shown on the screen.

/** By version 1 to 10: check codewords of a block, data codewords of each block, centres of the alignment patterns. */
const versions: { check: number; blocks: number[]; centres: number[] }[] = [
    { check: 10, blocks: [16], centres: [] },
    { check: 16, blocks: [28], centres: [6, 18] },
    { check: 26, blocks: [44], centres: [6, 22] },
    { check: 18, blocks: [32, 32], centres: [6, 26] },
    { check: 24, blocks: [43, 43], centres: [6, 30] },
    { check: 16, blocks: [27, 27, 27, 27], centres: [6, 34] },
    { check: 18, blocks: [31, 31, 31, 31], centres: [6, 22, 38] },
    { check: 22, blocks: [38, 38, 39, 39], centres: [6, 24, 42] },
    { check: 22, blocks: [36, 36, 36, 37, 37], centres: [6, 26, 46] },
    { check: 26, blocks: [43, 43, 43, 43, 44], centres: [6, 28, 50] },
];
const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);

// ---- check codewords: Reed-Solomon over GF(256) with x^8+x^4+x^3+x^2+1

function times(a: number, b: number): number {
    let out = 0;
    for (let i = 7; i >= 0; i--) {
        out = (out << 1) ^ (out >> 7 ? 0x11d : 0);
        if ((b >> i) & 1) out ^= a;
    }
    return out;
}
function checkOf(data: number[], count: number): number[] {
    const divisor = new Array<number>(count).fill(0);
    divisor[count - 1] = 1;
    let root = 1;
    for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) divisor[j] = times(divisor[j]!, root) ^ (divisor[j + 1] ?? 0);
        root = times(root, 2);
    }
    const rest = new Array<number>(count).fill(0);
    for (const byte of data) {
        const factor = byte ^ rest.shift()!;
        rest.push(0);
        divisor.forEach((one, i) => (rest[i]! ^= times(one, factor)));
    }
    return rest;
}

function codewords(bytes: Uint8Array, version: number): number[] {
    const { check, blocks } = versions[version - 1]!;
    const room = sum(blocks);
    const bits: number[] = [];
    const put = (value: number, count: number) => {
        for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1);
    };
    put(0b0100, 4);
    put(bytes.length, version < 10 ? 8 : 16);
    bytes.forEach(byte => put(byte, 8));
    put(0, Math.min(4, room * 8 - bits.length));
    while (bits.length % 8) bits.push(0);
    const data: number[] = [];
    for (let i = 0; i < bits.length; i += 8) data.push(parseInt(bits.slice(i, i + 8).join(''), 2));
    for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);
    let from = 0;
    const parts = blocks.map(size => data.slice(from, (from += size)));
    const checks = parts.map(part => checkOf(part, check));
    const out: number[] = [];
    for (let i = 0; i < Math.max(...blocks); i++) for (const part of parts) if (i < part.length) out.push(part[i]!);
    for (let i = 0; i < check; i++) for (const one of checks) out.push(one[i]!);
    return out;
}

// ---- modules

const masks: ((x: number, y: number) => boolean)[] = [
    (x, y) => (x + y) % 2 === 0,
    (_, y) => y % 2 === 0,
    x => x % 3 === 0,
    (x, y) => (x + y) % 3 === 0,
    (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
    (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
    (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
    (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];
function withCheck(value: number, bits: number, divisor: number): number {
    let rest = value;
    for (let i = 0; i < bits; i++) rest = (rest << 1) ^ (rest >> (bits - 1) ? divisor : 0);
    return (value << bits) | rest;
}

/** Rows of dark modules, without the quiet zone. Throws for what is too long. */
export function qrModules(text: string): boolean[][] {
    const bytes = new TextEncoder().encode(text);
    const version = versions.findIndex(({ blocks }, at) => bytes.length + (at < 9 ? 2 : 3) <= sum(blocks)) + 1;
    if (!version) throw new RangeError('too long for a symbol');
    const size = version * 4 + 17;
    const dark = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
    const fixed = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
    const set = (x: number, y: number, on: boolean) => {
        if (x < 0 || y < 0 || x >= size || y >= size) return;
        dark[y]![x] = on;
        fixed[y]![x] = true;
    };
    for (let i = 0; i < size; i++) {
        set(6, i, i % 2 === 0);
        set(i, 6, i % 2 === 0);
    }
    const rings = (cx: number, cy: number, reach: number, light: number[]) => {
        for (let dy = -reach; dy <= reach; dy++)
            for (let dx = -reach; dx <= reach; dx++)
                set(cx + dx, cy + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
    };
    for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) rings(x, y, 4, [2, 4]);
    const { centres } = versions[version - 1]!;
    const far = centres[centres.length - 1];
    for (const x of centres)
        for (const y of centres)
            if (!((x === 6 && y === 6) || (x === 6 && y === far) || (x === far && y === 6))) rings(x, y, 2, [1]);
    if (version >= 7) {
        const told = withCheck(version, 12, 0x1f25);
        for (let i = 0; i < 18; i++) {
            const [a, b] = [size - 11 + (i % 3), Math.floor(i / 3)];
            set(a, b, ((told >> i) & 1) === 1);
            set(b, a, ((told >> i) & 1) === 1);
        }
    }
    const format = (mask: number) => {
        const told = withCheck(mask, 10, 0x537) ^ 0x5412; // level M is 00
        const bit = (i: number) => ((told >> i) & 1) === 1;
        for (let i = 0; i < 15; i++) {
            const along = i < 6 ? i : i < 8 ? i + 1 : i === 8 ? 7 : 14 - i;
            if (i < 8) set(8, along, bit(i));
            else set(along, 8, bit(i));
            if (i < 8) set(size - 1 - i, 8, bit(i));
            else set(8, size - 15 + i, bit(i));
        }
        set(8, size - 8, true);
    };
    format(0);
    const stream = codewords(bytes, version);
    let at = 0;
    for (let right = size - 1; right >= 1; right -= 2) {
        if (right === 6) right = 5;
        const up = ((right + 1) & 2) === 0;
        for (let step = 0; step < size; step++)
            for (const x of [right, right - 1]) {
                const y = up ? size - 1 - step : step;
                if (fixed[y]![x]) continue;
                dark[y]![x] = ((stream[at >> 3] ?? 0) >> (7 - (at & 7))) % 2 === 1;
                at++;
            }
    }
    const turn = (mask: number) => {
        for (let y = 0; y < size; y++)
            for (let x = 0; x < size; x++) if (!fixed[y]![x] && masks[mask]!(x, y)) dark[y]![x] = !dark[y]![x];
    };
    let best = 0;
    let least = Infinity;
    for (let mask = 0; mask < 8; mask++) {
        format(mask);
        turn(mask);
        const bad = penalty(dark);
        if (bad < least) [least, best] = [bad, mask];
        turn(mask);
    }
    format(best);
    turn(best);
    return dark;
}

/** How hard it is to read: runs, squares, what looks like a finder, too dark or too light. */
function penalty(dark: boolean[][]): number {
    const size = dark.length;
    const columns = dark.map((_, x) => dark.map(row => row[x]!));
    let bad = 0;
    for (const line of [...dark, ...columns]) {
        const text = line.map(Number).join('');
        for (const run of text.match(/0{5,}|1{5,}/g) ?? []) bad += run.length - 2;
        for (let i = 0; i + 11 <= size; i++) if (/^(10111010000|00001011101)$/.test(text.slice(i, i + 11))) bad += 40;
    }
    for (let y = 1; y < size; y++)
        for (let x = 1; x < size; x++) {
            const one = dark[y]![x];
            if (one === dark[y]![x - 1] && one === dark[y - 1]![x] && one === dark[y - 1]![x - 1]) bad += 3;
        }
    const share = (dark.flat().filter(Boolean).length * 20) / (size * size);
    return bad + Math.floor(Math.abs(share - 10)) * 10;
}

/** The dark modules as one path of a picture that is `size` wide, four of them quiet zone on each side. */
export function qrPath(text: string): { size: number; path: string } {
    const rows = qrModules(text);
    const path = rows.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x + 4} ${y + 4}h1v1h-1z`] : []))).join('');
    return { size: rows.length + 8, path };
}
