// The proof of one code's history, in one file.
import {
    type Bytes,
    Refused,
    base64,
    concat,
    equal,
    fromBigEndian,
    hex,
    pieces,
    refuse,
    unlessRefused,
    utf8,
} from './bytes.ts';
import { Reader } from './cbor.ts';
import { checkCheckpoint, treeSuite } from './checkpoint.ts';
import { type Suite, digest, hashLeaf, suiteFrom } from './hash.ts';
import { type RunAnswer, RUNS_MAX, type Shown, checkRun, parseRuns } from './index_run.ts';
import { Kind, type Leaf, type Opening, parseLeaf, verifyOpening } from './leaf.ts';
import { type Checkpoint, type Note, parseCheckpoint, parseNote, verifyNote } from './note.ts';
import { type Policy, parsePolicy } from './policy.ts';
import { Finding } from './report.ts';
import { HASH_BYTES, type Place, rootOfMultiProof } from './tree.ts';

const BYTES_MAX = 1 << 20;
const CODE_BYTES_MAX = 512;
const KEYS_MAX = 64;

/** Public fields: number of a part of an event, list of an erasure. */
const PART = 2;
const ERASED = 1;

export interface Entry {
    index: bigint;
    /** Nothing for a redacted one, whose hash stands for it. */
    leaf: Bytes | undefined;
    leafHash: Bytes | undefined;
    openings: Opening[];
    /** Fields that were erased by law. */
    erased: number[];
}

export interface Bundle {
    suite: Suite;
    code: string;
    keys: Bytes[];
    checkpoint: Note;
    entries: Entry[];
    proof: Bytes[];
    commitment: bigint | undefined;
    runs: RunAnswer[];
    /** What the log says of which keys belong to the code; see claimText(). */
    claim: Note;
}

function limited<T>(items: T[], max: number): T[] {
    return items.length <= max ? items : refuse('too many elements');
}

function exactly(in_: Reader, items: number): void {
    if (in_.array() !== items) refuse(`not ${items} elements`);
}

function hashes(in_: Reader): Bytes[] {
    return pieces(in_.bytes(), HASH_BYTES);
}

function readOpening(in_: Reader): Opening {
    exactly(in_, 6);
    return {
        id: in_.small(0xffff),
        salt: in_.bytes(16),
        value: in_.bytes(),
        position: in_.small(0xff),
        width: in_.small(0xff),
        path: hashes(in_),
    };
}

function readEntry(in_: Reader): Entry {
    exactly(in_, 5);
    const entry: Entry = { index: in_.unsigned(), leaf: undefined, leafHash: undefined, openings: [], erased: [] };
    if (in_.nextIsNull()) {
        in_.null();
        entry.leafHash = in_.bytes(HASH_BYTES);
    } else {
        entry.leaf = in_.bytes();
        if (entry.leaf.length === 0) refuse('an empty record');
        in_.null();
    }
    entry.openings = limited(
        in_.list(() => readOpening(in_)),
        16,
    );
    entry.erased = limited(
        in_.list(() => in_.small(0xffff)),
        16,
    );
    return entry;
}

function readShown(in_: Reader): Shown {
    exactly(in_, 3);
    const shown: Shown = { position: in_.unsigned(), key: in_.bytes(16), indices: undefined, rest: new Uint8Array(0) };
    if (in_.peek() === 2) {
        shown.rest = in_.bytes(HASH_BYTES);
    } else {
        shown.indices = in_.list(() => in_.unsigned());
        if (shown.indices.length === 0) refuse('a record without leaves');
    }
    return shown;
}

function readRun(in_: Reader): RunAnswer {
    exactly(in_, 2);
    return {
        shown: limited(
            in_.list(() => readShown(in_)),
            3 * KEYS_MAX,
        ),
        proof: hashes(in_),
    };
}

