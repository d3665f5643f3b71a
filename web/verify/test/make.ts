// Logs, bundles and receipts made for tests: the writing half of the formats, with throw-away keys from fixed seeds.
import { ed25519 } from '@noble/curves/ed25519.js';
import { type Bytes, base64, bigEndian, compare, concat, hex, utf8 } from '../src/bytes.ts';
import { claimText } from '../src/bundle.ts';
import { type Value, encode } from '../src/cbor.ts';
import { treeSuite } from '../src/checkpoint.ts';
import { SHA256, type Suite, digest, emptyRoot, hashChildren, hashLeaf, sha256 } from '../src/hash.ts';
import { restOf } from '../src/index_run.ts';
import { hashField } from '../src/leaf.ts';
import { type VerifierKey, makeVerifierKey, verifierKeyText } from '../src/note.ts';
import { Sm2Point, sm2Curve, sm2Digest } from '../src/signatures.ts';

/** Bytes that follow from a name. */
export function seeded(name: string, length = 32): Bytes {
    let out: Bytes = new Uint8Array(0);
    for (let i = 0; out.length < length; ++i) out = concat(out, sha256(utf8(`${name}/${i}`)));
    return out.subarray(0, length);
}

// ---- signing

export interface Signer {
    verifier: VerifierKey;
    /** A whole signature line. */
    line(text: string, time?: bigint): string;
}

function fromBytes(bytes: Bytes): bigint {
    return BigInt(`0x${hex(bytes)}`);
}

/** GB/T 32918.2 section 6.1, with a nonce that follows from key and message. */
export function signSm2(secret: bigint, key: Bytes, message: Bytes): Bytes {
    const { n } = sm2Curve;
    const k = (fromBytes(sha256(concat(bigEndian(secret, 32), message))) % (n - 1n)) + 1n;
    const r = (sm2Digest(key, message) + Sm2Point.BASE.multiply(k).toAffine().x) % n;
    const inverse = Sm2Point.Fn.inv((1n + secret) % n);
    const s = (((inverse * (k - r * secret)) % n) + n) % n;
    return concat(bigEndian(r, 32), bigEndian(s, 32));
}

export function makeSigner(name: string, kind: 'ed25519' | 'sm2', witness = false): Signer {
    const seed = seeded(`${name}/${kind}`);
    const secret = fromBytes(seed) % sm2Curve.n;
    const key =
        kind === 'ed25519' ? ed25519.getPublicKey(seed) : Sm2Point.BASE.multiply(secret).toBytes(false).subarray(1);
    const verifier = makeVerifierKey(name, kind, witness, key);
    const raw = (message: Bytes): Bytes =>
        kind === 'ed25519' ? ed25519.sign(message, seed) : signSm2(secret, key, message);
    return {
        verifier,
        line: (text, time = 0n) => {
            const signature = witness
                ? concat(bigEndian(time, 8), raw(utf8(`cosignature/v1\ntime ${time}\n${text}`)))
                : raw(utf8(text));
            return `\u2014 ${name} ${base64(concat(bigEndian(BigInt(verifier.id), 4), signature))}\n`;
        },
    };
}

// ---- the tree

/** PATH and the like by the definitions, with every complete node remembered. */
export class Tree {
    private readonly nodes = new Map<string, Bytes>();
    readonly suite: Suite;
    readonly leaves: Bytes[];

    constructor(suite: Suite, leaves: Bytes[]) {
        this.suite = suite;
        this.leaves = leaves;
    }
    root(from = 0, to = this.leaves.length): Bytes {
        if (from === to) return emptyRoot(this.suite);
        if (to - from === 1) return this.leaves[from]!;
        const name = `${from}-${to}`;
        let node = this.nodes.get(name);
        if (!node) {
            const middle = from + split(to - from);
            this.nodes.set(name, (node = hashChildren(this.suite, this.root(from, middle), this.root(middle, to))));
        }
        return node;
    }
    inclusion(index: number, from = 0, to = this.leaves.length): Bytes[] {
        if (to - from === 1) return [];
        const middle = from + split(to - from);
        return index < middle
            ? [...this.inclusion(index, from, middle), this.root(middle, to)]
            : [...this.inclusion(index, middle, to), this.root(from, middle)];
    }
    multi(positions: readonly number[], from = 0, to = this.leaves.length): Bytes[] {
        const inside = positions.filter(at => at >= from && at < to);
        if (inside.length === 0) return [this.root(from, to)];
        if (to - from === 1) return [];
        const middle = from + split(to - from);
        return [...this.multi(inside, from, middle), ...this.multi(inside, middle, to)];
    }
}

