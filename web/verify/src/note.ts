// Signed notes, verifier keys and checkpoints: C2SP signed-note, tlog-checkpoint, tlog-cosignature; SM2-SM3 as further
// signature types.
import {
    type Bytes,
    Refused,
    base64,
    bigEndian,
    concat,
    equal,
    fromBase64,
    fromBigEndian,
    fromDecimal,
    fromHex,
    fromUtf8,
    hex,
    refuse,
    utf8,
} from './bytes.ts';
import { sha256 } from './hash.ts';
import { verifyEd25519, verifySm2 } from './signatures.ts';
import { HASH_BYTES } from './tree.ts';

const NOTE_BYTES_MAX = 1_000_000;
const SIGNATURES_MAX = 100;

interface Algorithm {
    name: string;
    witness: boolean;
    /** What stands before the key in a verifier key. */
    type: Bytes;
    /** Of the key behind the type: a fixed beginning and the length of the rest. */
    prefix: Bytes;
    keyBytes: number;
    verify(key: Bytes, message: Bytes, signature: Bytes): boolean;
}

// SubjectPublicKeyInfo of an uncompressed SM2 point: id-ecPublicKey, 1.2.156.10197.1.301, BIT STRING 04 || x || y.
const sm2Prefix = fromHex('3059301306072a8648ce3d020106082a811ccf5501822d03420004');
const none = new Uint8Array(0);
const algorithms: readonly Algorithm[] = [
    { name: 'Ed25519', witness: false, type: Uint8Array.of(1), prefix: none, keyBytes: 32, verify: verifyEd25519 },
    { name: 'Ed25519', witness: true, type: Uint8Array.of(4), prefix: none, keyBytes: 32, verify: verifyEd25519 },
    {
        name: 'SM2',
        witness: false,
        type: concat(Uint8Array.of(0xff), utf8('PKIX-SM2-SM3')),
        prefix: sm2Prefix,
        keyBytes: 64,
        verify: verifySm2,
    },
    {
        name: 'SM2',
        witness: true,
        type: concat(Uint8Array.of(0xff), utf8('PKIX-SM2-SM3-cosignature/v1')),
        prefix: sm2Prefix,
        keyBytes: 64,
        verify: verifySm2,
    },
];

export interface VerifierKey {
    name: string;
    id: number;
    algorithm: Algorithm;
    key: Bytes;
}

/** Non-empty, no Unicode spaces, no plus. */
export function isKeyName(name: string): boolean {
    return name !== '' && !/[\s\u0085+]/u.test(name.replace(/\ufeff/g, '_'));
}

function keyId(name: string, typeAndKey: Bytes): number {
    return Number(fromBigEndian(sha256(concat(utf8(name + '\n'), typeAndKey)).subarray(0, 4)));
}

/** A well-formed key of a type that is not known here. */
export class UnknownType extends Refused {}

/** "<name>+<8 hexadecimal digits>+<base64 of type and key>"; unknown types are refused as UnknownType. */
export function parseVerifierKey(text: string): VerifierKey {
    const [name, idText, keyText, ...more] = splitFirst(text);
    if (name === undefined || idText === undefined || keyText === undefined || more.length > 0)
        refuse('no verifier key');
    if (!isKeyName(name)) refuse('no name of a key');
    if (!/^[0-9a-fA-F]{8}$/.test(idText)) refuse('no id of a key');
    const whole = fromBase64(keyText);
    const id = parseInt(idText, 16);
    for (const algorithm of algorithms) {
        const before = concat(algorithm.type, algorithm.prefix);
        if (whole.length !== before.length + algorithm.keyBytes || !equal(whole.subarray(0, before.length), before))
            continue;
        if (id !== keyId(name, whole)) refuse('the id is not that of the key');
        return { name, id, algorithm, key: whole.subarray(before.length) };
    }
    if (whole.length === 0 || whole[0] === 1 || whole[0] === 4) refuse('no key');
    throw new UnknownType('a key of unknown type');
}

