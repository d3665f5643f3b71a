// One tab sends at a time. Web Locks where there are any (https or this machine); else a lease in IndexedDB, which is
// enough: what is sent twice is still done once.
import { database } from '../db';
import { newKey } from '../api/client';

const NAME = 'yiguan-store-queue';
const LEASE_MS = 30_000;
const me = newKey();

interface Lease {
    owner: string;
    until: number;
}

/** For tests: an owner per call stands for a tab. */
export async function withLease(work: () => Promise<void>, owner = me, now: () => number = Date.now): Promise<boolean> {
    const take = async (until: number): Promise<boolean> => {
        const tx = (await database()).transaction('kept', 'readwrite');
        const lease = (await tx.store.get(NAME))?.value as Lease | undefined;
        const free = !lease || lease.until < now() || lease.owner === owner;
        if (free) await tx.store.put({ key: NAME, value: { owner, until } });
        await tx.done;
        return free;
    };
    if (!(await take(now() + LEASE_MS))) return false;
    const renewing = setInterval(() => void take(now() + LEASE_MS), LEASE_MS / 3);
    try {
        await work();
    } finally {
        clearInterval(renewing);
        await take(0);
    }
    return true;
}

/** Runs `work` unless another tab is at it; says whether it ran. */
export async function alone(work: () => Promise<void>): Promise<boolean> {
    const locks = (globalThis.navigator as Navigator | undefined)?.locks;
    if (!locks) return withLease(work);
    return locks.request(NAME, { ifAvailable: true }, async lock => {
        if (!lock) return false;
        await work();
        return true;
    });
}