export function parseBundle(bytes: Bytes): Bundle {
    if (bytes.length > BYTES_MAX) refuse('the bundle is too long');
    const in_ = new Reader(bytes);
    exactly(in_, 10);
    if (in_.text() !== 'yiguan-bundle/1') refuse('no bundle');
    const suite = suiteFrom(in_.unsigned());
    const code = in_.text();
    // One line, so that nothing else can stand in the claim.
    if (code === '' || utf8(code).length > CODE_BYTES_MAX || /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(code))
        refuse('no code');
    const keys = limited(
        in_.list(() => in_.bytes(16)),
        KEYS_MAX,
    );
    if (keys.length === 0) refuse('no keys');
    const checkpoint = parseNote(utf8(in_.text()));
    const entries = in_.list(() => readEntry(in_));
    const proof = hashes(in_);
    let commitment: bigint | undefined;
    if (in_.nextIsNull()) in_.null();
    else commitment = in_.unsigned();
    const runs = limited(
        in_.list(() => readRun(in_)),
        RUNS_MAX,
    );
    const claim = parseNote(utf8(in_.text()));
    in_.end();
    return { suite, code, keys, checkpoint, entries, proof, commitment, runs, claim };
}

/** "<origin>/bundle\n<code>\n<base64 of H(keys)>\n" */
export function claimText(bundle: Pick<Bundle, 'suite' | 'code' | 'keys'>, origin: string): string {
    return `${origin}/bundle\n${bundle.code}\n${base64(digest(bundle.suite, concat(...bundle.keys)))}\n`;
}

export interface BundleReport {
    finding: Finding;
    code: string;
    origin: string;
    /** Every entry is in the tree that the log signs. */
    genuine: boolean;
    /** Witnesses, and when each signed (seconds). */
    seenBy: { name: string; time: bigint }[];
    size: bigint;
    /** No entry of the keys is missing among leaves [0, completeTo), up to this time (ms). */
    completeTo: bigint;
    completeToMs: bigint | undefined;
    events: number;
    /** Events of which nothing is shown. */
    withheld: number;
    /** Fields erased by law. */
    erased: number;
}

interface Known {
    entry: Entry;
    leaf: Leaf | undefined;
    /** Leaf of further unit keys of the event before it. */
    part: boolean;
    /** Only the last record that the index covers, for its time. */
    beside: boolean;
}

/** The rules of docs/formats/bundle.md, in their order. */
export function checkBundle(bundle: Bundle, policy: Policy): BundleReport {
    const { finding, checkpoint, signedByLog, seenBy } = checkCheckpoint(bundle.checkpoint, policy);
    const report: BundleReport = {
        ...nothing(finding),
        code: bundle.code,
        origin: checkpoint?.origin ?? '',
        size: checkpoint?.size ?? 0n,
    };
    if (finding.bad || checkpoint === undefined) return report;
    try {
        if (new Set(bundle.keys.map(hex)).size !== bundle.keys.length) refuse('a key twice');
        if (bundle.suite !== treeSuite(checkpoint.origin)) refuse('another hash than that of the log');
        checkClaim(bundle, checkpoint.origin, policy);
        checkTree(bundle, checkpoint);
        const entries = readEntries(bundle);
        markBeside(bundle, entries);
        checkBelonging(bundle, entries);
        checkErased(entries);
        const complete = checkComplete(bundle, entries);
        const events = entries.filter(({ leaf, part, beside }) => !part && !beside && (leaf === undefined || isEvent(leaf)));
        Object.assign(report, complete, {
            genuine: signedByLog,
            seenBy: signedByLog ? seenBy : [],
            events: events.length,
            withheld: events.filter(({ entry }) => entry.openings.length === 0).length,
            erased: entries.reduce((sum, { entry }) => sum + entry.erased.length, 0),
        });
        finding.add('valid', `${bundle.entries.length} 条记录都在检查点所签的树里。`);
    } catch (fault) {
        if (!(fault instanceof Refused)) throw fault;
        finding.add('invalid', `证明不成立：${fault.message}。`);
    }
    return report;
}

function nothing(finding: Finding): BundleReport {
    return {
        finding,
        code: '',
        origin: '',
        genuine: false,
        seenBy: [],
        size: 0n,
        completeTo: 0n,
        completeToMs: undefined,
        events: 0,
        withheld: 0,
        erased: 0,
    };
}

function checkClaim(bundle: Bundle, origin: string, policy: Policy): void {
    if (bundle.claim.text !== claimText(bundle, origin)) refuse('the claim is about other keys');
    const keys = policy.logs.filter(key => key.name === origin);
    if (keys.length > 0) verifyNote(bundle.claim, keys);
}

