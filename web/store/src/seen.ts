// What was seen of codes and bundle rules while online, so that a bundle can be checked without a network. The server checks
// it again when it is sent.
import type { Pair, SaleCheck, SaleProblem, ScannedItem, Slot } from './api/types';
import { database } from './db';
import { identity } from './scan/text';
import { t } from './words';

const KEPT_MAX = 5000;

export async function remember(items: ScannedItem[]): Promise<void> {
    const db = await database();
    const at = new Date().toISOString();
    const tx = db.transaction('seen', 'readwrite');
    for (const item of items)
        if (item.kind === 'item' && item.product)
            await tx.store.put({ key: `code:${identity(item.text)}`, at, value: item });
    await tx.done;
    if ((await db.count('seen')) > KEPT_MAX + 500) {
        const all = (await db.getAll('seen')).sort((a, b) => a.at.localeCompare(b.at));
        for (const one of all.slice(0, all.length - KEPT_MAX)) await db.delete('seen', one.key);
    }
}
export async function remembered(text: string): Promise<ScannedItem | undefined> {
    return (await (await database()).get('seen', `code:${identity(text)}`))?.value as ScannedItem | undefined;
}

interface Rule {
    battery: Pair[];
    charger: Pair[];
}
const ruleKey = (maker: string, model: string) => `rule:${maker}|${model}`;

export async function rememberCheck(check: SaleCheck): Promise<void> {
    const vehicle = check.slots.vehicle;
    if (!vehicle || !check.allowed) return;
    const rule: Rule = { battery: check.allowed.battery ?? [], charger: check.allowed.charger ?? [] };
    await (await database()).put('seen', {
        key: ruleKey(vehicle.maker, vehicle.model),
        at: new Date().toISOString(),
        value: rule,
    });
}

export interface LocalCheck extends SaleCheck {
    /** When the rule was seen; '' if it never was: then nothing is said of the pairs. */
    ruleSeenAt: string;
    /** Codes of which the phone knows nothing. */
    unknown: string[];
}

const slots: Slot[] = ['vehicle', 'battery', 'charger'];

/** The check of a bundle from what the phone has seen. */
export async function checkLocally(texts: string[]): Promise<LocalCheck> {
    const out: LocalCheck = { slots: {}, problems: [], complete: false, ruleSeenAt: '', unknown: [] };
    const open: string[] = [];
    for (const text of texts) {
        const item = await remembered(text);
        const slot = item?.product?.slot;
        if (!item?.product || !slot) {
            out.unknown.push(text);
            open.push(text);
            continue;
        }
        if (out.slots[slot]) {
            out.problems.push({
                slot,
                text,
                field: 'slot',
                code: 'slot_taken',
                detail: t('sale.slotTaken', { slot: t(`slot.${slot}`) }),
            });
            continue;
        }
        out.slots[slot] = {
            text,
            code: item.code,
            tail: item.tail,
            product: item.product,
            maker: item.product.maker ?? '',
            model: item.product.model ?? '',
        };
    }
    const vehicle = out.slots.vehicle;
    if (vehicle) {
        const seen = await (await database()).get('seen', ruleKey(vehicle.maker, vehicle.model));
        if (seen) {
            out.ruleSeenAt = seen.at;
            const rule = seen.value as Rule;
            out.allowed = rule;
            for (const slot of ['battery', 'charger'] as const) {
                const found = out.slots[slot];
                const pairs = rule[slot];
                if (!found || pairs.some(one => one.maker === found.maker && one.model === found.model)) continue;
                out.problems.push(mismatch(slot, found, pairs));
            }
        }
    }
    // What the phone does not know stands in the places that are free, in the order in which it was scanned.
    for (const text of open) {
        const free = slots.find(slot => !out.slots[slot]);
        if (free) out.slots[free] = { text, tail: text.slice(-6), maker: '', model: '' };
    }
    out.complete = slots.every(slot => out.slots[slot]) && out.problems.length === 0;
    return out;
}

function mismatch(slot: Slot, found: Pair & { text: string }, allowed: Pair[]): SaleProblem {
    const makerIs = allowed.some(one => one.maker === found.maker);
    const name = (one: Pair) => `${one.maker} ${one.model}`.trim();
    return {
        slot,
        text: found.text,
        field: makerIs ? 'model' : 'maker',
        expected: allowed.map(name).join(' / '),
        found: name(found),
        allowed,
        code: 'bundle_mismatch',
        detail: t('sale.mismatch', { slot: t(`slot.${slot}`) }),
    };
}
