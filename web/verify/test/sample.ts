// node sample.js DIR [CODE [ORIGIN [WITNESSES]]]: a bundle of some 40 KB, its policy, a receipt and a tlog-proof, for
// trying and for the page's test.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleCode, sampleKeys } from './cases.ts';
import { sampleLog } from './make.ts';

const folder = process.argv[2] ?? '.';
const code = process.argv[3] ?? sampleCode;
mkdirSync(folder, { recursive: true });
const log = sampleLog(process.argv[4] ?? '127.0.0.1:8080/log/0-01', 2000, sampleKeys, 16, Number(process.argv[5] ?? 0));
writeFileSync(
    join(folder, 'sample.bundle'),
    log.bundle({ code, keys: sampleKeys, shows: i => (i % 3 ? [1, 2, 4] : []), erased: [1] }),
);
writeFileSync(join(folder, 'policy.txt'), log.policy());
writeFileSync(join(folder, 'sample.receipt'), log.receipt(100, 30));
writeFileSync(join(folder, 'sample.tlog-proof'), log.tlogProof(77));