function checkTree(bundle: Bundle, checkpoint: Checkpoint): void {
    const places: Place[] = bundle.entries.map(entry => ({
        index: entry.index,
        hash: entry.leafHash ?? hashLeaf(bundle.suite, entry.leaf!),
    }));
    if (places.length === 0) {
        if (bundle.proof.length > 0) refuse('a proof of nothing');
        return;
    }
    const root = rootOfMultiProof(bundle.suite, places, checkpoint.size, bundle.proof);
    if (!equal(root, checkpoint.root)) refuse('the records are not in the signed tree');
}

function isEvent(leaf: Leaf): boolean {
    return leaf.kind === Kind.event || leaf.kind === Kind.correction;
}

/** Each record by itself: well-formed, of the bundle's hash, in the order of time, its openings right. */
function readEntries(bundle: Bundle): Known[] {
    let last = 0n;
    return bundle.entries.map(entry => {
        ascending(entry.erased, 'erased fields');
        ascending(
            entry.openings.map(opening => opening.id),
            'openings',
        );
        if (entry.leaf === undefined) {
            if (entry.openings.length + entry.erased.length > 0) refuse('fields of a withdrawn record');
            return { entry, leaf: undefined, part: false, beside: false };
        }
        const leaf = parseLeaf(entry.leaf);
        if (leaf.suite !== bundle.suite) refuse('a record of another hash');
        if (leaf.recordedMs < last) refuse('a record before its time');
        last = leaf.recordedMs;
        if (!entry.openings.every(opening => verifyOpening(leaf.suite, opening, leaf.privateRoot)))
            refuse('an opening of another value');
        if (entry.openings.length > 0) checkPlaces(leaf, entry.openings);
        return { entry, leaf, part: isEvent(leaf) && leaf.publics.has(PART), beside: false };
    });
}

/** One width and one place for each field: nobody can be shown another value of it. */
function checkPlaces(leaf: Leaf, openings: readonly Opening[]): void {
    const width = openings[0]!.width;
    const placed = (one: Opening): boolean =>
        one.width === width && one.position === (one.id >= 16 ? one.id - 12 : one.id - 1);
    if (!isEvent(leaf) || openings[0]!.id !== 1 || !openings.every(placed)) refuse('a field out of its place');
}

function ascending(ids: readonly number[], what: string): void {
    if (ids.some((id, i) => i > 0 && id <= ids[i - 1]!)) refuse(`${what} out of order`);
}

/** Nothing is in a bundle that does not belong to the code. */
function checkBelonging(bundle: Bundle, entries: readonly Known[]): void {
    const asked = new Set(bundle.keys.map(hex));
    const about = (leaf: Leaf): boolean => leaf.keys.some(key => asked.has(hex(key)));
    const at = new Map(entries.map(known => [known.entry.index, known]));
    const withParts = new Set<Leaf>();
    for (const { entry, leaf, part, beside } of entries) {
        if (!part || beside || leaf === undefined) continue;
        const number = leaf.publics.get(PART);
        if (typeof number !== 'bigint' || number < 1n || !about(leaf)) return refuse('a part of nothing asked for');
        if (entry.openings.length + entry.erased.length > 0) refuse('fields of a part');
        const whole = at.get(entry.index - number)?.leaf;
        const fits =
            whole &&
            whole.kind === leaf.kind &&
            !whole.publics.has(PART) &&
            equal(whole.privateRoot, leaf.privateRoot) &&
            whole.recordedMs === leaf.recordedMs;
        if (!fits) return refuse('a part without its event');
        withParts.add(whole);
    }
    for (const { entry, leaf, part, beside } of entries) {
        if (leaf === undefined || part || beside) continue;
        const belongs = isEvent(leaf)
            ? about(leaf) || withParts.has(leaf)
            : leaf.kind === Kind.index
              ? entry.index === bundle.commitment
              : [Kind.erasure, Kind.codesIssued, Kind.incident].some(kind => kind === leaf.kind);
        if (!belongs) refuse('a record that is not about this code');
    }
}

