// Organisations as regulators and the operator see them.
import { http, type Page } from '@/api/client';
import type { ListQuery } from '@/components/list';
import { i18n, language, t } from '@/i18n';

export interface Organisation {
    id: string;
    name: string;
    nameEn?: string;
    uscc: string;
    address?: string;
    productionAddress?: string;
    contact?: string;
    kinds?: string[];
    kindsZh?: string[];
    status: string;
    statusName?: string;
    statusZh?: string;
    regionCode?: string;
    regionName?: string;
    categories?: string[];
    categoryNames?: string[];
    brands?: (string | { name: string })[];
    companyType?: string;
    companyTypeZh?: string;
    productTypes?: string[];
    gln?: string;
    cardNumber?: string;
    vendorCode?: string;
    legalPerson?: string;
    contactPerson?: string;
    contactPhone?: string;
    email?: string;
    website?: string;
    capital?: string | number;
    industry?: string;
    licence?: string;
    letters?: { type: string; document: string }[];
    introduction?: { overview?: string; business?: string; strengths?: string };
    application?: string;
    successor?: { id: string; name: string } | string;
    version?: string | number;
    createdAt?: string;
    [key: string]: unknown;
}
export interface Change {
    version: string | number;
    at: string;
    by?: string;
    byName?: string;
    status: string;
    statusZh?: string;
    changes?: { key: string; zh: string; before?: unknown; after?: unknown }[];
}

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
    'regulator',
    'platform_operator',
] as const;

const at = (id: string) => `/api/v1/organisations/${encodeURIComponent(id)}`;
export const loadOrganisations = (query: ListQuery, signal?: AbortSignal) =>
    http.get<Page<Organisation>>('/api/v1/organisations', query, signal ? { signal } : {});
export const getOrganisation = (id: string) => http.get<Organisation>(at(id));
export const historyOf = (id: string) => http.get<{ items: Change[] }>(`${at(id)}/history`).then(answer => answer.items);
export type Standing = 'suspensions' | 'resumptions' | 'deregistrations';
export const change = (id: string, what: Standing, reason: string) => http.post<Organisation>(`${at(id)}/${what}`, { reason });

export const stateOf = (one: Organisation) => ({ state: one.status, zh: one.statusZh ?? one.statusName });
export function kindWord(kind: string): string {
    const key = `supervision.kinds.${kind}`;
    return i18n.global.te(key, 'zh') ? t(key) : kind;
}
export const kindWords = (one: Organisation) => (one.kinds ?? []).map(kindWord);

// ---- categories, of the catalogue

interface Category {
    id: string;
    nameZh: string;
    nameEn: string;
}
let catalogue: Promise<Category[]> | undefined;
export function categories(): Promise<{ value: string; label: string }[]> {
    catalogue ??= http.get<{ items: Category[] }>('/api/v1/catalogue').then(
        answer => answer.items,
        () => {
            catalogue = undefined;
            return [];
        },
    );
    return catalogue.then(all => all.map(one => ({ value: one.id, label: language() === 'zh' ? one.nameZh : one.nameEn })));
}
