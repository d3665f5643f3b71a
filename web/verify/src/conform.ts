// Vector files in the shapes of src/proof/testdata/tlog: the file's folder and name decide what they say.
import {
    type Bytes,
    base64,
    concat,
    equal,
    fromBase64,
    fromDecimal,
    fromHex,
    fromUtf8,
    hex,
    refuse,
    unlessRefused,
    utf8,
} from './bytes.ts';
import { SHA256, SM3, type Suite, digest, hashChildren, hashLeaf, sha256 } from './hash.ts';
import {
    UnknownType,
    type VerifierKey,
    makeVerifierKey,
    parseCheckpoint,
    parseNote,
    parseVerifierKey,
    verifyNote,
} from './note.ts';
import { parsePolicy, satisfied } from './policy.ts';
import { verifyEd25519 } from './signatures.ts';
import { sm3 } from './sm3.ts';
import {
    treeHash,
    verifyConsistency,
    verifyInclusion,
    verifySubtreeConsistency,
    verifySubtreeInclusion,
} from './tree.ts';

export interface Case {
    name: string;
    passed: boolean;
}
/** Reads a file beside the vector file. */
export type ReadBeside = (relative: string) => Bytes;

// JSON.parse would round numbers over 2^53: they become texts first. No vector has digits behind a colon in a text.
type Json = { readonly [key: string]: unknown };
function parseJson(text: string): Json {
    return JSON.parse(text.replace(/([:[,]\s*)(\d{16,})(?=\s*[,}\]])/g, '$1"$2"')) as Json;
}
function number(value: unknown): bigint {
    return fromDecimal(String(value));
}
function text(value: unknown): string {
    return typeof value === 'string' ? value : refuse('not a text');
}
function list(value: unknown): unknown[] {
    return value === null || value === undefined ? [] : Array.isArray(value) ? value : refuse('not a list');
}
const decodeHash = (value: unknown): Bytes => fromBase64(text(value));
const decodeHex = (value: unknown): Bytes => fromHex(text(value));

type Check = (line: Json) => boolean;

/** True when the proof is accepted exactly where the vector wants it to be. */
function proofCheck(verify: (line: Json, proof: Bytes[]) => boolean): Check {
    return line => {
        const accepted = unlessRefused(() => verify(line, list(line.proof).map(decodeHash))) ?? false;
        return accepted === (line.wantErr !== true);
    };
}

const lineChecks: Record<string, Check> = {
    'merkle-proofs/inclusion': proofCheck((v, proof) =>
        verifyInclusion(
            SHA256,
            number(v.leafIdx),
            number(v.treeSize),
            decodeHash(v.leafHash),
            proof,
            decodeHash(v.root),
        ),
    ),
    'merkle-proofs/consistency': proofCheck((v, proof) =>
        verifyConsistency(SHA256, number(v.size1), number(v.size2), proof, decodeHash(v.root1), decodeHash(v.root2)),
    ),
    'merkle-proofs/subtreeinclusion': proofCheck((v, proof) =>
        verifySubtreeInclusion(
            SHA256,
            number(v.leafIdx),
            number(v.start),
            number(v.end),
            decodeHash(v.leafHash),
            proof,
            decodeHash(v.root),
        ),
    ),
    'merkle-proofs/subtreeconsistency': proofCheck((v, proof) => {
        const [start, end, size] = [number(v.start), number(v.end), number(v.size)];
        // Nothing in a tree speaks of an empty subtree, and the vectors put words where its root stands.
        const root = start === end ? new Uint8Array(32) : decodeHash(v.root2);
        return verifySubtreeConsistency(SHA256, start, end, size, proof, decodeHash(v.root1), root);
    }),
    'notes/notes': v => expected(v, noteOutcome(fromBase64(text(v.note_b64)), v.vkeys)),
    'proposed-sm2/checkpoints': v => expected(v, checkpointOutcome(v)),
    'sigsum/policies-invalid': v => {
        const policy = text(v.policy);
        const taken = [sigsumKey, parseVerifierKey].some(
            keys => unlessRefused(() => parsePolicy(policy, keys)) !== undefined,
        );
        return expected(v, taken ? 'ok' : 'reject');
    },
    'sigsum/proofs': v => expected(v, unlessRefused(() => sigsumProof(v)) ? 'ok' : 'reject'),
    'sigsum/quorum': quorum,
    'tiles/sha256': v => tiles(SHA256, v),
    'tiles/sm3': v => tiles(SM3, v),
};

