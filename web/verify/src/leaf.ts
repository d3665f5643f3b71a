// A record of the log, and its private fields.
import { type Bytes, bigEndian, compare, equal, refuse, utf8 } from './bytes.ts';
import { Reader } from './cbor.ts';
import { SHA256, type Suite, digest, hashChildren, hashLeaf, suiteFrom } from './hash.ts';
import { HASH_BYTES } from './tree.ts';

export const LEAF_BYTES_MAX = 8192;
const UNIT_KEYS_MAX = 400;
const PUBLIC_KEY_MAX = 65535n;

/** Numbers of Kind: what a record is about. */
export const Kind = {
    event: 1,
    manifest: 2,
    correction: 3,
    erasure: 4,
    index: 5,
    peerCheckpoint: 6,
    keyChange: 7,
    incident: 8,
    decision: 9,
    codesIssued: 10,
} as const;

export interface Leaf {
    suite: Suite;
    kind: number;
    recordedMs: bigint;
    /** 16 bytes each, ascending. */
    keys: Bytes[];
    publics: Map<number, bigint | Bytes>;
    privateRoot: Bytes;
    manifest: { index: bigint; position: bigint } | undefined;
    previous: Bytes | undefined;
}

export function parseLeaf(bytes: Bytes): Leaf {
    if (bytes.length > LEAF_BYTES_MAX) refuse('the record is too long');
    const in_ = new Reader(bytes);
    const items = in_.array();
    if (items !== 7 && items !== 8) refuse('a record has 7 or 8 items');
    const suite = suiteFrom(in_.unsigned());
    const kind = in_.small(Kind.codesIssued);
    if (kind < Kind.event) refuse('a record of unknown kind');
    const recordedMs = in_.unsigned();
    if (recordedMs >= 1n << 63n) refuse('a time out of range');

    const keys = in_.list(() => in_.bytes(16));
    if (keys.length > UNIT_KEYS_MAX) refuse('too many unit keys');
    keys.forEach((key, i) => {
        if (i > 0 && compare(keys[i - 1]!, key) >= 0) refuse('unit keys out of order');
    });

    const publics = new Map<number, bigint | Bytes>();
    let before = -1n;
    for (let pairs = in_.map(); pairs > 0; --pairs) {
        const key = in_.unsigned();
        if (key <= before || key > PUBLIC_KEY_MAX) refuse('public keys out of order');
        before = key;
        publics.set(Number(key), in_.peek() === 2 ? in_.bytes() : in_.signed());
    }

    const privateRoot = in_.bytes(HASH_BYTES);
    if (privateRoot.every(byte => byte === 0)) refuse('a private root of zeros');
    let manifest: Leaf['manifest'];
    if (in_.nextIsNull()) in_.null();
    else if (in_.array() !== 2) refuse('a manifest has two numbers');
    else manifest = { index: in_.unsigned(), position: in_.unsigned() };
    const previous = items === 8 ? in_.bytes(HASH_BYTES) : undefined;
    in_.end();
    return { suite, kind, recordedMs, keys, publics, privateRoot, manifest, previous };
}

/** A private field that is shown: its place among the padded entries and the path to the private root. */
export interface Opening {
    id: number;
    salt: Bytes;
    value: Bytes;
    position: number;
    width: number;
    path: Bytes[];
}

export function hashField(suite: Suite, id: number, salt: Bytes, value: Bytes): Bytes {
    return hashLeaf(suite, bigEndian(BigInt(id), 2), salt, value);
}

export function verifyOpening(suite: Suite, opening: Opening, privateRoot: Bytes): boolean {
    const { id, salt, value, position, width, path } = opening;
    if (![2, 4, 8, 16].includes(width) || position >= width || 1 << path.length !== width) return false;
    let node = hashField(suite, id, salt, value);
    path.forEach((beside, level) => {
        node = (position >> level) & 1 ? hashChildren(suite, beside, node) : hashChildren(suite, node, beside);
    });
    return equal(node, privateRoot);
}

/** Half node % 2 of H("trace-span/v1" || token || level || node / 2): codes [node << level, (node + 1) << level). */
export function unitKey(suite: Suite, token: Bytes, level: number, node: bigint): Bytes {
    const pair = digest(suite, utf8('trace-span/v1'), token, Uint8Array.of(level), bigEndian(node >> 1n, 8));
    return node & 1n ? pair.subarray(16) : pair.subarray(0, 16);
}

/** Of codes that others number: made from public text, so anybody can compute their keys. */
export function foreignToken(space: bigint): Bytes {
    return digest(SHA256, utf8('trace-space/v1'), bigEndian(BigInt.asUintN(64, space), 8)).subarray(0, 16);
}
