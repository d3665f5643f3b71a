// Proofs of the Merkle tree of RFC 6962 / RFC 9162, checked by its recursive definitions: a tree of n > 1 leaves is
// split at the largest power of two below n. Sizes and indices are 64-bit, so nothing here goes deeper than 64.
import { type Bytes, equal, refuse, unlessRefused } from './bytes.ts';
import { type Suite, emptyRoot, hashChildren } from './hash.ts';

export const HASH_BYTES = 32;

/** Largest power of two below n; n > 1. */
function split(n: bigint): bigint {
    let k = 1n;
    while (k << 1n < n) k <<= 1n;
    return k;
}

function areHashes(hashes: readonly Bytes[]): boolean {
    return hashes.every(h => h.length === HASH_BYTES);
}

/** MTH({hashes}): the hash of the tree over these leaf hashes. */
export function treeHash(suite: Suite, leaves: readonly Bytes[]): Bytes {
    if (leaves.length === 0) return emptyRoot(suite);
    if (leaves.length === 1) return leaves[0]!;
    const k = Number(split(BigInt(leaves.length)));
    return hashChildren(suite, treeHash(suite, leaves.slice(0, k)), treeHash(suite, leaves.slice(k)));
}

/** PATH(m, D_n) of RFC 6962 section 2.1.1, read from its end: its last hash stands below the root. */
function rootOfPath(suite: Suite, index: bigint, size: bigint, leaf: Bytes, path: readonly Bytes[]): Bytes {
    if (size === 1n) return path.length === 0 ? leaf : refuse('the path is too long');
    const sibling = path[path.length - 1] ?? refuse('the path is too short');
    const inner = path.slice(0, -1);
    const k = split(size);
    return index < k
        ? hashChildren(suite, rootOfPath(suite, index, k, leaf, inner), sibling)
        : hashChildren(suite, sibling, rootOfPath(suite, index - k, size - k, leaf, inner));
}

export function verifyInclusion(
    suite: Suite,
    index: bigint,
    size: bigint,
    leaf: Bytes,
    path: readonly Bytes[],
    root: Bytes,
): boolean {
    if (index < 0n || index >= size || path.length > 64 || !areHashes([leaf, root, ...path])) return false;
    const found = unlessRefused(() => rootOfPath(suite, index, size, leaf, path));
    return found !== undefined && equal(found, root);
}

/** A subtree [start, end): start is a multiple of the least power of two >= end - start. */
export function validSubtree(start: bigint, end: bigint): boolean {
    if (start < 0n || start >= end) return false;
    let power = 1n;
    while (power < end - start) power <<= 1n;
    return start % power === 0n;
}

export function verifySubtreeInclusion(
    suite: Suite,
    index: bigint,
    start: bigint,
    end: bigint,
    leaf: Bytes,
    path: readonly Bytes[],
    root: Bytes,
): boolean {
    return (
        validSubtree(start, end) &&
        index >= start &&
        verifyInclusion(suite, index - start, end - start, leaf, path, root)
    );
}

/** The subtree's root and the tree's root that a proof leads to. */
interface Roots {
    subtree: Bytes;
    tree: Bytes;
}

/** SUBTREE_SUBPROOF of draft-ietf-plants-merkle-tree-certificates; with start 0 it is SUBPROOF of RFC 6962. */
function rootsOfSubproof(
    suite: Suite,
    start: bigint,
    end: bigint,
    size: bigint,
    known: Bytes | undefined,
    proof: readonly Bytes[],
): Roots {
    if (start === 0n && end === size) {
        const root = known ?? proof[0] ?? refuse('the proof is too short');
        if (proof.length !== (known ? 0 : 1)) refuse('the proof is too long');
        return { subtree: root, tree: root };
    }
    const sibling = proof[proof.length - 1] ?? refuse('the proof is too short');
    const inner = proof.slice(0, -1);
    const k = split(size);
    if (end <= k) {
        const below = rootsOfSubproof(suite, start, end, k, known, inner);
        return { subtree: below.subtree, tree: hashChildren(suite, below.tree, sibling) };
    }
    if (k <= start) {
        const below = rootsOfSubproof(suite, start - k, end - k, size - k, known, inner);
        return { subtree: below.subtree, tree: hashChildren(suite, sibling, below.tree) };
    }
    if (start !== 0n) refuse('no subtree');
    const below = rootsOfSubproof(suite, 0n, end - k, size - k, undefined, inner);
    return {
        subtree: hashChildren(suite, sibling, below.subtree),
        tree: hashChildren(suite, sibling, below.tree),
    };
}

export function verifySubtreeConsistency(
    suite: Suite,
    start: bigint,
    end: bigint,
    size: bigint,
    proof: readonly Bytes[],
    subtreeRoot: Bytes,
    root: Bytes,
): boolean {
    if (end > size || proof.length > 65 || !areHashes([subtreeRoot, root, ...proof])) return false;
    // The empty subtree is part of every tree, and needs no proof.
    if (start === end) return start >= 0n && proof.length === 0 && equal(subtreeRoot, emptyRoot(suite));
    if (!validSubtree(start, end)) return false;
    const found = unlessRefused(() => rootsOfSubproof(suite, start, end, size, subtreeRoot, proof));
    return found !== undefined && equal(found.subtree, subtreeRoot) && equal(found.tree, root);
}

/** Of two sizes of one log; 1 <= from <= to. */
export function verifyConsistency(
    suite: Suite,
    from: bigint,
    to: bigint,
    proof: readonly Bytes[],
    fromRoot: Bytes,
    toRoot: Bytes,
): boolean {
    return from > 0n && verifySubtreeConsistency(suite, 0n, from, to, proof, fromRoot, toRoot);
}

export interface Place {
    index: bigint;
    hash: Bytes;
}

/**
 * The root that leaves (ascending, each once) and a multi-proof lead to. The proof has the hashes of the largest
 * subtrees without any of the leaves, from left to right. Refuses what is out of order, too short or too long.
 */
export function rootOfMultiProof(suite: Suite, leaves: readonly Place[], size: bigint, proof: readonly Bytes[]): Bytes {
    if (!areHashes(proof)) refuse('a hash has not 32 bytes');
    leaves.forEach((leaf, i) => {
        if (leaf.index >= size || (i > 0 && leaf.index <= leaves[i - 1]!.index)) refuse('positions out of order');
    });
    if (size === 0n) return proof.length === 0 ? emptyRoot(suite) : refuse('the proof is too long');

    let used = 0;
    const walk = (low: bigint, count: bigint, first: number, last: number): Bytes => {
        if (first === last) return proof[used++] ?? refuse('the proof is too short');
        if (count === 1n) return leaves[first]!.hash;
        const k = split(count);
        let middle = first;
        while (middle < last && leaves[middle]!.index < low + k) ++middle;
        const left = walk(low, k, first, middle);
        return hashChildren(suite, left, walk(low + k, count - k, middle, last));
    };
    const root = walk(0n, size, 0, leaves.length);
    return used === proof.length ? root : refuse('the proof is too long');
}