/** A vector may want a refusal for whatever reason. */
function expected(v: Json, found: string): boolean {
    const wanted = text(v.expect);
    return (
        found === wanted ||
        (found !== 'ok' && (wanted === 'reject' || found === 'reject') && wanted.startsWith('reject'))
    );
}

/** Lines of types that are not known here are passed over, as of any unknown key. */
function knownKeys(vkeys: unknown): VerifierKey[] {
    return list(vkeys).flatMap(vkey => {
        try {
            return [parseVerifierKey(text(vkey))];
        } catch (fault) {
            if (fault instanceof UnknownType) return [];
            throw fault;
        }
    });
}

function noteOutcome(bytes: Bytes, vkeys: unknown): string {
    const keys = knownKeys(vkeys);
    const note = unlessRefused(() => parseNote(bytes));
    if (note === undefined) return 'reject-malformed';
    if (unlessRefused(() => verifyNote(note, keys)) !== undefined) return 'ok';
    const known = note.signatures.some(line => keys.some(key => key.name === line.name && key.id === line.id));
    return known ? 'reject-bad-signature' : 'reject-unverified';
}

function checkpointOutcome(v: Json): string {
    const suite = v.tree_hash === 'sm3' ? SM3 : v.tree_hash === 'sha256' ? SHA256 : refuse('an unknown hash');
    const last = /^'event <i>', i in 0\.\.(\d{1,6})$/.exec(text(v.entries))?.[1] ?? refuse('unknown entries');
    const bytes = utf8(text(v.checkpoint));
    const found = noteOutcome(bytes, v.vkeys);
    if (found !== 'ok') return found;
    const checkpoint = unlessRefused(() => parseCheckpoint(parseNote(bytes).text));
    if (checkpoint === undefined) return 'reject-malformed';
    const leaves = events(suite, Number(last) + 1);
    const same = checkpoint.size === BigInt(leaves.length) && equal(checkpoint.root, treeHash(suite, leaves));
    return same ? 'ok' : 'reject-root';
}

/** Leaf hashes of entries "event 0", "event 1", ... */
function events(suite: Suite, count: number): Bytes[] {
    return Array.from({ length: count }, (_, i) => hashLeaf(suite, utf8(`event ${i}`)));
}

function tiles(suite: Suite, v: Json): boolean {
    const size = Number(number(v.size));
    if (v.hash !== (suite === SM3 ? 'sm3' : 'sha256') || size > 1 << 22) return false;
    const leaves = events(suite, size);
    const root = decodeHex(v.root);
    if (!equal(treeHash(suite, leaves), root)) return false;
    for (const [name, hash] of Object.entries(v.right_edge_tiles as Json)) {
        const found = /^(\d+)\/((?:x\d{3}\/)*\d+)(?:\.p\/(\d+))?$/.exec(name);
        if (!found) return false;
        const stored = tile(
            suite,
            leaves,
            Number(found[1]),
            Number(found[2]!.replace(/[x/]/g, '')),
            Number(found[3] ?? 256),
        );
        const given = decodeHex(hash);
        if (!equal(digest(suite, stored), given) && !equal(stored, given)) return false;
    }
    const inclusion = list(v.inclusion) as Json[];
    const consistency = list(v.consistency) as Json[];
    return (
        inclusion.every(one => {
            const index = Number(number(one.index));
            return verifyInclusion(
                suite,
                BigInt(index),
                BigInt(size),
                leaves[index]!,
                list(one.proof).map(decodeHex),
                root,
            );
        }) &&
        consistency.every(one =>
            verifyConsistency(
                suite,
                number(one.size1),
                BigInt(size),
                list(one.proof).map(decodeHex),
                decodeHex(one.root1),
                root,
            ),
        )
    );
}

