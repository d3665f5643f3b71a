// node unit.js: what the verifier finds in files of which the verdict is known, without another program.
import { verifyBundle } from '../src/bundle.ts';
import { verifyReceipt } from '../src/receipt.ts';
import { makeCases } from './cases.ts';

let failed = 0;
const cases = makeCases();
for (const { name, command, bytes, policy, expected } of cases) {
    const finding = command === 'bundle' ? verifyBundle(bytes, policy).finding : verifyReceipt(bytes, policy);
    if (finding.verdict === expected) continue;
    ++failed;
    console.log(`${name}: ${finding.verdict}, expected ${expected}: ${finding.lines.join(' ')}`);
}
console.log(`${cases.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
