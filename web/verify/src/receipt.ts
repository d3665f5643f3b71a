// What a submitter keeps: C2SP tlog-proof of one record, or the receipt of a whole submission.
import { type Bytes, Refused, equal, fromBase64, fromDecimal, fromUtf8, pieces, refuse, utf8 } from './bytes.ts';
import { Reader } from './cbor.ts';
import { checkCheckpoint, treeSuite } from './checkpoint.ts';
import { hashLeaf } from './hash.ts';
import { LEAF_BYTES_MAX } from './leaf.ts';
import { type Note, parseNote, parsePromise, verifyNote } from './note.ts';
import { type Policy, parsePolicy } from './policy.ts';
import { Finding } from './report.ts';
import { HASH_BYTES, rootOfMultiProof, treeHash, verifyInclusion } from './tree.ts';

const PROOF_HEAD = 'c2sp.org/tlog-proof@v1\n';
const PROOF_BYTES_MAX = 2_000_000;
const RECEIPT_BYTES_MAX = 100_000_000;
const LEAVES_MAX = 10_000;

export interface TlogProof {
    extra: Bytes | undefined;
    index: bigint;
    path: Bytes[];
    checkpoint: Note;
}

export function parseTlogProof(bytes: Bytes): TlogProof {
    if (bytes.length > PROOF_BYTES_MAX) refuse('the proof is too long');
    const whole = fromUtf8(bytes);
    if (!whole.startsWith(PROOF_HEAD)) refuse('no tlog-proof');
    const cut = whole.indexOf('\n\n');
    if (cut < PROOF_HEAD.length) refuse('no empty line');
    const lines = whole.slice(PROOF_HEAD.length, cut).split('\n');
    const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()!.slice('extra '.length)) : undefined;
    const index = lines.shift();
    if (!index?.startsWith('index ')) return refuse('no index');
    if (lines.length > 64) refuse('the path is too long');
    const path = lines.map(fromBase64);
    if (path.some(hash => hash.length !== HASH_BYTES)) refuse('a hash has not 32 bytes');
    const checkpoint = parseNote(utf8(whole.slice(cut + 2)));
    return { extra, index: fromDecimal(index.slice('index '.length)), path, checkpoint };
}

export interface BatchReceipt {
    promise: Note | undefined;
    first: bigint;
    leaves: Bytes[];
    proof: Bytes[];
    checkpoint: Note;
}

export function parseBatchReceipt(bytes: Bytes): BatchReceipt {
    if (bytes.length > RECEIPT_BYTES_MAX) refuse('the receipt is too long');
    const in_ = new Reader(bytes);
    if (in_.array() !== 6 || in_.text() !== 'yiguan-receipt/1') refuse('no receipt');
    const promise = in_.text();
    const first = in_.unsigned();
    const leaves = in_.list(() => in_.bytes());
    if (leaves.length < 1 || leaves.length > LEAVES_MAX) refuse('a receipt of 1 to 10,000 records');
    if (leaves.some(leaf => leaf.length < 1 || leaf.length > LEAF_BYTES_MAX)) refuse('a record of no allowed length');
    if (first + BigInt(leaves.length) >= 1n << 64n) refuse('a number over 64 bits');
    const proof = pieces(in_.bytes(), HASH_BYTES);
    if (proof.length > 128) refuse('the proof is too long');
    const checkpoint = parseNote(utf8(in_.text()));
    in_.end();
    return { promise: promise === '' ? undefined : parseNote(utf8(promise)), first, leaves, proof, checkpoint };
}

export function checkTlogProof(proof: TlogProof, policy: Policy, leafHash?: Bytes): Finding {
    const { finding, checkpoint } = checkCheckpoint(proof.checkpoint, policy);
    if (finding.bad || checkpoint === undefined) return finding;
    const suite = treeSuite(checkpoint.origin);
    const leaf = leafHash ?? (proof.extra && hashLeaf(suite, proof.extra));
    if (leaf === undefined) return finding.add('cannot tell', '证明文件不含记录本身，需另外给出记录。');
    return verifyInclusion(suite, proof.index, checkpoint.size, leaf, proof.path, checkpoint.root)
        ? finding.add('valid', `第 ${proof.index} 号记录在检查点所签的树里。`)
        : finding.add('invalid', '记录不在检查点所签的树里：包含证明不成立。');
}

export function checkBatchReceipt(receipt: BatchReceipt, policy: Policy): Finding {
    const { finding, checkpoint } = checkCheckpoint(receipt.checkpoint, policy);
    if (finding.bad || checkpoint === undefined) return finding;
    const suite = treeSuite(checkpoint.origin);
    const hashes = receipt.leaves.map(leaf => hashLeaf(suite, leaf));
    try {
        if (receipt.promise) {
            const promise = parsePromise(receipt.promise.text);
            const keys = policy.logs.filter(key => key.name === promise.origin && !key.algorithm.witness);
            if (keys.length > 0) verifyNote(receipt.promise, keys);
            const same =
                promise.origin === checkpoint.origin &&
                promise.first === receipt.first &&
                promise.count === BigInt(hashes.length) &&
                equal(promise.root, treeHash(suite, hashes));
            if (!same) refuse('the log has promised other records');
            finding.add('valid', '回执里的记录正是日志签名承诺收录的记录。');
        }
        const places = hashes.map((hash, i) => ({ index: receipt.first + BigInt(i), hash }));
        const root = rootOfMultiProof(suite, places, checkpoint.size, receipt.proof);
        if (!equal(root, checkpoint.root)) refuse('the records are not in the signed tree');
        finding.add('valid', `第 ${receipt.first} 号起的 ${hashes.length} 条记录都在检查点所签的树里。`);
    } catch (fault) {
        if (!(fault instanceof Refused)) throw fault;
        finding.add('invalid', `回执不成立：${fault.message}。`);
    }
    return finding;
}

/** A promise alone: at best "cannot tell", for nothing is in a tree yet. */
export function checkPromise(note: Note, policy: Policy): Finding {
    const promise = parsePromise(note.text);
    const keys = policy.logs.filter(key => key.name === promise.origin && !key.algorithm.witness);
    if (keys.length === 0)
        return new Finding().add('cannot tell', `策略里没有日志“${promise.origin}”的公钥，无法判断。`);
    verifyNote(note, keys);
    return new Finding().add(
        'cannot tell',
        `日志已签名承诺收录 ${promise.count} 条记录；是否已入树，须凭包含证明判断。`,
    );
}

/** A tlog-proof, a batch receipt or a promise, whichever the bytes are. */
export function verifyReceipt(bytes: Bytes, policyText: string | Bytes): Finding {
    const policy = parsePolicy(policyText);
    const beginning = String.fromCharCode(...bytes.subarray(0, 20));
    try {
        if (beginning === 'c2sp.org/tlog-proof@') return checkTlogProof(parseTlogProof(bytes), policy);
        if (beginning.startsWith('\x86')) return checkBatchReceipt(parseBatchReceipt(bytes), policy);
        return checkPromise(parseNote(bytes), policy);
    } catch (fault) {
        if (!(fault instanceof Refused)) throw fault;
        return new Finding().add('invalid', `不是完好的回执：${fault.message}。`);
    }
}