function split(n: number): number {
    let k = 1;
    while (2 * k < n) k *= 2;
    return k;
}

// ---- records

export interface Draft {
    kind: number;
    recordedMs: bigint;
    keys: Bytes[];
    publics?: Map<number, Value>;
    /** Private values by field id. */
    fields: Map<number, Bytes>;
    /** Further unit keys of the record before, in a record of their own. */
    partOf?: number;
}

export interface Made {
    draft: Draft;
    leaf: Bytes;
    /** Whole opening of a field, as a bundle holds it. */
    open(id: number): Value;
}

export function makeRecord(suite: Suite, draft: Draft, name: string): Made {
    const ids = [...draft.fields.keys()];
    const salt = (id: number): Bytes => seeded(`${name}/salt/${id}`, 16);
    const entries = ids.map(id => hashField(suite, id, salt(id), draft.fields.get(id)!));
    let width = 2;
    while (width < entries.length) width *= 2;
    while (entries.length < width) entries.push(seeded(`${name}/filler/${entries.length}`));
    const tree = new Tree(suite, entries);
    const keys = [...draft.keys].sort(compare);
    const leaf = encode([suite, draft.kind, draft.recordedMs, keys, draft.publics ?? new Map(), tree.root(), null]);
    return {
        draft,
        leaf,
        open: id => {
            const position = ids.indexOf(id);
            return [id, salt(id), draft.fields.get(id)!, position, width, concat(...tree.inclusion(position))];
        },
    };
}

// ---- a log

export interface Request {
    code: string;
    keys: readonly Bytes[];
    /** Fields to open of a record. */
    shows?: (index: number) => readonly number[];
    /** Records whose field 16 is erased. */
    erased?: readonly number[];
}

/** A bundle before it is signed. */
export interface Parts {
    version: string;
    suite: number;
    code: string;
    /** Another code than the claim's. */
    claimed?: string;
    keys: Bytes[];
    /** Other keys than the runs answer for. */
    answered?: Bytes[];
    size: number;
    entries: { index: number; leaf: Bytes | null; hash: Bytes | null; shown: number[]; erased: number[] }[];
    commitment: number | null;
    runs: number[];
    origin: string;
    cosigned: boolean;
}

interface Run {
    from: number;
    to: number;
    records: { key: Bytes; indices: bigint[] }[];
    tree: Tree;
}

export class TestLog {
    readonly suite: Suite;
    readonly origin: string;
    readonly records: Made[] = [];
    readonly signers: Signer[];
    readonly witnesses: Signer[];
    private runs: Run[] = [];
    commitment: number | undefined;
    nowMs = 1_790_000_000_000n;

    constructor(origin: string, witnesses: number) {
        this.origin = origin;
        this.suite = treeSuite(origin);
        this.signers = [makeSigner(origin, 'ed25519'), makeSigner(origin, 'sm2')];
        this.witnesses = Array.from({ length: witnesses }, (_, i) =>
            makeSigner(`witness.example/w${i + 1}`, i % 2 ? 'sm2' : 'ed25519', true),
        );
    }
    append(draft: Omit<Draft, 'recordedMs'>): number {
        const whole = draft.partOf === undefined ? undefined : this.records[draft.partOf]!;
        if (whole === undefined) this.nowMs += 137n;
        const name = `${this.origin}/${draft.partOf ?? this.records.length}`;
        const fields = whole?.draft.fields ?? draft.fields;
        this.records.push(makeRecord(this.suite, { ...draft, fields, recordedMs: this.nowMs }, name));
        return this.records.length - 1;
    }
    /** An erasure of field 16 of these records. */
    erase(indices: readonly number[]): number {
        const list = concat(...indices.map(index => concat(bigEndian(BigInt(index), 8), bigEndian(16n, 2))));
        return this.append({
            kind: 4,
            keys: [],
            publics: new Map<number, Value>([
                [1, list],
                [2, utf8('PIPL 47')],
                [3, 1],
            ]),
            fields: new Map([[5, utf8('erased')]]),
        });
    }
    /** Indexes everything so far in runs that end at these places, and commits to them. */
    commit(ends: readonly number[]): void {
        this.runs = ends.map((to, i) => this.makeRun(i === 0 ? 0 : ends[i - 1]!, to));
        const encoded = concat(
            ...this.runs.map(run =>
                concat(
                    bigEndian(BigInt(run.from), 8),
                    bigEndian(BigInt(run.to), 8),
                    bigEndian(BigInt(run.records.length), 8),
                    run.tree.root(),
                ),
            ),
        );
        const covered = this.records[ends[ends.length - 1]! - 1]!.draft.recordedMs;
        this.commitment = this.append({
            kind: 5,
            keys: [],
            publics: new Map<number, Value>([
                [1, encoded],
                [2, covered],
            ]),
            fields: new Map([[5, utf8('index')]]),
        });
    }
    private makeRun(from: number, to: number): Run {
        const by = new Map<string, { key: Bytes; indices: bigint[] }>();
        for (let i = from; i < to; ++i)
            for (const key of this.records[i]!.draft.keys) {
                const record = by.get(hex(key)) ?? { key, indices: [] };
                record.indices.push(BigInt(i));
                by.set(hex(key), record);
            }
        const records = [...by.values()].sort((a, b) => compare(a.key, b.key));
        const leaves = records.map(one => hashLeaf(this.suite, one.key, restOf(this.suite, one.indices)));
        return { from, to, records, tree: new Tree(this.suite, leaves) };
    }