// Base64 may hold plus signs: only the first two separate.
function splitFirst(text: string): string[] {
    const first = text.indexOf('+');
    const second = text.indexOf('+', first + 1);
    return first < 0 || second < 0 ? [] : [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}

export function makeVerifierKey(name: string, kind: 'ed25519' | 'sm2', witness: boolean, key: Bytes): VerifierKey {
    const wanted = kind === 'sm2' ? 'SM2' : 'Ed25519';
    const algorithm = algorithms.find(a => a.name === wanted && a.witness === witness)!;
    return { name, id: keyId(name, concat(algorithm.type, algorithm.prefix, key)), algorithm, key };
}

export function verifierKeyText(key: VerifierKey): string {
    const id = hex(bigEndian(BigInt(key.id), 4));
    return `${key.name}+${id}+${base64(concat(key.algorithm.type, key.algorithm.prefix, key.key))}`;
}

export interface SignatureLine {
    name: string;
    id: number;
    /** Behind the id. */
    signature: Bytes;
}

export interface Note {
    /** Ends with a newline; what is signed. */
    text: string;
    signatures: SignatureLine[];
}

export function parseNote(bytes: Bytes): Note {
    if (bytes.length > NOTE_BYTES_MAX) refuse('the note is too long');
    const whole = fromUtf8(bytes);
    if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) refuse('a control character');
    const cut = whole.lastIndexOf('\n\n');
    if (cut < 0) refuse('no signatures');
    const text = whole.slice(0, cut + 1);
    const block = whole.slice(cut + 2);
    if (block === '' || !block.endsWith('\n')) refuse('the signatures do not end with a newline');
    const lines = block.slice(0, -1).split('\n');
    if (lines.length > SIGNATURES_MAX) refuse('too many signatures');
    return { text, signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): SignatureLine {
    if (!line.startsWith('\u2014 ')) refuse('no signature line');
    const [name, encoded, ...more] = line.slice(2).split(' ');
    if (name === undefined || encoded === undefined || more.length > 0 || !isKeyName(name)) refuse('no signature line');
    const whole = fromBase64(encoded);
    if (whole.length < 5) refuse('a signature is too short');
    return { name, id: Number(fromBigEndian(whole.subarray(0, 4))), signature: whole.subarray(4) };
}

/** The time that a witness says, in seconds; 0 for other keys; nothing when it does not verify. */
export function verifySignature(key: VerifierKey, text: string, signature: Bytes): bigint | undefined {
    if (!key.algorithm.witness) return key.algorithm.verify(key.key, utf8(text), signature) ? 0n : undefined;
    if (signature.length !== 8 + 64) return undefined;
    const time = fromBigEndian(signature.subarray(0, 8));
    if (time >= 1n << 63n) return undefined;
    const message = utf8(`cosignature/v1\ntime ${time}\n${text}`);
    return key.algorithm.verify(key.key, message, signature.subarray(8)) ? time : undefined;
}

export interface Signature {
    key: VerifierKey;
    /** Seconds; 0 unless a witness signed. */
    time: bigint;
}

/** Which of the keys have signed, each once. Refuses a known key's signature that does not verify, and none at all. */
export function verifyNote(note: Note, keys: readonly VerifierKey[]): Signature[] {
    const found: Signature[] = [];
    for (const line of note.signatures) {
        const key = keys.find(k => k.name === line.name && k.id === line.id);
        if (key === undefined) continue;
        const time = verifySignature(key, note.text, line.signature);
        if (time === undefined) refuse(`the signature of ${line.name} does not verify`);
        if (!found.some(signed => signed.key === key)) found.push({ key, time });
    }
    return found.length > 0 ? found : refuse('no known key has signed');
}

export interface Checkpoint {
    origin: string;
    size: bigint;
    root: Bytes;
}

/** Exactly three lines: origin, size, root. */
export function parseCheckpoint(text: string): Checkpoint {
    const [origin, size, root, end, ...more] = text.split('\n');
    if (origin === undefined || size === undefined || root === undefined || end !== '' || more.length > 0)
        return refuse('no checkpoint of three lines');
    if (origin === '') refuse('no origin');
    const hash = fromBase64(root);
    if (hash.length !== HASH_BYTES) refuse('the root has not 32 bytes');
    return { origin, size: fromDecimal(size), root: hash };
}

export interface LogPromise {
    origin: string;
    first: bigint;
    count: bigint;
    root: Bytes;
    recordedMs: bigint;
}

/** "<origin>/promise\n<first> <count>\n<base64 of root>\n<recorded, ms>\n". */
export function parsePromise(text: string): LogPromise {
    const [head, range, root, recorded, end, ...more] = text.split('\n');
    if (
        head === undefined ||
        range === undefined ||
        root === undefined ||
        recorded === undefined ||
        end !== '' ||
        more.length > 0
    )
        return refuse('no promise of four lines');
    const origin = head.endsWith('/promise') ? head.slice(0, -'/promise'.length) : refuse('no promise');
    const [first, count, ...rest] = range.split(' ');
    if (origin === '' || first === undefined || count === undefined || rest.length > 0) return refuse('no promise');
    const out = {
        origin,
        first: fromDecimal(first),
        count: fromDecimal(count),
        root: fromBase64(root),
        recordedMs: fromDecimal(recorded),
    };
    if (out.root.length !== HASH_BYTES || out.count < 1n || out.first + out.count >= 1n << 64n) refuse('no promise');
    if (out.recordedMs >= 1n << 63n) refuse('no promise');
    return out;
}
