// Stores (P49) and partners (P24) over the API.
import { http, type Page } from '@/api/client';
import type { ListQuery } from '@/components/list';

const at = encodeURIComponent;

export const storeProducts = ['vehicle', 'battery', 'charger', 'motorcycle', 'helmet'] as const;

export interface StoreBody {
    name: string;
    contactPerson: string;
    phone: string;
    region: string;
    address: string;
    brand: string;
    /** Nothing is chosen at first: both answers are answers (EBS-10). */
    repairs?: boolean;
    productTypes: string[];
    licence: string;
}
export interface StoreMember {
    id: string;
    name: string;
    role: string;
    roleZh: string;
    status: string;
}
export interface Store extends StoreBody {
    id: string;
    regionName: string;
    productTypesZh: string[];
    status: 'active' | 'suspended';
    statusZh: string;
    staff: number;
    members?: StoreMember[];
    version: string;
}

const stores = '/api/v1/stores';
export const listStores = (query: ListQuery, signal?: AbortSignal) =>
    http.get<Page<Store>>(stores, query, signal ? { signal } : {});
/** With the telephone whole, and who works there. */
export const getStore = (id: string) => http.get<Store>(`${stores}/${at(id)}`);
export const addStore = (body: StoreBody) => http.post<Store>(stores, body);
export const changeStore = (id: string, version: string, body: Partial<StoreBody>) =>
    http.patch<Store>(`${stores}/${at(id)}`, { ...body, version });
export const suspendStore = (id: string, reason: string) => http.post<Store>(`${stores}/${at(id)}/suspension`, { reason });
export const resumeStore = (id: string) => http.post<Store>(`${stores}/${at(id)}/resumption`);
export const setStaff = (id: string, version: string, staff: string[]) =>
    http.put<Store>(`${stores}/${at(id)}/staff`, { staff, version });
export const emptyStore = (): StoreBody => ({
    name: '',
    contactPerson: '',
    phone: '',
    region: '',
    address: '',
    brand: '',
    productTypes: [],
    licence: '',
});
/** The fields of the form alone, trimmed; what was not filled in is left out, so that the server names it. */
export function storeBody(one: StoreBody): StoreBody {
    const body: Record<string, unknown> = { productTypes: one.productTypes };
    for (const key of ['name', 'contactPerson', 'phone', 'address', 'brand'] as const)
        if (one[key].trim()) body[key] = one[key].trim();
    if (one.region) body.region = one.region;
    if (one.licence) body.licence = one.licence;
    if (one.repairs !== undefined) body.repairs = one.repairs;
    return body as unknown as StoreBody;
}

export interface Colleague {
    id: string;
    login: string;
    name?: string;
    roleZh: string;
    status: string;
}
export const listColleagues = () => http.get<Page<Colleague>>('/api/v1/members', { limit: '100', status: 'active' });

export const partnerKinds = ['supplier', 'buyer'] as const;
export interface PartnerBody {
    name: string;
    uscc?: string;
    kinds: string[];
    region?: string;
    contact?: string;
    phone?: string;
    email?: string;
}
export interface Partner extends PartnerBody {
    id: string;
    kindsZh: string[];
    regionName?: string;
    registered: boolean;
    registeredName?: string;
    lastDealing?: string;
    similar?: string[];
    version: string;
}

const partners = '/api/v1/partners';
export const listPartners = (query: ListQuery, signal?: AbortSignal) =>
    http.get<Page<Partner>>(partners, query, signal ? { signal } : {});
export const getPartner = (id: string) => http.get<Partner>(`${partners}/${at(id)}`);
export const addPartner = (body: PartnerBody) => http.post<Partner>(partners, body);
export const changePartner = (id: string, version: string, body: PartnerBody) =>
    http.patch<Partner>(`${partners}/${at(id)}`, { ...body, version });
export const invitePartner = (id: string) => http.post<{ channel: 'sms' | 'email' }>(`${partners}/${at(id)}/invitation`);
export const likePartners = (name: string) => http.get<Page<Partner>>(partners, { similar: name });
export const emptyPartner = (): PartnerBody => ({ name: '', kinds: [] });
/** A new one without what is empty; of a change, what was emptied is taken away. */
export function partnerBody(one: PartnerBody, change: boolean): PartnerBody {
    const body: Record<string, unknown> = { kinds: one.kinds };
    if (one.name.trim()) body.name = one.name.trim();
    for (const key of ['uscc', 'region', 'contact', 'phone', 'email'] as const) {
        const text = one[key]?.trim();
        if (text) body[key] = text;
        else if (change) body[key] = null;
    }
    return body as unknown as PartnerBody;
}
