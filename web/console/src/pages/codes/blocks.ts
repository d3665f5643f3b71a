// Blocks of codes and what they are for.
import { http, type Page } from '@/api/client';
import type { ListQuery } from '@/components/list';

export interface Block {
    id: string;
    nsi: string;
    first: string;
    last: string;
    count: string;
    bound: string;
    active: string;
    /** Free codes that were given up. */
    voided: string;
    product: string;
    productName?: string;
    model?: string;
    source?: string;
    appliedBy?: string;
    createdAt: string;
}
export interface Segment {
    first: string;
    last: string;
    batch?: string;
    status: string;
    statusZh: string;
    holder?: string;
    event?: string;
    consignee?: string;
}
export interface ProductBrief {
    id: string;
    name: string;
    model?: string;
    status: string;
    unit?: string;
}
interface ProductAnswer {
    id: string;
    name: string;
    status: string;
    unit?: string;
    fields?: { key: string; state: string; value?: string }[];
}

export function briefOf(product: ProductAnswer): ProductBrief {
    const model = product.fields?.find(field => field.key === 'model' && field.state === 'shown')?.value;
    return { id: product.id, name: product.name, status: product.status, unit: product.unit, ...(model ? { model } : {}) };
}

export function nameOf(product: ProductBrief | undefined): string {
    return product ? [product.name, product.model].filter(Boolean).join(' ') : '';
}

const known = new Map<string, Promise<ProductBrief>>();
/** Asked once; a product that may not be read is named by its number. */
export function productOf(id: string): Promise<ProductBrief> {
    let asked = known.get(id);
    if (!asked) {
        asked = http
            .get<ProductAnswer>(`/api/v1/products/${encodeURIComponent(id)}`)
            .then(briefOf)
            .catch(() => ({ id, name: id, status: '' }));
        known.set(id, asked);
    }
    return asked;
}

export async function publishedProducts(q: string): Promise<ProductBrief[]> {
    const page = await http.get<Page<ProductAnswer>>('/api/v1/products', { status: 'published', q, limit: 50 });
    return page.items.map(briefOf);
}

export async function loadBlocks(query: ListQuery, signal?: AbortSignal): Promise<Page<Block>> {
    const page = await http.get<Page<Block>>('/api/v1/blocks', query, signal ? { signal } : {});
    await Promise.all(
        page.items.map(async block => {
            if (block.productName) return;
            const product = await productOf(block.product);
            block.productName = product.name;
            if (product.model) block.model = product.model;
        }),
    );
    return page;
}

/** Of 1,000 codes 250 free: "25.0%". */
export function freeShare(block: Block): string {
    const count = Number(block.count) - Number(block.voided);
    return count ? `${((freeOf(block) / count) * 100).toFixed(1)}%` : '';
}
export function freeOf(block: Block): number {
    return Number(block.count) - Number(block.bound) - Number(block.voided);
}

/** 空码率 of one type of product. */
export interface CodeRate {
    type: string;
    typeZh: string;
    issued: string;
    bound: string;
    voided: string;
    free: string;
    percent: string;
    limit: number;
    blocked: boolean;
    blocks: { block: string; product: string; free: string; first: string; last: string }[];
}
export const codeRates = async () => (await http.get<{ items: CodeRate[] }>('/api/v1/code-rates')).items;
/** All free codes of a block, for good. */
export const voidFree = (block: string) =>
    http.post<{ voided: string; left: string }>(`/api/v1/blocks/${encodeURIComponent(block)}/voidings`, { all: true });
