// The completeness index: immutable runs of records sorted by unit key, each under one Merkle root.
import { type Bytes, bigEndian, compare, equal, fromBigEndian, hex, pieces, refuse } from './bytes.ts';
import { type Suite, digest, emptyRoot, hashLeaf } from './hash.ts';
import { type Place, rootOfMultiProof, treeHash } from './tree.ts';

/** A run as a commitment leaf names it: leaves [from, to) of the log. */
export interface RunHead {
    from: bigint;
    to: bigint;
    records: bigint;
    root: Bytes;
}

export const RUNS_MAX = 128;

/** 56 bytes a run. They begin at 0 and follow each other; none is without leaves. */
export function parseRuns(bytes: Bytes): RunHead[] {
    const runs = pieces(bytes, 56).map(piece => {
        const number = (at: number): bigint => fromBigEndian(piece.subarray(at, at + 8));
        return { from: number(0), to: number(8), records: number(16), root: piece.subarray(24) };
    });
    if (runs.length === 0 || runs.length > RUNS_MAX) refuse('no runs, or too many');
    runs.forEach((run, i) => {
        if (run.from !== (i === 0 ? 0n : runs[i - 1]!.to) || run.to <= run.from) refuse('runs with a gap');
    });
    return runs;
}

/** A record of a run that is shown: whole when its key was asked for, else as a neighbour. */
export interface Shown {
    position: bigint;
    key: Bytes;
    indices: bigint[] | undefined;
    /** Of a neighbour: hash of what its record holds beside the key. */
    rest: Bytes;
}

export interface RunAnswer {
    shown: Shown[];
    proof: Bytes[];
}

/** H(count || first || last || tree hash of the indices). */
export function restOf(suite: Suite, indices: readonly bigint[]): Bytes {
    const leaves = indices.map(index => hashLeaf(suite, bigEndian(index, 8)));
    const numbers = [BigInt(indices.length), indices[0]!, indices[indices.length - 1]!];
    return digest(suite, ...numbers.map(number => bigEndian(number, 8)), treeHash(suite, leaves));
}

/**
 * The leaves that name any of the keys, ascending. Refuses an answer that does not prove that the run knows no others,
 * or that shows a record which nothing asked for needs.
 */
export function checkRun(suite: Suite, run: RunHead, keys: readonly Bytes[], answer: RunAnswer): bigint[] {
    const { shown, proof } = answer;
    if (run.records === 0n) {
        const empty = shown.length === 0 && proof.length === 0 && equal(run.root, emptyRoot(suite));
        return empty ? [] : refuse('an empty run with an answer');
    }

    const asked = new Set(keys.map(hex));
    const leaves: Place[] = shown.map((one, i) => {
        const before = shown[i - 1];
        if (before && (one.position <= before.position || compare(one.key, before.key) <= 0)) refuse('out of order');
        if (asked.has(hex(one.key)) !== (one.indices !== undefined)) refuse('a record in the wrong form');
        one.indices?.forEach((index, k) => {
            if (index < run.from || index >= run.to) refuse('a leaf outside the run');
            if (k > 0 && index <= one.indices![k - 1]!) refuse('leaves out of order');
        });
        const rest = one.indices ? restOf(suite, one.indices) : one.rest;
        return { index: one.position, hash: hashLeaf(suite, one.key, rest) };
    });
    if (!equal(rootOfMultiProof(suite, leaves, run.records, proof), run.root)) refuse('another root than committed to');

    // A key that is not there would stand in a gap: before the first record, behind the last, between two neighbours.
    const needed = new Set<Shown>();
    for (const key of keys) {
        const above = shown.find(one => compare(one.key, key) >= 0);
        const below = [...shown].reverse().find(one => compare(one.key, key) < 0);
        if (above && equal(above.key, key)) {
            needed.add(above);
            continue;
        }
        const lower = below ? below.position + 1n : 0n;
        const upper = above ? above.position : run.records;
        if (lower !== upper) refuse('a key may be hidden in a gap');
        for (const one of [above, below]) if (one) needed.add(one);
    }
    if (needed.size !== shown.length) refuse('a record that nothing needs');

    const all = new Map(shown.flatMap(one => (one.indices ?? []).map(index => [index.toString(), index] as const)));
    return [...all.values()].sort((a, b) => (a < b ? -1 : 1));
}
