// Files of which the verdict is known: what a log writes, and what it must not.
import { type Bytes, concat, utf8 } from '../src/bytes.ts';
import type { Value } from '../src/cbor.ts';
import { hashLeaf } from '../src/hash.ts';
import type { Verdict } from '../src/report.ts';
import { type Parts, TestLog, keyOf, sampleLog, seeded } from './make.ts';

export type Command = 'bundle' | 'receipt';
export interface FileCase {
    name: string;
    command: Command;
    bytes: Bytes;
    policy: string;
    /** Nothing when only the two verifiers are compared. */
    expected?: Verdict;
}

export const sampleCode = '201289985296962119819527847024772';
export const sampleKeys = Array.from({ length: 8 }, (_, i) => keyOf(`unit/${i}`));
const request = {
    code: sampleCode,
    keys: sampleKeys,
    shows: (index: number): number[] => (index % 3 === 0 ? [] : index % 3 === 1 ? [1, 2, 4] : [1]),
};

/** What may be spoilt in a bundle although everything is signed and every hash fits. */
const spoilt: [string, (parts: Parts, log: TestLog) => void][] = [
    ['an entry left out', parts => parts.entries.splice(1, 1)],
    ['the last entry that a run covers left out', parts => parts.entries.splice(-4, 1)],
    [
        'an entry of another code',
        parts => {
            const index = parts.entries[1]!.index + 1;
            parts.entries.splice(2, 0, { index, leaf: null, hash: null, shown: [], erased: [] });
        },
    ],
    ['no entries', parts => (parts.entries = [])],
    ['another code than the claim', parts => (parts.claimed = '201280000000000000000000000000000')],
    ['a code with a line end', parts => (parts.code += '\n')],
    ['a code with a control character of Latin 1', parts => (parts.code += '\u0085')],
    ['an empty code', parts => (parts.code = '')],
    ['a key twice', parts => parts.keys.push(parts.keys[0]!)],
    ['no keys', parts => (parts.keys = [])],
    ['a key too many', parts => (parts.keys = Array.from({ length: 65 }, (_, i) => keyOf(`k${i}`)))],
    [
        'keys that the runs did not answer',
        parts => {
            parts.answered = [...parts.keys];
            parts.keys.push(keyOf('unit/9'));
        },
    ],
    ['runs that answer more', parts => (parts.answered = [...parts.keys, keyOf('other/5')])],
    ['another suite', parts => (parts.suite = 3 - parts.suite)],
    ['no suite', parts => (parts.suite = 0)],
    ['another version', parts => (parts.version = 'yiguan-bundle/2')],
    ['runs without a commitment', parts => (parts.commitment = null)],
    ['a commitment without runs', parts => (parts.runs = [])],
    ['a run left out', parts => parts.runs.pop()],
    ['runs in another order', parts => parts.runs.reverse()],
    ['another record as commitment', parts => (parts.commitment = parts.entries[0]!.index)],
    ['a commitment that is no entry', parts => (parts.commitment! += 1)],
    ['an erased field that no erasure lists', parts => (parts.entries[2]!.erased = [16])],
    ['another erased field', parts => (parts.entries[0]!.erased = [17])],
    ['erased fields out of order', parts => (parts.entries[0]!.erased = [16, 16])],
    ['openings out of order', parts => parts.entries[0]!.shown.reverse()],
    ['an opening twice', parts => (parts.entries[0]!.shown = [1, 1])],
    ['a claim of another log', parts => (parts.origin = 'other.example/log/0-01')],
];

function withPart(log: TestLog): number {
    return log.records.findIndex(record => record.draft.partOf !== undefined);
}

/** Which verdict a policy gives to a good bundle. */
function policies(log: TestLog): [string, string, Verdict][] {
    const own = log.policy();
    const stranger = new TestLog('stranger.example/log/0-01', 3);
    const lines = own.split('\n');
    const [first, second] = lines.filter(line => line.startsWith('log '));
    return [
        ['its own policy', own, 'valid'],
        ['one key of the log', `${first}\nquorum none\n`, 'valid'],
        ['the other key of the log', `${second}\nquorum none\n`, 'valid'],
        ['all witnesses', own.replace('group witnesses any', 'group witnesses all'), 'valid'],
        ['another log', stranger.policy(), 'cannot tell'],
        ['nobody', 'quorum none\n', 'cannot tell'],
        ['a witness who has not signed', `${first}\n${stranger.policy().split('\n')[5]}\nquorum w3\n`, 'cannot tell'],
    ];
}

