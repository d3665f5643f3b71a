// node agree.js TRACEVER VECTORS [--mutations N]: both verifiers over all vectors, over cases whose verdict is known, and
// over mutations of them. Every case must have the same verdict in both.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bytes, unlessRefused } from '../src/bytes.ts';
import { verifyBundle } from '../src/bundle.ts';
import { verifyReceipt } from '../src/receipt.ts';
import { exitCode } from '../src/report.ts';
import { type FileCase, makeCases, makeVectors } from './cases.ts';
import { Random, mutateBytes, mutateStructure, mutateText } from './mutate.ts';

const [tracever, vectors, ...options] = process.argv.slice(2);
if (tracever === undefined || vectors === undefined)
    throw new Error('usage: agree.js TRACEVER VECTORS [--mutations N]');
const given = options.indexOf('--mutations');
const mutations = given < 0 ? 2000 : Number(options[given + 1]);
const cli = join(dirname(fileURLToPath(import.meta.url)), '..', 'cli.js');
const work = mkdtempSync(join(tmpdir(), 'agree-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

let passed = 0;
let failed = 0;
function count(good: boolean, what: () => string): void {
    if (good) return void ++passed;
    if (++failed <= 20) console.log(what());
}

/** The same lines of both over vector files. */
function compareConform(folder: string): void {
    const lines = (program: string, words: string[]): string[] => {
        const ran = spawnSync(program, [...words, 'conform', '--verbose', folder], {
            encoding: 'utf8',
            maxBuffer: 1 << 28,
        });
        return ran.stdout.split('\n');
    };
    const theirs = lines(tracever!, []);
    const ours = lines(process.execPath, [cli]);
    const all = new Set([...theirs, ...ours].map(line => line.replace(/ (pass|fail)$/, '')));
    const find = (list: string[], name: string): string | undefined =>
        list.find(line => line === `${name} pass` || line === `${name} fail`);
    for (const name of all) {
        if (name === '' || / passed, /.test(name)) continue;
        const [a, b] = [find(theirs, name), find(ours, name)];
        count(a === b && a !== undefined, () => `${name}: tracever ${a}, verify ${b}`);
    }
    count(
        / passed, /.test(theirs.at(-2) ?? '') && theirs.at(-2) === ours.at(-2),
        () => `tracever "${theirs.at(-2)}", verify "${ours.at(-2)}"`,
    );
}

function ourStatus(one: FileCase): number {
    const finding =
        one.command === 'bundle' ? verifyBundle(one.bytes, one.policy).finding : verifyReceipt(one.bytes, one.policy);
    return exitCode[finding.verdict];
}

const policies = new Map<string, string>();
function policyFile(text: string): string {
    let path = policies.get(text);
    if (path === undefined) {
        policies.set(text, (path = join(work, `policy-${policies.size}`)));
        writeFileSync(path, text);
    }
    return path;
}

let files = 0;
function compareFile(one: FileCase): void {
    const path = join(work, String(files++));
    writeFileSync(path, one.bytes);
    const theirs = spawnSync(tracever!, [one.command, path, '--policy', policyFile(one.policy)], { encoding: 'utf8' });
    const ours = ourStatus(one);
    const wanted = one.expected === undefined ? ours : exitCode[one.expected];
    count(
        theirs.status === ours && ours === wanted,
        () =>
            `${one.name}: tracever ${theirs.status}, verify ${ours}${one.expected === undefined ? '' : `, expected ${wanted}`}: ` +
            `${theirs.stdout.split('\n').slice(-3).join(' ')}${theirs.stderr} (${Buffer.from(one.bytes.subarray(0, 60)).toString('hex')}...)`,
    );
    if (theirs.status === ours && ours === wanted) rmSync(path);
}

function mutate(one: FileCase, random: Random): Bytes {
    const text = one.bytes[0]! >= 0x60 && one.bytes[0]! < 0x80;
    const ways = text ? [mutateBytes, mutateText] : [mutateBytes, mutateStructure, mutateStructure];
    // What was spoilt before may be no CBOR any more.
    return unlessRefused(() => random.of(ways)(one.bytes, random)) ?? mutateBytes(one.bytes, random);
}

compareConform(vectors);
const generated = join(work, 'generated');
for (const { path, lines } of makeVectors()) {
    mkdirSync(dirname(join(generated, path)), { recursive: true });
    writeFileSync(join(generated, path), lines.map(line => JSON.stringify(line) + '\n').join(''));
}
compareConform(generated);

const cases = makeCases();
for (const one of cases) compareFile(one);
const random = new Random(20261121);
const good = cases.filter(one => one.expected === 'valid');
for (let i = 0; i < mutations; ++i) {
    const one = random.of(good);
    let bytes = mutate(one, random);
    if (random.below(8) === 0) bytes = mutate({ ...one, bytes }, random);
    compareFile({ name: `mutation ${i} of ${one.name}`, command: one.command, bytes, policy: one.policy });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
