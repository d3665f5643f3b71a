// What an organisation is, as the API writes it, and the fields of its form (Annex A of the platform guide, ECO-21).
import { http, type Page } from '@/api/client';

export interface Letter {
    type: string;
    document: string;
}
export interface Organisation {
    id: string;
    name: string;
    nameEn?: string;
    uscc: string;
    status: string;
    statusZh?: string;
    kinds: string[];
    kindsZh?: string[];
    address?: string;
    productionAddress?: string;
    regionCode?: string;
    regionName?: string;
    postcode?: string;
    contact?: string;
    contactPerson?: string;
    contactPhone?: string;
    legalPerson?: string;
    legalPersonPhone?: string;
    fax?: string;
    email?: string;
    website?: string;
    remark?: string;
    capital?: string | number;
    vendorCode?: string;
    gln?: string;
    cardNumber?: string;
    organisationCode?: string;
    companyType?: string;
    productTypes?: string[];
    categories?: string[];
    brands?: string[];
    licence?: string;
    letters?: Letter[];
    application?: string;
    successor?: string;
    predecessors?: string[];
    version?: string | number;
    reason?: string;
}
export interface Note {
    pointer: string;
    field?: string;
    text: string;
    round?: number;
    at?: string;
    stepZh?: string;
}
export interface Application {
    id: string;
    number?: string;
    kind: string;
    kindZh: string;
    state: string;
    stateZh: string;
    round?: number;
    version?: string | number;
    submitted?: string;
    due?: string;
    overdue?: boolean;
    queue?: { position: number | string; expected?: string };
    reason?: string;
    notes?: Note[];
    history?: { at: string; action: string; actionZh: string; reason?: string; byZh?: string }[];
}
export interface Change {
    key: string;
    zh: string;
    before?: unknown;
    after?: unknown;
}
export interface HistoryItem {
    version: string | number;
    at: string;
    by?: string;
    status: string;
    statusZh?: string;
    changes: Change[];
}
export interface Category {
    id: string;
    nameZh: string;
    nameEn: string;
}

/** States in which the registration is still in the hands of the organisation. */
export const openStates = ['draft', 'rejected', 'to_complete', 'withdrawn'];

/** Who registers by himself; regulators and the operator are registered by the administrator. */
export const kinds = [
    'producer',
    'seller',
    'commissioning_party',
    'commissioned_party',
    'certification_body',
    'professional_body',
    'association',
    'online_shop',
    'buyer',
] as const;
export const productTypes = ['vehicle', 'battery', 'charger'] as const;
export const companyTypes = ['ordinary', 'health_food', 'cold_chain'] as const;

/** The texts of the form, with the most characters they may have. */
export const texts = {
    name: 100,
    nameEn: 200,
    uscc: 60,
    legalPerson: 50,
    capital: 10,
    vendorCode: 10,
    gln: 13,
    cardNumber: 30,
    address: 200,
    productionAddress: 200,
    postcode: 6,
    contact: 100,
    contactPerson: 50,
    contactPhone: 30,
    legalPersonPhone: 30,
    fax: 30,
    email: 254,
    website: 200,
    remark: 500,
} as const;
export type TextKey = keyof typeof texts;

export interface OrganisationForm extends Record<TextKey, string> {
    kinds: string[];
    regionCode: string;
    companyType: string;
    productTypes: string[];
    categories: string[];
    brands: string[];
}

export function emptyForm(): OrganisationForm {
    const out = Object.fromEntries(Object.keys(texts).map(key => [key, ''])) as Record<TextKey, string>;
    return {
        ...out,
        kinds: ['producer'],
        regionCode: '',
        companyType: 'ordinary',
        productTypes: [],
        categories: [],
        brands: [],
    };
}

export function formOf(organisation: Organisation): OrganisationForm {
    const form = emptyForm();
    for (const key of Object.keys(texts) as TextKey[]) form[key] = String(organisation[key] ?? '');
    form.kinds = [...(organisation.kinds ?? [])];
    form.regionCode = organisation.regionCode ?? '';
    form.companyType = organisation.companyType || 'ordinary';
    form.productTypes = [...(organisation.productTypes ?? [])];
    form.categories = [...(organisation.categories ?? [])];
    form.brands = [...(organisation.brands ?? [])];
    return form;
}

/** What is sent: texts that are not empty, lists as they are. */
export function bodyOf(form: OrganisationForm): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    for (const key of Object.keys(texts) as TextKey[]) if (form[key].trim()) out[key] = form[key].trim();
    if (form.regionCode) out.regionCode = form.regionCode;
    if (form.companyType) out.companyType = form.companyType;
    out.productTypes = form.productTypes;
    out.categories = form.categories;
    out.brands = form.brands;
    return out;
}

let catalogue: Promise<Category[]> | undefined;
export function categories(): Promise<Category[]> {
    catalogue ??= http.get<Page<Category>>('/api/v1/catalogue', undefined, { quiet: true }).then(
        page => page.items,
        (e: unknown) => {
            catalogue = undefined;
            throw e;
        },
    );
    return catalogue;
}

/** Which letters an organisation of these product types signs: one for each; the general one for others (EBM-10). */
export function lettersFor(types: string[]): string[] {
    return types.length ? types : ['general'];
}
export function letterAddress(type: string, form: Pick<OrganisationForm, 'name' | 'uscc' | 'brands'>): string {
    const query = new URLSearchParams({ name: form.name, uscc: form.uscc });
    if (form.brands.length) query.set('brands', form.brands.join('、'));
    return `/api/v1/letters/${type}.pdf?${query.toString()}`;
}
