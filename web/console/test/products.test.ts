import { describe, expect, it } from 'vitest';
import { matchFile, numbersIn, typeOfName } from '@/pages/certificates/matching';
import { emptyCertificate } from '@/pages/certificates/calls';
import {
    bodyOf,
    emptyFiling,
    filingOf,
    forTemplate,
    newGoods,
    newReport,
    suggestedTemplate,
    withIdentity,
} from '@/pages/products/filing';
import {
    completeness,
    complaintOf,
    defaultOpen,
    filingFields,
    gtinHolds,
    groupsOf,
    partiesOf,
    usccHolds,
    whoSees,
} from '@/pages/products/rules';
import { lockedKeys } from '@/pages/products/model';
import type { Family, Field, ModelRules, Product, Template, TemplateSummary } from '@/pages/products/types';

function field(part: Partial<Field> & { key: string }): Field {
    return {
        group: '产品信息',
        nameZh: part.key,
        nameEn: part.key,
        required: 'always',
        visibility: 'public',
        step: 'filing',
        kind: 'text',
        ...part,
    };
}
const identity = { name: '广州一贯', uscc: '91350100M000100Y43', address: '广州市', contact: '020-12345678' };
const one: Template = {
    id: 'B.1',
    edition: 1,
    nameZh: '通用',
    nameEn: 'General',
    forFiling: true,
    pictureRequired: true,
    fields: [
        field({ key: 'productName' }),
        field({ key: 'model' }),
        field({ key: 'gtin', kind: 'gtin', required: 'if_applicable' }),
        field({ key: 'inspectionReport', visibility: 'producer_chooses', defaultOpen: true }),
        field({ key: 'secret', visibility: 'producer_chooses', required: 'optional' }),
        field({ key: 'ecode', required: 'platform_generated' }),
        field({ key: 'issuingBody', required: 'platform_generated', fixedValue: '中国物品编码中心' }),
        field({ key: 'producerName', group: '企业信息/生产企业信息', fromRegistration: true, registration: 'name' }),
        field({ key: 'producerUscc', group: '企业信息/生产企业信息', fromRegistration: true, kind: 'uscc' }),
        field({ key: 'productionDate', step: 'binding', kind: 'date' }),
    ],
};
const two: Template = {
    ...one,
    id: 'B.2',
    fields: [
        field({ key: 'productName' }),
        field({ key: 'principalName', group: '企业信息/委托方信息', fromRegistration: true }),
        field({ key: 'principalUscc', group: '企业信息/委托方信息', fromRegistration: true, kind: 'uscc' }),
        field({ key: 'contractorName', group: '企业信息/受托方信息', fromRegistration: true }),
        field({ key: 'contractorUscc', group: '企业信息/受托方信息', fromRegistration: true, kind: 'uscc' }),
    ],
};

describe('what can be checked while typing', () => {
    it('knows the check character of a credit code (GB 32100)', () => {
        expect(usccHolds('91350100M000100Y43')).toBe(true);
        for (const wrong of ['91350100M000100Y44', '91350100M000100Y4', '91350100M000100I43', ''])
            expect(usccHolds(wrong)).toBe(false);
    });
    it('knows the check digit of a GTIN', () => {
        for (const right of ['6901234567892', '96385074', '036000291452', '06901234567892'])
            expect(gtinHolds(right)).toBe(true);
        for (const wrong of ['6901234567893', '690123456789', '123', 'x901234567892'])
            expect(gtinHolds(wrong)).toBe(false);
    });
    it('complains by kind and rule, never about what is empty', () => {
        const number = field({ key: 'n', kind: 'decimal', rules: { min: '1', max: '10', decimals: 2 } });
        expect(complaintOf(number, '')).toBeUndefined();
        expect(complaintOf(number, '2.50')).toBeUndefined();
        expect(complaintOf(number, '2.555')?.key).toBe('products.rule.decimals');
        expect(complaintOf(number, '0.5')?.key).toBe('products.rule.min');
        expect(complaintOf(number, '11')?.key).toBe('products.rule.max');
        expect(complaintOf(number, '1e3')?.key).toBe('products.rule.decimal');
        expect(complaintOf(field({ key: 'd', kind: 'date' }), '2999-01-01')?.key).toBe('products.rule.future');
        expect(complaintOf(field({ key: 't' }), '字'.repeat(501))?.args).toEqual({ n: 500 });
        const choices = field({ key: 'c', kind: 'choices', rules: { options: ['甲', '乙'] } });
        expect(complaintOf(choices, '甲、乙')).toBeUndefined();
        expect(complaintOf(choices, '甲、丙')?.args).toEqual({ value: '丙' });
    });
});

