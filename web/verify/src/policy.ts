// Which logs and witnesses are trusted: C2SP tlog-policy.
import { type Bytes, equal, fromUtf8, refuse, unlessRefused, utf8 } from './bytes.ts';
import { type VerifierKey, parseVerifierKey } from './note.ts';

interface Group {
    threshold: number;
    members: string[];
}

export interface Policy {
    logs: VerifierKey[];
    witnesses: Map<string, VerifierKey>;
    groups: Map<string, Group>;
    /** A witness or a group; nothing for "none". */
    quorum: string | undefined;
}

/** Names are octets, whatever they mean: one character each here. */
function octets(text: string | Bytes): string {
    return Array.from(typeof text === 'string' ? utf8(text) : text, byte => String.fromCharCode(byte)).join('');
}

/** What octets() made of text. */
export function shown(name: string): string {
    return unlessRefused(() => fromUtf8(Uint8Array.from(name, char => char.charCodeAt(0)))) ?? name;
}

type ReadKey = (text: string, witness: boolean) => VerifierKey;

/** At most 1,000,000 bytes. `readKey`: how keys are written. */
export function parsePolicy(text: string | Bytes, readKey: ReadKey = parseVerifierKey): Policy {
    const all = octets(text);
    if (/[^\t\n\x20-\x7e\x80-\xff]/.test(all)) refuse('a control character');
    if (all.length > 1_000_000) refuse('the policy is too long');
    const policy: Policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: undefined };
    const members = new Set<string>();
    let quorumSeen = false;

    const key = (vkey: string, known: Iterable<VerifierKey>, witness: boolean): VerifierKey => {
        const parsed = readKey(shown(vkey), witness);
        if (witness !== parsed.algorithm.witness) refuse('witnesses, and they alone, have keys for cosignatures');
        for (const other of known) if (equal(other.key, parsed.key)) refuse('the same key twice');
        return parsed;
    };
    const declare = (name: string): string => {
        if (name === 'none' || policy.witnesses.has(name) || policy.groups.has(name)) refuse('a name is taken');
        if (policy.witnesses.size + policy.groups.size >= 1000) refuse('more than 1000 names');
        return name;
    };
    const known = (name: string): string =>
        policy.witnesses.has(name) || policy.groups.has(name) ? name : refuse('a name is not known');

    for (const line of all.split('\n')) {
        const [word, ...rest] = line.split(/[ \t]+/).filter(item => item !== '');
        if (word === undefined || word.startsWith('#')) continue;
        if (word === 'log' && (rest.length === 1 || rest.length === 2)) {
            if (policy.logs.length >= 1000) refuse('more than 1000 logs');
            policy.logs.push(key(rest[0]!, policy.logs, false));
        } else if (word === 'witness' && (rest.length === 2 || rest.length === 3)) {
            policy.witnesses.set(declare(rest[0]!), key(rest[1]!, policy.witnesses.values(), true));
        } else if (word === 'group' && rest.length >= 3) {
            const [name, k, ...names] = rest as [string, string, ...string[]];
            declare(name);
            for (const member of names) {
                if (members.has(known(member))) refuse('a member twice');
                members.add(member);
            }
            const threshold = k === 'any' ? 1 : k === 'all' ? names.length : /^[0-9]+$/.test(k) ? Number(k) : 0;
            if (threshold < 1 || threshold > names.length) refuse('a threshold out of range');
            policy.groups.set(name, { threshold, members: names });
        } else if (word === 'quorum' && rest.length === 1 && !quorumSeen) {
            quorumSeen = true;
            policy.quorum = rest[0] === 'none' ? undefined : known(rest[0]!);
        } else {
            refuse('a line that says nothing');
        }
    }
    if (!quorumSeen) refuse('no quorum');
    return policy;
}

/** True when the witnesses of these names are enough. */
export function satisfied(policy: Policy, cosigners: ReadonlySet<string>): boolean {
    const holds = (name: string): boolean => {
        const group = policy.groups.get(name);
        return group ? group.members.filter(holds).length >= group.threshold : cosigners.has(name);
    };
    return policy.quorum === undefined || holds(policy.quorum);
}