/** The last record that the index covers may be about something else; then nothing of it is shown. */
function markBeside(bundle: Bundle, entries: Known[]): void {
    const commitment = entries.find(({ entry }) => entry.index === bundle.commitment)?.leaf;
    const encoded = commitment?.kind === Kind.index ? commitment.publics.get(1) : undefined;
    if (!(encoded instanceof Uint8Array)) return;
    const heads = unlessRefused(() => parseRuns(encoded));
    if (heads === undefined) return;
    const index = heads[heads.length - 1]!.to - 1n;
    const known = entries.find(({ entry }) => entry.index === index);
    if (known?.leaf === undefined || known.leaf.kind === Kind.erasure) return;
    const asked = new Set(bundle.keys.map(hex));
    const about = (leaf: Leaf): boolean => leaf.keys.some(key => asked.has(hex(key)));
    const hasPart = entries.some(({ entry, leaf, part }) => {
        const number = part ? leaf?.publics.get(PART) : undefined;
        return leaf && about(leaf) && typeof number === 'bigint' && entry.index - number === index;
    });
    known.beside = !about(known.leaf) && !hasPart;
    if (known.beside && known.entry.openings.length + known.entry.erased.length > 0) refuse('fields of another record');
}

/** What is said to be erased, an erasure in the log says too. */
function checkErased(entries: readonly Known[]): void {
    const listed = new Set<string>();
    for (const { leaf } of entries) {
        if (leaf?.kind !== Kind.erasure) continue;
        const list = leaf.publics.get(ERASED);
        if (!(list instanceof Uint8Array)) return refuse('an erasure of nothing');
        for (const piece of pieces(list, 10))
            listed.add(`${fromBigEndian(piece.subarray(0, 8))} ${fromBigEndian(piece.subarray(8))}`);
    }
    for (const { entry } of entries)
        for (const id of entry.erased)
            if (!listed.has(`${entry.index} ${id}`)) refuse('erased, but no erasure says so');
}

function checkComplete(bundle: Bundle, entries: readonly Known[]): Pick<BundleReport, 'completeTo' | 'completeToMs'> {
    if (bundle.commitment === undefined) {
        if (bundle.runs.length > 0) refuse('runs without a commitment');
        return { completeTo: 0n, completeToMs: undefined };
    }
    const commitment = entries.find(({ entry }) => entry.index === bundle.commitment)?.leaf;
    if (commitment?.kind !== Kind.index || commitment.keys.length > 0) return refuse('no commitment to the index');
    const encoded = commitment.publics.get(1);
    const time = commitment.publics.get(2);
    if (!(encoded instanceof Uint8Array) || typeof time !== 'bigint' || commitment.publics.size !== 2)
        return refuse('a commitment of another form');
    if (time < 0n || time > commitment.recordedMs) refuse('a commitment to the future');
    const heads = parseRuns(encoded);
    const end = heads[heads.length - 1]!.to;
    if (heads.length !== bundle.runs.length) refuse('not an answer for each run');
    if (end > bundle.commitment) refuse('a commitment to what came after it');

    const lastCovered = entries.find(({ entry }) => entry.index === end - 1n)?.leaf;
    if (lastCovered?.recordedMs !== time) refuse('a time that no record has');
    const present = new Set(entries.map(({ entry }) => entry.index));
    const named = new Set<bigint>();
    heads.forEach((head, i) => {
        for (const index of checkRun(bundle.suite, head, bundle.keys, bundle.runs[i]!)) {
            if (!present.has(index)) refuse('a record of this code was left out');
            named.add(index);
        }
    });
    const asked = new Set(bundle.keys.map(hex));
    for (const { entry, leaf } of entries) {
        const covered = entry.index < end;
        if (covered && (leaf === undefined || leaf.keys.some(key => asked.has(hex(key)))) && !named.has(entry.index))
            refuse('a record that the index does not know');
        if (leaf && (covered ? leaf.recordedMs > time : leaf.recordedMs < time))
            refuse('a record on the wrong side of the time');
    }
    return { completeTo: end, completeToMs: time };
}

/** Everything at once: bytes of a file and the text of a policy. Refuses a policy that cannot be read. */
export function verifyBundle(bytes: Bytes, policyText: string | Bytes): BundleReport {
    const policy = parsePolicy(policyText);
    try {
        return checkBundle(parseBundle(bytes), policy);
    } catch (fault) {
        if (!(fault instanceof Refused)) throw fault;
        return nothing(new Finding().add('invalid', `不是完好的证明文件：${fault.message}。`));
    }
}

/** The log that a bundle names, before anything is checked. */
export function bundleOrigin(bytes: Bytes): string | undefined {
    return unlessRefused(() => parseCheckpoint(parseBundle(bytes).checkpoint.text).origin);
}
