// The check of a bundle without a network (EBS-30, EBS-31, EBS-34): by what was seen, and it says so.
import { beforeEach, describe, expect, it } from 'vitest';
import type { ScannedItem, Slot } from '../src/api/types';
import { checkLocally, remember, rememberCheck } from '../src/seen';
import { emptyPhone } from './support';

const item = (text: string, slot: Slot, maker: string, model: string): ScannedItem => ({
    text,
    kind: 'item',
    tail: text.slice(-6),
    product: { name: slot, maker, model, slot },
    accepted: true,
});
const vehicle = item('V-000001', 'vehicle', '甲车业', 'TD01');
const battery = item('B-000001', 'battery', '乙电池', 'DC48');
const otherModel = item('B-000002', 'battery', '乙电池', 'DC99');
const otherMaker = item('B-000003', 'battery', '丙电池', 'DC48');
const charger = item('C-000001', 'charger', '丁充电', 'CH48');

beforeEach(async () => {
    await emptyPhone();
    await remember([vehicle, battery, otherModel, otherMaker, charger]);
});
async function seeRule(): Promise<void> {
    await rememberCheck({
        slots: { vehicle: { text: vehicle.text, maker: '甲车业', model: 'TD01' } },
        allowed: { battery: [{ maker: '乙电池', model: 'DC48' }], charger: [{ maker: '丁充电', model: 'CH48' }] },
        problems: [],
        complete: false,
    });
}

describe('a bundle without a network', () => {
    it.each([
        [['V-000001', 'B-000001', 'C-000001']],
        [['C-000001', 'V-000001', 'B-000001']],
        [['B-000001', 'C-000001', 'V-000001']],
    ])('is complete in any order: %s', async texts => {
        await seeRule();
        const check = await checkLocally(texts);
        expect(check.complete).toBe(true);
        expect(check.slots.battery!.text).toBe('B-000001');
        expect(check.ruleSeenAt).not.toBe('');
    });
    it.each([
        ['B-000002', 'model', '乙电池 DC99'],
        ['B-000003', 'maker', '丙电池 DC48'],
    ])('is refused with %s: field, expected, found, allowed', async (code, field, found) => {
        await seeRule();
        const check = await checkLocally(['V-000001', code, 'C-000001']);
        expect(check.complete).toBe(false);
        expect(check.problems).toMatchObject([{ slot: 'battery', field, found, expected: '乙电池 DC48', allowed: [{ maker: '乙电池', model: 'DC48' }] }]);
    });
    it('says that it has never seen the rule, and leaves the pairs to the server', async () => {
        const check = await checkLocally(['V-000001', 'B-000002', 'C-000001']);
        expect(check.ruleSeenAt).toBe('');
        expect(check.problems).toEqual([]);
    });
    it('is one vehicle, one battery, one charger', async () => {
        await seeRule();
        const check = await checkLocally(['V-000001', 'B-000001', 'B-000002']);
        expect(check.problems).toMatchObject([{ slot: 'battery', text: 'B-000002', field: 'slot' }]);
    });
    it('leaves codes that the phone has never seen to the server, in the free places', async () => {
        await seeRule();
        const check = await checkLocally(['X-1', 'V-000001', 'C-000001']);
        expect(check.unknown).toEqual(['X-1']);
        expect(check.slots.battery!.text).toBe('X-1');
    });
});