describe('the form of a template', () => {
    it('shows the producer the fields of filing, constants included, and not what is made later (ECO-40)', () => {
        expect(filingFields(one).map(f => f.key)).toEqual([
            'productName',
            'model',
            'gtin',
            'inspectionReport',
            'secret',
            'issuingBody',
            'producerName',
            'producerUscc',
        ]);
        expect(groupsOf(filingFields(one)).map(group => group.name)).toEqual(['产品信息', '企业信息/生产企业信息']);
    });
    it('opens by default what the template opens (C-30), and says who sees it', () => {
        expect(defaultOpen(one)).toEqual(['inspectionReport']);
        const report = one.fields[3]!;
        expect(whoSees(report, true)).toBe('products.sees.everybody');
        expect(whoSees(report, false)).toBe('products.sees.few');
        expect(whoSees(one.fields[0]!, false)).toBe('products.sees.everybody');
    });
    it('finds the two parties of OEM/ODM (ECO-44)', () => {
        expect(partiesOf(one)).toEqual([]);
        expect(partiesOf(two)).toEqual(['principal', 'contractor']);
    });
    it('fills in the registration of one side only', () => {
        const filing = { ...forTemplate(emptyFiling(), two), party: 'contractor' };
        expect(withIdentity(filing, two, identity)).toEqual({
            contractorName: '广州一贯',
            contractorUscc: identity.uscc,
        });
        expect(withIdentity(forTemplate(emptyFiling(), one), one, identity)).toEqual({
            producerName: '广州一贯',
            producerUscc: identity.uscc,
        });
    });
    it('keeps what means the same when the template changes', () => {
        const filing = { ...forTemplate(emptyFiling(), one), fields: { productName: '灯', model: 'A', gtin: '' } };
        const next = forTemplate(filing, two);
        expect(next.fields).toEqual({ productName: '灯' });
        expect(next.party).toBe('principal');
    });
    it('sends nothing empty and nothing that the platform fills in', () => {
        const filing = {
            ...forTemplate(emptyFiling(), one),
            unit: 'CAT-04-01',
            fields: { productName: ' 灯 ', model: '', issuingBody: 'x', producerName: 'y' },
            open: ['inspectionReport', 'productName'],
            links: [{ platform: '', url: '' }],
        };
        expect(bodyOf(filing, one)).toEqual({
            template: 'B.1',
            edition: 1,
            unit: 'CAT-04-01',
            fields: { productName: '灯' },
            open: ['inspectionReport'],
            pictures: [],
        });
    });
    it('counts what is still demanded', () => {
        expect(completeness(filingFields(one), { productName: '灯', producerName: 'x' })).toEqual({ filled: 2, of: 5 });
    });
    it('comes back from a stored filing', () => {
        const product = {
            id: '1',
            organisation: '2',
            template: 'B.2',
            unit: 'CAT-01-01',
            name: '灯',
            status: 'rejected',
            statusZh: '已驳回',
            open: [],
            pictures: ['9'],
            fields: [
                { key: 'productName', nameZh: '', nameEn: '', group: '', state: 'shown', value: '灯' },
                { key: 'contractorUscc', nameZh: '', nameEn: '', group: '', state: 'shown', value: identity.uscc },
                { key: 'principalUscc', nameZh: '', nameEn: '', group: '', state: 'missing' },
            ],
        } as Product;
        const filing = filingOf(product, two, identity);
        expect(filing.party).toBe('contractor');
        expect(filing.fields).toEqual({ productName: '灯', contractorUscc: identity.uscc });
        expect(filing.pictures).toEqual(['9']);
    });
    it('suggests the template that suits the unit', () => {
        const of = (id: string, family: Family): TemplateSummary => ({
            id,
            family,
            nameZh: id,
            nameEn: id,
            forFiling: true,
            pictureRequired: true,
        });
        const known = [of('B.1', 'none'), of('B.3', 'vehicle'), of('B.4', 'none'), of('D.2', 'charger')];
        expect(suggestedTemplate('CAT-04-01', known, 'vehicle')).toBe('B.3');
        expect(suggestedTemplate('CAT-04-02', known, 'charger')).toBe('D.2');
        expect(suggestedTemplate('CAT-04-03', known, 'battery')).toBe('');
        expect(suggestedTemplate('CAT-01-03', known)).toBe('B.4');
        expect(suggestedTemplate('CAT-05-01', known)).toBe('B.1');
    });
    // GDP-10, GDP-11, GDP-12, GDP-14
    it('begins product information with its defaults, and sends nothing empty of it', () => {
        const filing = { ...forTemplate(emptyFiling(), one), fields: { brand: '恒盾' }, unit: 'CAT-05-01' };
        expect(bodyOf(filing, one)).not.toHaveProperty('goods');
        const goods = newGoods(filing);
        expect(goods).toMatchObject({ confidential: false, inProduction: true, commissioned: false, brand: '恒盾' });
        const typed = { ...goods, netContent: ' 1 ', clientName: '乙公司' };
        expect(bodyOf({ ...filing, goods: typed }, one).goods).toEqual({
            brand: '恒盾',
            netContent: ' 1 ',
            confidential: false,
            inProduction: true,
            commissioned: false,
        });
        expect(bodyOf({ ...filing, goods: { ...typed, commissioned: true } }, one).goods?.clientName).toBe('乙公司');
        const back = { fields: [], pictures: [], goods: { brand: '恒盾', confidential: true } } as unknown as Product;
        expect(filingOf(back, one, null).goods).toMatchObject({ brand: '恒盾', confidential: true, price: '' });
    });
    it('sends the parts of a model of its family only, and nothing empty', () => {
        const filing = {
            ...forTemplate(emptyFiling(), one),
            unit: 'CAT-04-01',
            styles: [{ name: '标准款', colour: '白色', pictures: { front: '9', leftRear: '' } }],
            reports: [{ number: 'R-1', body: '', standard: '', date: '', document: '7', public: false }],
            batteries: [
                { uscc: '', model: ' ', edition: '' },
                { uscc: 'U', model: 'M', edition: '' },
            ],
        };
        const plain = bodyOf(filing, one);
        for (const key of ['styles', 'reports', 'batteries']) expect(plain).not.toHaveProperty(key);
        expect(bodyOf(filing, { ...one, family: 'battery' })).toMatchObject({
            reports: [{ number: 'R-1', document: '7', public: false }],
        });
        expect(bodyOf(filing, { ...one, family: 'battery' })).not.toHaveProperty('styles');
        const vehicle = bodyOf(filing, { ...one, family: 'vehicle' });
        expect(vehicle.styles).toEqual([{ name: '标准款', colour: '白色', pictures: { front: '9' } }]);
        expect(vehicle.batteries).toEqual([{ uscc: 'U', model: 'M' }]);
    });
    it('keeps rows that are only begun in a draft, and drops empty ones', () => {
        const row = { number: '', body: '', standard: '', date: '', document: '', public: true };
        const body = bodyOf(
            {
                ...forTemplate(emptyFiling(), one),
                styles: [
                    { name: '', colour: ' ', pictures: { front: '' } },
                    { name: '', colour: '白色', pictures: {} },
                ],
                reports: [row, { ...row, standard: 'GB 1', public: false }],
                batteries: [{ uscc: '', model: 'M', edition: '' }],
            },
            { ...one, family: 'vehicle' },
        );
        expect(body.styles).toEqual([{ colour: '白色', pictures: {} }]);
        expect(body.reports).toEqual([{ standard: 'GB 1', public: false }]);
        expect(body.batteries).toEqual([{ model: 'M' }]);
    });
    it('opens no report that the maker has just closed', () => {
        const filing = { ...forTemplate(emptyFiling(), one), fields: { inspectionReport: 'R-1', standard: 'GB 1' } };
        expect(newReport({ ...filing, open: [] })).toMatchObject({ number: 'R-1', standard: 'GB 1', public: false });
        expect(newReport({ ...filing, open: ['inspectionReport'] })).toMatchObject({ number: 'R-1', public: true });
        const next = newReport({ ...filing, open: [], reports: [newReport(filing)] });
        expect(next).toMatchObject({ number: '', public: true });
    });
    it('locks what a published model says', () => {
        const rules: ModelRules = {
            families: [
                {
                    family: 'vehicle',
                    nameZh: '整车',
                    template: 'B.3',
                    allLocked: true,
                    unlocked: ['gtin'],
                    locked: [],
                },
                {
                    family: 'battery',
                    nameZh: '电池',
                    template: 'D.1',
                    allLocked: false,
                    unlocked: [],
                    locked: [{ key: 'model', zh: '规格型号' }],
                },
            ],
            reasons: [],
            contact: '',
        };
        const says = (family: Family) =>
            ({
                family,
                fields: ['productName', 'model', 'gtin'].map(key => ({ key, state: 'shown', value: key })),
            }) as unknown as Product;
        expect(lockedKeys(rules, says('battery'), one)).toEqual(['model']);
        expect(lockedKeys(rules, says('vehicle'), one)).toEqual(['productName', 'model']);
        expect(lockedKeys(rules, says('none'), one)).toEqual([]);
        expect(complaintOf(field({ key: 'modelCode', kind: 'model_code' }), 'O1')).toBeDefined();
        expect(complaintOf(field({ key: 'modelCode', kind: 'model_code' }), '0a')).toBeUndefined();
    });
});

