// The two hashes of the log, and how RFC 6962 section 2.1 uses them.
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, refuse } from './bytes.ts';
import { sm3 } from './sm3.ts';

/** 1 = SHA-256, 2 = SM3. */
export type Suite = 1 | 2;
export const SHA256: Suite = 1;
export const SM3: Suite = 2;

export function suiteFrom(number: bigint): Suite {
    return number === 1n ? SHA256 : number === 2n ? SM3 : refuse('unknown hash suite');
}

export function digest(suite: Suite, ...parts: readonly Bytes[]): Bytes {
    const whole = parts.length === 1 ? parts[0]! : concat(...parts);
    return suite === SHA256 ? sha256(whole) : sm3(whole);
}

const leafMark = Uint8Array.of(0);
const nodeMark = Uint8Array.of(1);

export function hashLeaf(suite: Suite, ...data: readonly Bytes[]): Bytes {
    return digest(suite, leafMark, ...data);
}

export function hashChildren(suite: Suite, left: Bytes, right: Bytes): Bytes {
    return digest(suite, nodeMark, left, right);
}

export function emptyRoot(suite: Suite): Bytes {
    return digest(suite, new Uint8Array(0));
}

export { sha256 };
