// The verifier as a command, beside `tracever`: the same questions, the same exit statuses.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Refused } from './bytes.ts';
import { type BundleReport, verifyBundle } from './bundle.ts';
import { type Case, checkTiles, conform, isKnown, passes } from './conform.ts';
import { parsePolicy } from './policy.ts';
import { verifyReceipt } from './receipt.ts';
import { exitCode } from './report.ts';

const usage = `usage: cli.js conform [--verbose] FILE...
       cli.js bundle FILE --policy POLICY
       cli.js receipt FILE --policy POLICY
Exit status: 0 valid, 1 invalid, 2 cannot tell, 3 fork; 64 wrong usage.
`;

function fail(why: string): never {
    process.stderr.write(`${why}\n`);
    return process.exit(64);
}

/** Words that are no options, and the policy's text. */
function parseArguments(words: readonly string[]): {
    files: string[];
    policy: Uint8Array | undefined;
    verbose: boolean;
} {
    const out = { files: [] as string[], policy: undefined as Uint8Array | undefined, verbose: false };
    for (let i = 0; i < words.length; ++i) {
        const word = words[i]!;
        if (word === '--verbose') out.verbose = true;
        else if (word === '--policy') out.policy = readFileSync(words[++i] ?? fail(usage));
        else if (word.startsWith('--')) fail(usage);
        else out.files.push(word);
    }
    return out;
}

/** Cases of a file, or of every known one in a folder, in the order of names; `tile` in a folder is one case. */
function casesOf(path: string, depth = 5): Case[] {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat?.isDirectory()) {
        const beside = (name: string): Uint8Array => readFileSync(join(dirname(path), name));
        return stat ? conform(path, readFileSync(path), beside) : [{ name: path, passed: false }];
    }
    if (depth === 0) return [];
    return readdirSync(path)
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .flatMap(name => {
            const inner = join(path, name);
            const folder = statSync(inner).isDirectory();
            if (folder && name === 'tile') return [{ name: path, passed: passes(() => checkTiles(filesIn(inner))) }];
            return folder ? casesOf(inner, depth - 1) : isKnown(inner) ? casesOf(inner) : [];
        });
}

function filesIn(folder: string): Map<string, Uint8Array> {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
    return new Map(
        names.map(entry => {
            const path = join(entry.parentPath, entry.name);
            return [relative(folder, path), readFileSync(path)] as const;
        }),
    );
}

function runConform(files: readonly string[], verbose: boolean): number {
    let passed = 0;
    let failed = 0;
    for (const file of files) {
        for (const { name, passed: good } of casesOf(file)) {
            if (verbose || !good) console.log(`${name} ${good ? 'pass' : 'fail'}`);
            good ? ++passed : ++failed;
        }
    }
    console.log(`${passed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
}

function print(report: BundleReport): void {
    for (const line of report.finding.lines) console.log(line);
    if (report.finding.bad || !report.genuine) return;
    console.log(
        `追溯码 ${report.code}：${report.events} 个环节，其中 ${report.withheld} 个未公开，${report.erased} 项依法删除。`,
    );
    console.log(
        report.completeTo > 0n ? `前 ${report.completeTo} 条记录内没有遗漏。` : '尚不能证明完整：只证明所示记录真实。',
    );
}

function main(words: readonly string[]): number {
    const [command, ...rest] = words;
    const { files, policy, verbose } = parseArguments(rest);
    if (command === 'conform' && files.length > 0) return runConform(files, verbose);
    const file = files[0];
    if ((command !== 'bundle' && command !== 'receipt') || file === undefined || files.length > 1 || !policy)
        return fail(usage);
    if (!existsSync(file)) return fail(`no file ${file}`);
    parsePolicy(policy);
    const bytes = new Uint8Array(readFileSync(file));
    if (command === 'receipt') {
        const finding = verifyReceipt(bytes, policy);
        for (const line of finding.lines) console.log(line);
        return exitCode[finding.verdict];
    }
    const report = verifyBundle(bytes, policy);
    print(report);
    return exitCode[report.finding.verdict];
}

try {
    process.exitCode = main(process.argv.slice(2));
} catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    fail(`refused: ${fault.message}`);
}