function tile(suite: Suite, leaves: readonly Bytes[], level: number, index: number, width: number): Bytes {
    const span = 256 ** level;
    const nodes = Array.from({ length: width }, (_, i) => {
        const from = (index * 256 + i) * span;
        return from + span <= leaves.length ? treeHash(suite, leaves.slice(from, from + span)) : new Uint8Array(0);
    });
    const out = new Uint8Array(nodes.reduce((sum, node) => sum + node.length, 0));
    nodes.reduce((at, node) => (out.set(node, at), at + node.length), 0);
    return out;
}

/** Groups in the words of a policy; a name that nothing declares is a witness. */
function quorum(v: Json): boolean {
    const lines = text(v.groups)
        .split(';')
        .map(line => line.split(/[ \t\n]+/).filter(word => word !== ''));
    const declared = new Set(['none', ...lines.filter(([word]) => word !== 'quorum').map(([, name]) => name)]);
    const named = new Set(
        lines.flatMap(([word, first, , ...more]) => (word === 'quorum' ? [first] : word === 'group' ? more : [])),
    );
    const witnesses = [...named].filter(name => !declared.has(name)).map(name => `witness ${name} ${name}`);
    // Nothing is signed here: the name stands for the key.
    const standIn = (name: string): VerifierKey => makeVerifierKey(name, 'ed25519', true, sha256(utf8(name)));
    const policy = parsePolicy([...witnesses, ...lines.map(words => words.join(' '))].join('\n'), standIn);
    return (list(v.cases) as [string[], boolean][]).every(([by, wanted]) => satisfied(policy, new Set(by)) === wanted);
}

/** Keys as Sigsum wrote them before: 64 hexadecimal digits of Ed25519. */
function sigsumKey(digits: string, witness: boolean): VerifierKey {
    const key = fromHex(digits);
    if (key.length !== 32) refuse('no key');
    return makeVerifierKey(`sigsum.org/v1/tree/${hex(sha256(key))}`, 'ed25519', witness, key);
}

/** Lines "<name>=<value>" in their order. */
class Lines {
    private readonly lines: string[];

    constructor(whole: string) {
        if (!whole.endsWith('\n')) refuse('the last line does not end');
        this.lines = whole.slice(0, -1).split('\n');
    }
    /** The value of the next line, if it is of this name. */
    may(name: string): string | undefined {
        return this.lines[0]?.startsWith(`${name}=`) ? this.lines.shift()!.slice(name.length + 1) : undefined;
    }
    must(name: string): string {
        return this.may(name) ?? refuse(`no ${name}`);
    }
    blank(): void {
        if (this.lines.shift() !== '') refuse('no empty line');
    }
    get done(): boolean {
        return this.lines.length === 0;
    }
}

function bytesOf(digits: string | undefined, length: number): Bytes {
    const bytes = fromHex((digits ?? refuse('nothing')).toLowerCase());
    return bytes.length === length ? bytes : refuse(`not ${length} bytes`);
}