export function makeCases(): FileCase[] {
    const cases: FileCase[] = [];
    const add = (name: string, command: Command, bytes: Bytes, policy: string, expected?: Verdict): void => {
        cases.push({ name, command, bytes, policy, ...(expected && { expected }) });
    };
    const log = sampleLog('trace.example.cn/log/0-01', 300, sampleKeys, 5, 2);
    const sm3 = sampleLog('trace.example.cn/log/0-01/sm3', 60, sampleKeys, 3, 2);
    const early = sampleLog('trace.example.cn/log/0-02', 40, sampleKeys, 0, 0);

    for (const [name, policy, verdict] of policies(log)) {
        add(`bundle, ${name}`, 'bundle', log.bundle(request), policy, verdict);
        add(`receipt, ${name}`, 'receipt', log.receipt(17, 30), policy, verdict);
        add(`tlog-proof, ${name}`, 'receipt', utf8(log.tlogProof(77)), policy, verdict);
    }
    add('bundle of an SM3 log', 'bundle', sm3.bundle(request), sm3.policy(), 'valid');
    add('bundle of an unindexed log', 'bundle', early.bundle(request), early.policy(), 'valid');
    add(
        'bundle of an unknown thing',
        'bundle',
        log.bundle({ code: '1', keys: [keyOf('nobody')] }),
        log.policy(),
        'valid',
    );
    add('bundle, erased', 'bundle', log.bundle({ ...request, erased: [1] }), log.policy(), 'valid');
    add('receipt of an SM3 log', 'receipt', sm3.receipt(3, 5), sm3.policy(), 'valid');
    add('receipt without promise', 'receipt', log.receipt(0, 1, false), log.policy(), 'valid');
    add('receipt of everything', 'receipt', early.receipt(0, 40), early.policy(), 'valid');
    add(
        'promise alone',
        'receipt',
        utf8(log.sign(`${log.origin}/promise\n5 2\n${btoa('x'.repeat(32))}\n1790000000000\n`)),
        log.policy(),
        'cannot tell',
    );

    for (const [name, spoil] of spoilt) {
        const bytes = log.bundle({ ...request, erased: [1] }, parts => {
            spoil(parts, log);
            for (const entry of parts.entries) entry.leaf ??= entry.hash ? null : log.records[entry.index]!.leaf;
        });
        add(`bundle with ${name}`, 'bundle', bytes, log.policy(), 'invalid');
    }
    const part = withPart(log);
    const spoilEntry = (
        name: string,
        at: number,
        expected: Verdict,
        change: (entry: Parts['entries'][number], parts: Parts) => void,
    ): void =>
        add(
            `bundle with ${name}`,
            'bundle',
            log.bundle(request, parts => {
                change(parts.entries.find(entry => entry.index === at) ?? parts.entries[0]!, parts);
            }),
            log.policy(),
            expected,
        );
    spoilEntry('a withdrawn record', 1, 'valid', entry => {
        Object.assign(entry, { hash: hashLeaf(log.suite, entry.leaf!), leaf: null, shown: [] });
    });
    spoilEntry('an opened withdrawn record', 1, 'invalid', entry => {
        Object.assign(entry, { hash: hashLeaf(log.suite, entry.leaf!), leaf: null, shown: [1] });
    });
    spoilEntry('a withdrawn commitment', log.commitment!, 'invalid', entry => {
        Object.assign(entry, { hash: hashLeaf(log.suite, entry.leaf!), leaf: null });
    });
    spoilEntry('a leaf and its hash', 1, 'invalid', entry => (entry.hash = hashLeaf(log.suite, entry.leaf!)));
    spoilEntry('another leaf hash', 1, 'invalid', entry =>
        Object.assign(entry, { hash: seeded('x'), leaf: null, shown: [] }),
    );
    spoilEntry('a part without its event', part - 1, 'invalid', (entry, parts) =>
        parts.entries.splice(parts.entries.indexOf(entry), 1),
    );
    spoilEntry('an opened part', part, 'invalid', entry => (entry.shown = [1]));

    // A dishonest log: every signature and hash is right, the records are not.
    const dishonest = (
        name: string,
        expected: Verdict,
        make: (bad: TestLog) => void,
        change?: (parts: Parts) => void,
    ): void => {
        const bad = sampleLog('bad.example/log/0-01', 30, sampleKeys, 0, 0);
        make(bad);
        add(`dishonest log: ${name}`, 'bundle', bad.bundle(request, change), bad.policy(), expected);
    };
    const fields = new Map([[1, utf8('x')]]);
    const ours = (publics: [number, Value][] = [[1, 1]], kind = 1): Parameters<TestLog['append']>[0] => ({
        kind,
        keys: [sampleKeys[0]!],
        publics: new Map(publics),
        fields,
    });
    dishonest('honest', 'valid', bad => bad.append(ours()));
    dishonest('time runs backwards', 'invalid', bad => {
        bad.nowMs -= 1_000_000n;
        bad.append(ours());
    });
    dishonest('a manifest as an event', 'invalid', bad => bad.append(ours([], 2)));
    dishonest('a decision with keys', 'invalid', bad => bad.append(ours([], 9)));
    dishonest('an issue of codes', 'valid', bad => bad.append(ours([], 10)));
    dishonest('an incident', 'valid', bad => bad.append(ours([], 8)));
    dishonest('an unknown kind', 'invalid', bad => bad.append(ours([], 11)));
    dishonest('a part of nothing', 'invalid', bad =>
        bad.append(
            ours([
                [1, 1],
                [2, 1],
            ]),
        ),
    );
    dishonest('part number 0', 'invalid', bad =>
        bad.append(
            ours([
                [1, 1],
                [2, 0],
            ]),
        ),
    );
    dishonest('part number as bytes', 'invalid', bad =>
        bad.append(
            ours([
                [1, 1],
                [2, utf8('1')],
            ]),
        ),
    );
    dishonest('an erasure of nine bytes', 'invalid', bad => bad.append(ours([[1, utf8('123456789')]], 4)));
    dishonest('an erasure of a number', 'invalid', bad => bad.append(ours([[1, 7]], 4)));
    dishonest('an erasure without a list', 'invalid', bad => bad.append(ours([], 4)));
    dishonest('an empty erasure', 'valid', bad => bad.append(ours([[1, new Uint8Array(0)]], 4)));
    dishonest(
        'a commitment that is not used',
        'invalid',
        bad => {
            bad.commit([20, 30]);
            bad.commitment = undefined;
        },
        parts => parts.entries.push({ index: 33, leaf: null, hash: null, shown: [], erased: [] }),
    );
    const index =
        (publics: [number, Value][], keys: Bytes[] = []) =>
        (bad: TestLog): void => {
            bad.commitment = bad.append({ kind: 5, keys, publics: new Map(publics), fields });
        };
    const numbers = (...all: number[]): Bytes =>
        concat(
            ...all.map(n => {
                const out = new Uint8Array(8);
                new DataView(out.buffer).setBigUint64(0, BigInt(n));
                return out;
            }),
        );
    const runsOf = (...all: [number, number][]): Bytes =>
        concat(...all.map(([from, to]) => concat(numbers(from, to, 0), seeded('root'))));
    dishonest(
        'a commitment without runs',
        'invalid',
        index([
            [1, new Uint8Array(0)],
            [2, 1],
        ]),
    );
    dishonest('a commitment without time', 'invalid', index([[1, runsOf([0, 5])]]));
    dishonest(
        'a commitment with more',
        'invalid',
        index([
            [1, runsOf([0, 5])],
            [2, 1],
            [3, 1],
        ]),
    );
    dishonest(
        'a commitment of 55 bytes',
        'invalid',
        index([
            [1, runsOf([0, 5]).subarray(1)],
            [2, 1],
        ]),
    );
    dishonest(
        'runs that begin late',
        'invalid',
        index([
            [1, runsOf([1, 5])],
            [2, 1],
        ]),
    );
    dishonest(
        'a commitment with keys',
        'invalid',
        index(
            [
                [1, runsOf([0, 5])],
                [2, 1],
            ],
            [sampleKeys[0]!],
        ),
    );
    return cases;
}