    tree(size = this.records.length): Tree {
        return new Tree(
            this.suite,
            this.records.slice(0, size).map(one => hashLeaf(this.suite, one.leaf)),
        );
    }
    checkpoint(size = this.records.length, cosigned = true): string {
        return this.sign(`${this.origin}\n${size}\n${base64(this.tree(size).root())}\n`, cosigned);
    }
    sign(text: string, cosigned = false): string {
        const lines = this.signers.map(signer => signer.line(text));
        if (cosigned) lines.push(...this.witnesses.map(witness => witness.line(text, this.nowMs / 1000n)));
        return `${text}\n${lines.join('')}`;
    }
    policy(): string {
        const names = this.witnesses.map((_, i) => `w${i + 1}`);
        return (
            [
                '# for tests',
                ...this.signers.map(signer => `log ${verifierKeyText(signer.verifier)}`),
                ...this.witnesses.map((witness, i) => `witness ${names[i]} ${verifierKeyText(witness.verifier)}`),
                ...(names.length ? [`group witnesses any ${names.join(' ')}`, 'quorum witnesses'] : ['quorum none']),
            ].join('\n') + '\n'
        );
    }

    private answer(run: Run, keys: readonly Bytes[]): Value {
        const shown = new Map<number, Value>();
        for (const key of [...keys].sort(compare)) {
            const at = run.records.findIndex(one => compare(one.key, key) >= 0);
            const found = run.records[at];
            const neighbour = (position: number): void => {
                const one = run.records[position];
                if (one && !shown.has(position))
                    shown.set(position, [position, one.key, restOf(this.suite, one.indices)]);
            };
            if (found && compare(found.key, key) === 0) shown.set(at, [at, key, found.indices]);
            else if (run.records.length > 0)
                for (const near of at < 0 ? [run.records.length - 1] : [at - 1, at]) neighbour(near);
        }
        const positions = [...shown.keys()].sort((a, b) => a - b);
        const proof = run.records.length > 0 ? concat(...run.tree.multi(positions)) : new Uint8Array(0);
        return [positions.map(position => shown.get(position)!), proof];
    }

    /** Everything about the keys, as the platform answers; `change` may spoil it before it is signed and encoded. */
    bundle(request: Request, change: (parts: Parts) => void = () => undefined): Bytes {
        const parts: Parts = {
            version: 'yiguan-bundle/1',
            suite: this.suite,
            code: request.code,
            keys: [...request.keys],
            size: this.records.length,
            entries: this.withTime(this.about(request)).map(([index, own]) => ({
                index,
                leaf: this.records[index]!.leaf,
                hash: null,
                shown: (own ? (request.shows?.(index) ?? []) : []).filter(
                    id => this.records[index]!.draft.fields.has(id) && this.isEvent(index) && !this.isPart(index),
                ),
                erased: own && request.erased?.includes(index) ? [16] : [],
            })),
            commitment: this.commitment ?? null,
            runs: this.runs.map((_, i) => i),
            origin: this.origin,
            cosigned: true,
        };
        if (this.commitment === undefined) parts.runs = [];
        change(parts);
        const positions = parts.entries.map(entry => entry.index);
        const proof = positions.length ? concat(...this.tree(parts.size).multi(positions)) : new Uint8Array(0);
        const claim = claimText(
            { suite: parts.suite as Suite, code: parts.claimed ?? parts.code, keys: parts.keys },
            parts.origin,
        );
        return encode([
            parts.version,
            parts.suite,
            parts.code,
            parts.keys,
            this.checkpoint(parts.size, parts.cosigned),
            parts.entries.map(({ index, leaf, hash, shown, erased }) => [
                index,
                leaf,
                hash,
                shown.map(id => this.records[index]!.open(id)),
                erased,
            ]),
            proof,
            parts.commitment,
            parts.runs.map(i => this.answer(this.runs[i]!, parts.answered ?? parts.keys)),
            this.sign(claim),
        ]);
    }
    /** Beside the code's own records the last one that the index covers. */
    private withTime(own: readonly number[]): [number, boolean][] {
        const run = this.commitment === undefined ? undefined : this.runs[this.runs.length - 1];
        const last = run === undefined ? [] : [run.to - 1];
        const all = new Set([...own, ...last]);
        return [...all].sort((a, b) => a - b).map(index => [index, own.includes(index)]);
    }
    private isEvent(index: number): boolean {
        return [1, 3].includes(this.records[index]!.draft.kind);
    }
    private isPart(index: number): boolean {
        return this.records[index]!.draft.partOf !== undefined;
    }
    /** Indices of records that have one of the keys, of the wholes of parts, of erasures and of the commitment. */
    private about(request: Request): number[] {
        const has = (one: Made): boolean =>
            one.draft.keys.some(key => request.keys.some(asked => compare(key, asked) === 0));
        const out = new Set<number>();
        this.records.forEach((one, i) => {
            if (has(one)) out.add(one.draft.partOf ?? i).add(i);
            if (one.draft.kind === 4 || i === this.commitment) out.add(i);
        });
        return [...out].sort((a, b) => a - b);
    }