/** A Sigsum proof (doc/sigsum-proof.md of sigsum-go), version 1 or 2: an entry of a log of signed checksums. */
function sigsumProof(v: Json): boolean {
    const lines = new Lines(text(v.proof));
    const version = lines.must('version');
    if (version !== '1' && version !== '2') refuse('an unknown version');
    const logKey = bytesOf(text(v.log_key_hex), 32);
    const submitKey = bytesOf(text(v.submit_key_hex), 32);
    const checksum = sha256(bytesOf(text(v.message_hex), 32));
    const logHash = bytesOf(lines.must('log'), 32);
    const parts = lines.must('leaf').split(' ');
    const short = version === '1' ? bytesOf(parts.shift(), 2) : checksum.subarray(0, 2);
    const submitHash = bytesOf(parts[0], 32);
    const leafSignature = bytesOf(parts[1], 64);
    lines.blank();
    const size = fromDecimal(lines.must('size'));
    const root = bytesOf(lines.must('root_hash'), 32);
    const signature = bytesOf(lines.must('signature'), 64);
    const cosigned = new Map<string, { time: bigint; signature: Bytes }>();
    for (let line = lines.may('cosignature'); line !== undefined; line = lines.may('cosignature')) {
        const [by, time, bytes, ...more] = line.split(' ');
        const key = hex(bytesOf(by, 32));
        if (more.length > 0 || cosigned.has(key)) refuse('a cosignature twice');
        cosigned.set(key, { time: fromDecimal(time ?? ''), signature: bytesOf(bytes, 64) });
    }
    let index = 0n;
    const path: Bytes[] = [];
    if (size > 1n) {
        lines.blank();
        index = fromDecimal(lines.must('leaf_index'));
        for (let line = lines.may('node_hash'); line !== undefined; line = lines.may('node_hash'))
            path.push(bytesOf(line, 32));
    }
    if (!lines.done || parts.length !== 2) refuse('something follows');

    const head = `sigsum.org/v1/tree/${hex(logHash)}\n${size}\n${base64(root)}\n`;
    const witnesses = list(v.witness_keys_hex)
        .map(key => bytesOf(text(key), 32))
        .filter(key => {
            const by = cosigned.get(hex(sha256(key)));
            return by && verifyEd25519(key, utf8(`cosignature/v1\ntime ${by.time}\n${head}`), by.signature);
        });
    const signed = concat(utf8('sigsum.org/v1/tree-leaf'), Uint8Array.of(0), checksum);
    return (
        equal(short, checksum.subarray(0, 2)) &&
        equal(logHash, sha256(logKey)) &&
        equal(submitHash, sha256(submitKey)) &&
        verifyEd25519(submitKey, signed, leafSignature) &&
        verifyEd25519(logKey, utf8(head), signature) &&
        BigInt(witnesses.length) >= number(v.quorum) &&
        verifyInclusion(SHA256, index, size, hashLeaf(SHA256, checksum, leafSignature, submitHash), path, root)
    );
}

// ---- files that are one case, or have their own layout

/** The CT reference tree: leaf hashes, complete nodes of the levels above, and the root of every size from 0. */
function referenceTree(v: Json): boolean {
    const leaves = list(v.leaf_inputs_hex).map(input => hashLeaf(SHA256, decodeHex(input)));
    const same = (hashes: unknown, count: number, made: (i: number) => Bytes): boolean => {
        const wanted = list(hashes).map(decodeHex);
        return wanted.length === count && wanted.every((hash, i) => equal(hash, made(i)));
    };
    const levels = Object.keys(v)
        .flatMap(name => /^level(\d+)_hex$/.exec(name)?.[1] ?? [])
        .map(Number);
    return (
        same(v.leaf_hashes_hex, leaves.length, i => leaves[i]!) &&
        levels.every(level => {
            const span = 2 ** level;
            return same(v[`level${level}_hex`], Math.floor(leaves.length / span), i =>
                treeHash(SHA256, leaves.slice(span * i, span * (i + 1))),
            );
        }) &&
        same(v.roots_by_size_hex, leaves.length + 1, i => treeHash(SHA256, leaves.slice(0, i)))
    );
}

