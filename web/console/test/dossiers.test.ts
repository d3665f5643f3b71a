// What is sent of a batch record: rows and values that are filled in, nothing else.
import { describe, expect, it } from 'vitest';
import { bodyOf, emptyDossier, emptyOrder, filledOnly, linesOf, orderBody, reportBody, sellerBody, vouchersUrl } from '@/pages/dossiers/calls';
import { differences, lineOf } from '@/pages/dossiers/history';
import { symbolsUrl } from '@/pages/products/calls';

describe('batch records', () => {
    it('GDP-28: a batch number alone is sent without empty rows', () => {
        const body = bodyOf({ ...emptyDossier('7'), number: ' B1 ' });
        expect(body).toEqual({
            product: '7',
            number: 'B1',
            purchases: [],
            production: {},
            sales: [],
            purchasesOpen: false,
            salesOpen: false,
            whole: false,
            diversion: false,
        });
    });
    it('GDP-31: what the server adds for people is not sent back', () => {
        const body = bodyOf({
            ...emptyDossier('7'),
            number: 'B1',
            sales: [{ seller: ' 明达商行 ', region: '440100', regionName: '广东省广州市', unit: '' }, {}],
            version: '3',
        });
        expect(body.sales).toEqual([{ seller: '明达商行', region: '440100' }]);
        expect(body.version).toBe('3');
    });
    it('keeps false and zero, drops what is empty', () => {
        expect(filledOnly({ a: false, b: '0', c: '', d: null, e: undefined, f: '  ' })).toEqual({ a: false, b: '0' });
    });
    it('GDP-50: a seller is sent with its mandatory fields even while they are empty', () => {
        expect(sellerBody({ name: ' 甲 ', region: '', address: '', phone: '', contact: '', secret: false, gln: '' })).toEqual({
            name: '甲',
            region: '',
            address: '',
            phone: '',
            contact: '',
            secret: false,
        });
    });
    it('GDP-48: the conclusion of an item is sent even when it failed', () => {
        const body = reportBody({ dossier: '1', items: [{ name: '绝缘', result: '1', passed: false, standard: '' }] });
        expect(body).toEqual({ dossier: '1', items: [{ name: '绝缘', result: '1', passed: false }] });
    });
    it('GDP-46: vouchers of several batches are one file', () => {
        expect(vouchersUrl(['1', '2'])).toBe('/api/v1/dossier-vouchers?ids=1,2');
    });
    it('GDP-22: codes of several products are one file, as pictures or drawings', () => {
        expect(symbolsUrl(['1', '2'], 'svg')).toBe('/api/v1/product-symbols?format=svg&ids=1,2');
    });
    it('GDP-54, GDP-55: an order is sent with what is filled in; batches and items stand one a line', () => {
        expect(linesOf(' B1 \n\nB2\nB1')).toEqual(['B1', 'B2']);
        expect(orderBody({ ...emptyOrder(), number: ' DD-1 ', region: '440100', gln: '', batches: ['B1'] })).toEqual({
            number: 'DD-1',
            region: '440100',
            batches: ['B1'],
            items: [],
        });
    });
    it('NAT-35: versions tell what differs', () => {
        const before = { name: '甲', phone: '1', region: '440100', regionName: '广州', email: '', batches: ['B1'] };
        const after = { name: '甲', phone: '2', region: '440300', regionName: '深圳', batches: ['B1', 'B2'] };
        expect(differences(before, after).map(one => one.key)).toEqual(['phone', 'regionName', 'batches']);
        expect(differences({}, { email: '', secret: false }).map(one => one.key)).toEqual(['secret']);
        expect(differences({}, { dossier: '7', document: '8', qualification: '9' })).toEqual([]);
        const item = { name: '绝缘', requirement: '≥ 1', result: '2', passed: false, standard: '' };
        expect(lineOf(item, passed => (passed ? '合格' : '不合格'))).toBe('绝缘 ≥ 1 2 不合格');
        expect(lineOf('B1', String)).toBe('B1');
    });
});
