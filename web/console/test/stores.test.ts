// Stores and partners: what of a form is sent.
import { describe, expect, it } from 'vitest';
import { emptyPartner, emptyStore, partnerBody, storeBody, storeProducts } from '@/pages/stores/calls';

describe('a store', () => {
    it('EBS-09: leaves out what was not filled in, so that the server names it', () => {
        expect(storeBody(emptyStore())).toEqual({ productTypes: [] });
        expect(storeBody({ ...emptyStore(), name: ' 天河路店 ', brand: '  ' })).toEqual({ name: '天河路店', productTypes: [] });
    });
    it('EBS-10, EBS-11: takes 否 for an answer, and five kinds of products', () => {
        expect(storeBody({ ...emptyStore(), repairs: false })).toMatchObject({ repairs: false });
        expect(storeProducts).toHaveLength(5);
    });
    it('sends nothing beside the form: neither its id nor what the server tells', () => {
        const stored = { ...emptyStore(), id: '7', version: '2', regionName: '广州', staff: 3 };
        expect(Object.keys(storeBody(stored))).toEqual(['productTypes']);
    });
});

describe('a partner', () => {
    it('GDP-77: has a name and a kind at least', () => {
        expect(partnerBody({ ...emptyPartner(), name: '绿源', kinds: ['supplier'], phone: '' }, false)).toEqual({
            name: '绿源',
            kinds: ['supplier'],
        });
    });
    it('loses what was emptied', () => {
        expect(partnerBody({ name: '绿源', kinds: ['buyer'], uscc: '', phone: ' 13900139000 ' }, true)).toEqual({
            name: '绿源',
            kinds: ['buyer'],
            uscc: null,
            region: null,
            contact: null,
            phone: '13900139000',
            email: null,
        });
    });
});