/** Notes, keys and policies that stand on an edge of their formats. */
export function makeVectors(): { path: string; lines: unknown[] }[] {
    const log = sampleLog('trace.example.cn/log/0-01', 5, sampleKeys, 0, 2);
    const keys = log
        .policy()
        .split('\n')
        .flatMap(line => line.match(/\S+\+[0-9a-f]{8}\+\S+/)?.[0] ?? []);
    const good = log.checkpoint();
    const notes = [
        good,
        good + '\n',
        good.slice(0, -1),
        good.replace('\n\n', '\n'),
        '\n' + good,
        good.replace('\u2014', '-'),
        '\ufeff' + good,
        good.replace(/=\n/, '\n'),
        good.replace(/\u2014 (\S+) /, '\u2014  $1 '),
        good.replace(/\u2014 \S+ /, '\u2014 x '),
        good.replace(/\u2014 \S+ /, '\u2014 a+b '),
        good.replace(/\u2014 \S+ /, '\u2014 a\u3000b '),
        good.replace(/\u2014 \S+ /, '\u2014 a\ufeffb '),
        good + good.split('\n')[4] + '\n',
        good.replace('trace', 'tracf'),
        good.replace(/$/, '\u2014 x AAAAAA==\n'),
        good.replace(/$/, '\u2014 x AAAA\n'),
        good.replace(/$/, '\u2014 x AAAAAAA=\n'),
        good.replace(/$/, '\u2014 x AAAAAAB=\n'),
        'a\u007fb\n\n' + good.split('\n\n')[1],
        '',
        '\n\n',
        '\n\n\n',
        'x\n\n\u2014 y AAAAAAA=\n',
        '\u0000' + good,
        good.replace(/\n/g, '\r\n'),
        'text\n\n' + '\u2014 x AAAAAAA=\n'.repeat(100),
        'text\n\n' + '\u2014 x AAAAAAA=\n'.repeat(101),
    ].map(note => Array.from(utf8(note)));
    const bytes = [
        ...notes,
        [0xff, ...utf8(good)],
        [...utf8('a\u00e9\n\n').slice(0, 2), ...utf8(good)],
        [0xed, 0xa0, 0x80, ...utf8(good)],
    ];
    const outcomes = ['ok', 'reject-malformed', 'reject-bad-signature', 'reject-unverified'];
    const keySets = [
        keys,
        keys.slice(0, 1),
        keys.slice(2),
        [],
        [keys[0]!.replace('+d', '+e')],
        [keys[0]! + '='],
        ['x'],
        ['x+00000000+'],
        ['x+00000000+AQ=='],
        ['x+00000000+Bw=='],
        [keys[0]!.toUpperCase()],
        [keys[1]!.slice(0, -4)],
    ];
    const lines = bytes.flatMap(note =>
        (note === bytes[0] ? keySets : [keys]).flatMap(vkeys =>
            outcomes.map(expect => ({
                desc: 'generated',
                note_b64: btoa(String.fromCharCode(...note)),
                vkeys,
                expect,
                source: 'generated',
            })),
        ),
    );
    const [w1, w2] = keys.slice(2);
    const policies = [
        '',
        'quorum none',
        'quorum none\n',
        'quorum none\nquorum none\n',
        '#\n \t# x\nquorum none',
        'quorum',
        'quorum none none',
        'quorum x',
        `log ${keys[0]}\nquorum none`,
        `log ${keys[0]} https://x\nquorum none`,
        `log ${keys[0]} a b\nquorum none`,
        `log ${keys[0]}\nlog ${keys[0]}\nquorum none`,
        `log ${keys[0]}\nlog ${keys[1]}\nquorum none`,
        `log ${w1}\nquorum none`,
        `witness a ${w1}\nquorum a`,
        `witness a ${w1} x\nquorum a`,
        `witness none ${w1}\nquorum none`,
        `witness a ${keys[0]}\nquorum a`,
        `witness a ${w1}\nwitness b ${w1}\nquorum a`,
        `witness a ${w1}\nwitness a ${w2}\nquorum a`,
        `quorum a\nwitness a ${w1}`,
        ...['any', 'all', '0', '1', '2', '3', '01', '+1', '-1', '1.0', '', 'x', '18446744073709551617'].map(
            k => `witness a ${w1}\nwitness b ${w2}\ngroup g ${k} a b\nquorum g`,
        ),
        `witness a ${w1}\ngroup g any a a\nquorum g`,
        `witness a ${w1}\ngroup g any\nquorum g`,
        `witness a ${w1}\ngroup a any a\nquorum a`,
        `witness a ${w1}\ngroup g any a\ngroup h any a\nquorum g`,
        `witness a ${w1}\ngroup g any g\nquorum g`,
        `witness a ${w1}\ngroup g any none\nquorum g`,
        'Quorum none',
        'quorum\tnone',
        'quorum none\r\n',
        'quorum none\u007f',
        'quorum n\u00f6ne',
        `witness \u00e9 ${w1}\nquorum \u00e9`,
        '\u0000quorum none',
        'quorum none\nbla',
        'quorum none # x',
    ].flatMap(policy => ['ok', 'reject'].map(expect => ({ desc: 'generated', policy, expect })));
    return [
        { path: 'notes/notes.jsonl', lines },
        { path: 'sigsum/policies-invalid.jsonl', lines: policies },
    ];
}
