// Whether a checkpoint may be relied on under a policy.
import { Refused, refuse } from './bytes.ts';
import { SHA256, SM3, type Suite } from './hash.ts';
import { type Checkpoint, type Note, type Signature, parseCheckpoint, verifyNote } from './note.ts';
import { type Policy, satisfied, shown } from './policy.ts';
import { Finding } from './report.ts';

/** What the tree of a log is hashed with. */
export function treeSuite(origin: string): Suite {
    return origin.endsWith('/sm3') ? SM3 : SHA256;
}

export interface CheckedCheckpoint {
    finding: Finding;
    /** Nothing of it counts unless `signedByLog`. */
    checkpoint: Checkpoint | undefined;
    signedByLog: boolean;
    /** Names in the policy and times (seconds) of witnesses whose cosignatures verify. */
    seenBy: { name: string; time: bigint }[];
}

export function checkCheckpoint(note: Note, policy: Policy): CheckedCheckpoint {
    const out: CheckedCheckpoint = { finding: new Finding(), checkpoint: undefined, signedByLog: false, seenBy: [] };
    const finding = out.finding;
    try {
        out.checkpoint = parseCheckpoint(note.text);
        const { origin, size } = out.checkpoint;
        const logs = policy.logs.filter(key => key.name === origin);
        if (logs.length === 0) {
            finding.add('cannot tell', `策略里没有日志“${origin}”的公钥，无法判断。`);
            return out;
        }
        const signatures = verifyNote(note, [...logs, ...policy.witnesses.values()]);
        const of = (signature: Signature): boolean => logs.includes(signature.key);
        if (!signatures.some(of)) refuse(`the log ${origin} has not signed`);
        out.signedByLog = true;
        finding.add('valid', `检查点由日志“${origin}”签名，共 ${size} 条记录。`);
        const cosigners = new Set<string>();
        for (const { key, time } of signatures)
            for (const [name, witness] of policy.witnesses)
                if (witness === key) {
                    cosigners.add(name);
                    out.seenBy.push({ name: shown(name), time });
                }
        if (!satisfied(policy, cosigners)) finding.add('cannot tell', '联署的见证方不足策略所要求的数目。');
    } catch (fault) {
        if (!(fault instanceof Refused)) throw fault;
        finding.add('invalid', `检查点不成立：${fault.message}。`);
    }
    return out;
}