/** Every proof of a tree of some leaves, made by the definitions and hashed together. */
function rolling(v: Json): boolean {
    const count = Number(
        /^(\d{1,3}) leaves, entry i is the single byte i$/.exec(text(v.tree))?.[1] ?? refuse('an unknown tree'),
    );
    if (count < 1 || count > 256) return false;
    const leaves = Array.from({ length: count }, (_, i) => hashLeaf(SHA256, Uint8Array.of(i)));
    const cache = new Map<number, Bytes>();
    const root = (from: number, to: number): Bytes => {
        const key = from * 1000 + to;
        let node = cache.get(key);
        if (node === undefined) {
            const k = splitOf(to - from);
            node = to - from === 1 ? leaves[from]! : hashChildren(SHA256, root(from, from + k), root(from + k, to));
            cache.set(key, node);
        }
        return node;
    };
    const path = (index: number, from: number, to: number): Bytes[] => {
        if (to - from === 1) return [];
        const middle = from + splitOf(to - from);
        return index < middle
            ? [...path(index, from, middle), root(middle, to)]
            : [...path(index, middle, to), root(from, middle)];
    };
    const subproof = (m: number, from: number, to: number, known: boolean): Bytes[] => {
        if (m === to) return known ? [] : [root(from, to)];
        const middle = from + splitOf(to - from);
        return m <= middle
            ? [...subproof(m, from, middle, known), root(middle, to)]
            : [...subproof(m, middle, to, false), root(from, middle)];
    };
    let inclusion = '';
    let consistency = '';
    for (let size = 1; size <= count; ++size) {
        for (let index = 0; index < size; ++index)
            inclusion += [index, size, ...path(index, 0, size).map(hex)].join(' ') + '\n';
        for (let from = 1; from <= size; ++from)
            consistency += [from, size, ...subproof(from, 0, size, true).map(hex)].join(' ') + '\n';
    }
    const wanted = v.sha256_of_all_lines as Json;
    return hex(sha256(utf8(inclusion))) === wanted.inclusion && hex(sha256(utf8(consistency))) === wanted.consistency;
}

function splitOf(n: number): number {
    let k = 1;
    while (2 * k < n) k *= 2;
    return k;
}

/** A message and its digest in each field: the text itself, or "<text> repeated <n> times". */
function sm3Examples(v: Json): boolean {
    const examples = Object.entries(v).filter(([name]) => name !== 'origin');
    return (
        examples.length > 0 &&
        examples.every(([name, wanted]) => {
            const repeated = /^(.*) repeated (\d{1,6}) times$/s.exec(name);
            return hex(sm3(utf8(repeated ? repeated[1]!.repeat(Number(repeated[2])) : name))) === wanted;
        })
    );
}

const fileChecks: Record<string, (json: Json) => boolean> = {
    'rfc6962/reference-tree': referenceTree,
    'rolling/rfc6962-ours': rolling,
    'sm3/sm3-standard': sm3Examples,
};

/** As tlog-tiles writes numbers: "x001/234". */
function tileNumber(index: number): string {
    const digits = String(index)
        .padStart(3 * Math.ceil(String(index).length / 3), '0')
        .match(/.../g)!;
    return digits.map((three, i) => (i < digits.length - 1 ? `x${three}` : three)).join('/');
}

/** checkpoint.<size> of a log laid out as tlog-tiles: signed by vkey, over the entries beside it. */
function checkpointFile(name: string, bytes: Bytes, beside: ReadBeside): boolean {
    const note = parseNote(bytes);
    const { origin, size, root } = parseCheckpoint(note.text);
    const key = parseVerifierKey(fromUtf8(beside('vkey')).trim());
    verifyNote(note, [key]);
    if (origin !== key.name || (name !== 'checkpoint' && name !== `checkpoint.${size}`) || size > 1n << 24n)
        return false;
    const leaves: Bytes[] = [];
    for (let rest = Number(size), i = 0; rest > 0; rest -= 256, ++i) {
        const path = `tile/entries/${tileNumber(i)}`;
        leaves.push(
            ...entryBundle(beside(rest < 256 ? `${path}.p/${rest}` : path)).map(entry => hashLeaf(SHA256, entry)),
        );
    }
    return BigInt(leaves.length) === size && equal(treeHash(SHA256, leaves), root);
}