    receipt(first: number, count: number, promised = true): Bytes {
        const leaves = this.records.slice(first, first + count).map(one => one.leaf);
        const root = new Tree(
            this.suite,
            leaves.map(leaf => hashLeaf(this.suite, leaf)),
        ).root();
        const promise = `${this.origin}/promise\n${first} ${count}\n${base64(root)}\n${this.nowMs}\n`;
        const positions = leaves.map((_, i) => first + i);
        return encode([
            'yiguan-receipt/1',
            promised ? this.sign(promise) : '',
            first,
            leaves,
            concat(...this.tree().multi(positions)),
            this.checkpoint(),
        ]);
    }

    tlogProof(index: number): string {
        const path = this.tree()
            .inclusion(index)
            .map(hash => base64(hash) + '\n')
            .join('');
        return `c2sp.org/tlog-proof@v1\nextra ${base64(this.records[index]!.leaf)}\nindex ${index}\n${path}\n${this.checkpoint()}`;
    }
}

/** 16 bytes from a name, as unit keys are. */
export function keyOf(name: string): Bytes {
    return digest(SHA256, utf8(name)).subarray(0, 16);
}

/** `size` records, every ninth part of them about one of the keys, in `runs` runs; then some that no run covers yet. */
export function sampleLog(origin: string, size: number, keys: readonly Bytes[], runs: number, witnesses = 2): TestLog {
    const log = new TestLog(origin, witnesses);
    const every = Math.max(2, Math.floor(size / 9));
    const fieldsOf = (i: number): Map<number, Bytes> =>
        new Map<number, Bytes>([
            [1, encode([1, 1, i % 5, 3])],
            [2, encode([1_790_000_000_000, 480])],
            [3, encode([7, 9, null, null])],
            [4, utf8(`contents of ${i}`)],
            ...(i % 2 === 1 ? [[16, utf8('a name')] as [number, Bytes]] : []),
        ]);
    for (let i = 0; i < size; ++i) {
        const ours = i % every === 1;
        const whole = log.append({
            kind: i % 17 === 16 ? 3 : 1,
            keys:
                ours && i % 4 !== 3
                    ? [keys[i % keys.length]!, keyOf(`other/${i}`)]
                    : [keyOf(`other/${i % 97}`), keyOf(`more/${i}`)],
            publics: new Map<number, Value>([[1, 1 + (i % 4)]]),
            fields: fieldsOf(i),
        });
        if (ours && i % 4 === 3)
            log.append({
                kind: i % 17 === 16 ? 3 : 1,
                keys: [keys[i % keys.length]!],
                partOf: whole,
                publics: new Map<number, Value>([
                    [1, 1 + (i % 4)],
                    [2, 1],
                ]),
                fields: new Map(),
            });
    }
    if (runs > 0) {
        log.erase([1, 1 + every]);
        const end = log.records.length - 2;
        log.commit(
            Array.from({ length: runs }, (_, i) =>
                i === runs - 1 ? end : Math.floor((end * (i + 1)) / (runs + 1)) + 1,
            ),
        );
        log.append({ kind: 1, keys: [keys[0]!], publics: new Map([[1, 1]]), fields: fieldsOf(2) });
    }
    return log;
}
