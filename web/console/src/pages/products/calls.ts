// What the producer's pages ask the node.
import { http, type Page, type Query } from '@/api/client';
import type { Category, Family, HistoryItem, ModelCodes, ModelRules, Product, ProductBody, Template, TemplateSummary } from './types';

const at = encodeURIComponent;
const products = '/api/v1/products';

export type PreviewViewer = 'stranger' | 'owner' | 'regulator' | 'top_regulator';

export const templates = (query: Query = {}) => http.get<{ items: TemplateSummary[] }>('/api/v1/templates', query);
export const template = (id: string, edition?: number | string) =>
    http.get<Template>(`/api/v1/templates/${at(id)}`, { edition });
export const catalogue = () => http.get<{ items: Category[] }>('/api/v1/catalogue');

export const listProducts = (query: Query) => http.get<Page<Product>>(products, query);
export const product = (id: string, query: Query = {}) => http.get<Product>(`${products}/${at(id)}`, query);
export const fileProduct = (body: ProductBody & { submit: boolean }) => http.post<Product>(products, body);
export const updateProduct = (id: string, body: ProductBody & { submit: boolean; version: string }) =>
    http.put<Product>(`${products}/${at(id)}`, body);
export const withdrawProduct = (id: string) => http.post<Product>(`${products}/${at(id)}/withdrawal`);
export const disableProduct = (id: string, reason: string) =>
    http.post<Product>(`${products}/${at(id)}/deactivation`, { reason });
/** By the owner; a reviewer decides. */
export const askToDisableProduct = (id: string, reason: string) =>
    http.post<unknown>(`${products}/${at(id)}/disablings`, { reason });
/** 订正 or 变更: an application that a reviewer decides. */
export const amendProduct = (
    id: string,
    how: 'corrections' | 'changes',
    body: ProductBody & { version: string; reason?: string; submit: boolean },
) => http.post<{ id: string; number?: string }>(`${products}/${at(id)}/${how}`, body);
export const confirmProduct = (id: string, decision: 'confirm' | 'refuse', reason: string) =>
    http.post<Product>(`${products}/${at(id)}/confirmations`, reason ? { decision, reason } : { decision });
export const productHistory = (id: string) =>
    http.get<Page<HistoryItem>>(`${products}/${at(id)}/history`, { limit: 100 });
export const productEditions = (id: string) => http.get<{ items: HistoryItem[] }>(`${products}/${at(id)}/editions`);

/** 商品追溯码: for good, which the person confirmed a second time. */
export const activateTraceCode = (id: string) =>
    http.post<{ gtin: string; address: string; activatedAt: string }>(`${products}/${at(id)}/trace-code`, { confirmed: true });
/** Trace codes of products, several in one file (GDP-22). */
export const symbolsUrl = (ids: string[], format: 'png' | 'svg') =>
    `/api/v1/product-symbols?format=${format}&ids=${ids.map(at).join(',')}`;

export const listBrands = async (q: string) =>
    (await http.get<{ items: string[] }>('/api/v1/brands', q ? { q } : {})).items;
export const addBrand = (name: string) => http.post<{ name: string }>('/api/v1/brands', { name });

export const modelRules = () => http.get<ModelRules>(`${products}/model-rules`);
export const modelCodes = (family: Family) => http.get<ModelCodes>(`${products}/model-codes`, { family });

export const requestTemplate = (body: { title: string; items: string; documents?: string[] }) =>
    http.post<{ id: string }>('/api/v1/template-requests', body);

export async function preview(
    body: ProductBody,
    viewer: PreviewViewer,
    lang: 'zh' | 'en',
    signal: AbortSignal,
): Promise<string> {
    const made = await http.post<{ html: string }>(
        `${products}/previews`,
        { ...body, viewer, lang },
        { signal, idempotencyKey: undefined },
    );
    return made.html;
}