/** Every file below tile/, by its path there: hash tiles are those of the entries, partial ones begin full ones. */
export function checkTiles(files: ReadonlyMap<string, Bytes>): boolean {
    const entries: Bytes[] = [];
    const named = [...files].map(([name, bytes]) => {
        const found = /^(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(name) ?? refuse('no tile');
        return {
            level: found[1]!,
            index: Number(found[2]!.replace(/[x/]/g, '')),
            width: Number(found[3] ?? 256),
            bytes,
        };
    });
    const bundles = named.filter(one => one.level === 'entries').sort((a, b) => b.width - a.width);
    for (const { index, width, bytes } of bundles) {
        const bundle = entryBundle(bytes);
        if (bundle.length !== width) return false;
        for (const [i, entry] of bundle.entries()) {
            const known = entries[256 * index + i];
            if (known && !equal(known, entry)) return false;
            entries[256 * index + i] = entry;
        }
    }
    const leaves = entries.map(entry => hashLeaf(SHA256, entry));
    if (Object.keys(leaves).length !== leaves.length) return false;
    return named.every(
        ({ level, index, width, bytes }) =>
            level === 'entries' || equal(tile(SHA256, leaves, Number(level), index, width), bytes),
    );
}

/** Each entry with its length before it, two bytes. */
function entryBundle(bytes: Bytes): Bytes[] {
    const out: Bytes[] = [];
    for (let at = 0; at < bytes.length; ) {
        const length = (bytes[at]! << 8) | (bytes[at + 1] ?? refuse('the end is missing'));
        if (at + 2 + length > bytes.length) refuse('the end is missing');
        out.push(bytes.subarray(at + 2, at + 2 + length));
        at += 2 + length;
    }
    return out;
}

export function passes(work: () => boolean): boolean {
    try {
        return work();
    } catch (fault) {
        // JSON that is none, fields that are not there, files that are missing.
        if (fault instanceof RangeError) throw fault;
        return false;
    }
}

function isCheckpoint(name: string): boolean {
    return /^checkpoint(\.\d+)?$/.test(name);
}

/** By folder and name; else, so that a renamed folder does no harm, by the name if only one shape has it. */
function shapeOf(path: string): string | undefined {
    const [folder, name] = path.split('/').slice(-2);
    const stem = /^(.*)\.jsonl?$/.exec(name ?? folder ?? '')?.[1];
    const shapes = [...Object.keys(lineChecks), ...Object.keys(fileChecks)].filter(
        shape => shape.split('/')[1] === stem,
    );
    return shapes.find(shape => shape === `${folder}/${stem}`) ?? shapes[shapes.length - 1];
}

export function isKnown(path: string): boolean {
    return shapeOf(path) !== undefined || isCheckpoint(path.split('/').pop()!);
}

/** Every case of one file; one of unknown shape is a failed case. */
export function conform(path: string, bytes: Bytes, beside: ReadBeside): Case[] {
    const name = path.split('/').pop()!;
    if (isCheckpoint(name)) return [{ name: path, passed: passes(() => checkpointFile(name, bytes, beside)) }];
    const shape = shapeOf(path);
    const document = shape === undefined ? undefined : fileChecks[shape];
    if (document) return [{ name: path, passed: passes(() => document(parseJson(fromUtf8(bytes)))) }];
    const line = shape === undefined ? undefined : lineChecks[shape];
    if (line === undefined) return [{ name: path, passed: false }];
    const cases = new TextDecoder()
        .decode(bytes)
        .split('\n')
        .flatMap((json, i) =>
            json.trim() === '' ? [] : [{ name: `${path}:${i + 1}`, passed: passes(() => line(parseJson(json))) }],
        );
    return cases.length > 0 ? cases : [{ name: path, passed: false }];
}