describe('batch upload of certificates', () => {
    const product = {
        id: '7',
        fields: [
            { key: 'cccCertificate', state: 'shown', value: '2025011119000456' },
            { key: 'inspectionReport', state: 'shown', value: '型式检验报告 GX-2026-0017' },
        ],
    } as unknown as Product;
    it('reads numbers out of a file name', () => {
        expect(numbersIn('CCC证书 2025011119000456.pdf')[0]).toBe('2025011119000456');
        expect(numbersIn('GX-2026-0017 型式检验.pdf')[0]).toBe('GX-2026-0017');
        expect(numbersIn('扫描件.jpg')).toEqual([]);
    });
    it('finds the product and the certificate with that number, whatever the hyphens', () => {
        const known = { ...emptyCertificate(), id: '3', number: 'XK06-001-00001', products: ['8'] };
        expect(matchFile('2025011119000456_扫描.pdf', [known], [product])).toMatchObject({
            number: '2025011119000456',
            products: ['7'],
        });
        expect(matchFile('型式检验报告GX-2026-0017.pdf', [], [product])).toMatchObject({
            number: 'GX-2026-0017',
            products: ['7'],
        });
        const match = matchFile('生产许可证xk0600100001.pdf', [known], [product]);
        expect(match.certificate?.id).toBe('3');
        expect(match.products).toEqual(['8']);
    });
    it('guesses what it is', () => {
        expect(typeOfName('型式检验报告.pdf')).toBe('type_test_report');
        expect(typeOfName('出厂检验报告.pdf')).toBe('factory_report');
        expect(typeOfName('XK06-001.pdf')).toBe('production_licence');
        expect(typeOfName('2025.pdf')).toBe('ccc');
    });
});
