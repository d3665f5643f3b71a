// Ed25519 (RFC 8032) and SM2 (GB/T 32918.2-2016) signatures, checked on the points themselves.
//
// RFC 8032 section 5.1.7 leaves open whether the equation is multiplied by the cofactor; here it is not, and R is
// compared as bytes, as OpenSSL does. Two verifiers that choose differently can be told apart by a dishonest signer.
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { type Bytes, bigEndian, concat, equal, fromBigEndian, utf8 } from './bytes.ts';
import { sm3 } from './sm3.ts';

const Edwards = ed25519.Point;

interface Point<P> {
    add(other: P): P;
    double(): P;
    negate(): P;
}

/**
 * a A + b B, four bits of both at a time (Straus). Nothing here is secret. The tables that the curves' own functions
 * prepare pay only after dozens of signatures; a page checks a handful.
 */
function sumOfTwo<P extends Point<P>>(zero: P, a: bigint, pointA: P, b: bigint, pointB: P): P {
    const table = (point: P): P[] => {
        const out = [zero, point];
        while (out.length < 16) out.push(out[out.length - 1]!.add(point));
        return out;
    };
    const [tableA, tableB] = [table(pointA), table(pointB)];
    const digits = (scalar: bigint): string => scalar.toString(16).padStart(64, '0');
    const [digitsA, digitsB] = [digits(a), digits(b)];
    let sum = zero;
    for (let i = 0; i < 64; ++i) {
        if (i > 0) sum = sum.double().double().double().double();
        const [x, y] = [parseInt(digitsA[i]!, 16), parseInt(digitsB[i]!, 16)];
        if (x !== 0) sum = sum.add(tableA[x]!);
        if (y !== 0) sum = sum.add(tableB[y]!);
    }
    return sum;
}

function littleEndian(bytes: Bytes): bigint {
    return fromBigEndian(Uint8Array.from(bytes).reverse());
}

export function verifyEd25519(key: Bytes, message: Bytes, signature: Bytes): boolean {
    if (key.length !== 32 || signature.length !== 64) return false;
    const r = signature.subarray(0, 32);
    const s = littleEndian(signature.subarray(32));
    const order = Edwards.Fn.ORDER;
    if (s >= order) return false;
    let point;
    try {
        point = Edwards.fromBytes(key, true);
    } catch {
        return false;
    }
    const k = littleEndian(sha512(concat(r, key, message))) % order;
    const found = sumOfTwo(Edwards.ZERO, s, Edwards.BASE, k, point.negate());
    return equal(found.toBytes(), r);
}

// Recommended curve parameters, GB/T 32918.5-2017.
export const sm2Curve = {
    p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
    n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
    h: 1n,
    a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
    b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
    Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
    Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
};
export const Sm2Point = weierstrass(sm2Curve);

/** The signer's identity where none is agreed upon, GM/T 0009-2012. */
const signer = utf8('1234567812345678');

/** SM3(Z || message) as a number; Z names the signer, the curve and the key (GB/T 32918.2 section 5.5). */
export function sm2Digest(key: Bytes, message: Bytes): bigint {
    const { a, b, Gx, Gy } = sm2Curve;
    const curve = concat(...[a, b, Gx, Gy].map(number => bigEndian(number, 32)));
    const z = sm3(concat(bigEndian(BigInt(8 * signer.length), 2), signer, curve, key));
    return fromBigEndian(sm3(concat(z, message)));
}

/** `key`: x || y; `signature`: r || s. */
export function verifySm2(key: Bytes, message: Bytes, signature: Bytes): boolean {
    if (key.length !== 64 || signature.length !== 64) return false;
    const { n } = sm2Curve;
    const r = fromBigEndian(signature.subarray(0, 32));
    const s = fromBigEndian(signature.subarray(32));
    const t = (r + s) % n;
    if (r < 1n || r >= n || s < 1n || s >= n || t === 0n) return false;
    let point;
    try {
        point = Sm2Point.fromBytes(concat(Uint8Array.of(4), key));
        point.assertValidity();
    } catch {
        return false;
    }
    const found = sumOfTwo(Sm2Point.ZERO, s, Sm2Point.BASE, t, point);
    if (found.is0()) return false;
    return (sm2Digest(key, message) + found.toAffine().x) % n === r;
}
