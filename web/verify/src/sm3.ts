// SM3, GB/T 32905-2016 (GM/T 0004-2012).
import type { Bytes } from './bytes.ts';

function rotate(x: number, n: number): number {
    n &= 31;
    return n === 0 ? x : (x << n) | (x >>> (32 - n));
}

// T_j <<< (j mod 32), section 4.2.
const constants = Int32Array.from({ length: 64 }, (_, j) => rotate(j < 16 ? 0x79cc4519 : 0x7a879d8a, j));

/** Compression function, section 5.3.3: one block of 64 bytes into the state of eight words. */
function compress(state: Int32Array, block: DataView, w: Int32Array): void {
    for (let j = 0; j < 16; ++j) w[j] = block.getInt32(4 * j);
    for (let j = 16; j < 68; ++j) {
        const x = w[j - 16]! ^ w[j - 9]! ^ rotate(w[j - 3]!, 15);
        w[j] = x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w[j - 13]!, 7) ^ w[j - 6]!;
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
    for (let j = 0; j < 64; ++j) {
        const a12 = rotate(a, 12);
        const ss1 = rotate((a12 + e + constants[j]!) | 0, 7);
        const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
        const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
        const tt1 = (ff + d + (ss1 ^ a12) + (w[j]! ^ w[j + 4]!)) | 0;
        const tt2 = (gg + h + ss1 + w[j]!) | 0;
        [d, c, b, a] = [c, rotate(b, 9), a, tt1];
        [h, g, f, e] = [g, rotate(f, 19), e, tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17)];
    }
    const next = [a, b, c, d, e, f, g, h];
    for (let i = 0; i < 8; ++i) state[i] = state[i]! ^ next[i]!;
}

export function sm3(message: Bytes): Bytes {
    const padded = new Uint8Array((((message.length + 8) >> 6) << 6) + 64);
    padded.set(message);
    padded[message.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);

    const state = Int32Array.of(
        0x7380166f,
        0x4914b2b9,
        0x172442d7,
        0xda8a0600,
        0xa96f30bc,
        0x163138aa,
        0xe38dee4d,
        0xb0fb0e4e,
    );
    const w = new Int32Array(68);
    for (let at = 0; at < padded.length; at += 64) compress(state, new DataView(padded.buffer, at, 64), w);

    const out = new Uint8Array(32);
    state.forEach((word, i) => new DataView(out.buffer).setInt32(4 * i, word));
    return out;
}
