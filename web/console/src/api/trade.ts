// What the pages of sales and flow ask the node: 出库单, 入库单, 随货单, 库存, 盘点, 销售, 退货, 顾客.
import { http, type Page, type Query } from './client';

const at = encodeURIComponent;
const list =
    <T>(path: string) =>
    (query: Query, signal?: AbortSignal) =>
        http.get<Page<T>>(path, query, signal ? { signal } : {});
const api = '/api/v1';

// ---- 门店, 往来单位

export interface StoreBrief {
    id: string;
    name: string;
    status: string;
}
export interface PartnerBrief {
    id: string;
    name: string;
    uscc?: string;
}
export const listStores = list<StoreBrief>(`${api}/stores`);
export const findPartners = async (q: string, kind: 'supplier' | 'buyer') =>
    (await http.get<Page<PartnerBrief>>(`${api}/partners`, { q: q.trim(), kind, limit: 20 })).items;

// ---- 扫码

export type Purpose = 'receive' | 'ship' | 'sell' | 'return' | 'stocktake' | 'look';
export type Slot = 'vehicle' | 'battery' | 'charger';
export interface Told {
    code: string;
    detail: string;
}
export interface Scan {
    text: string;
    kind: 'item' | 'box' | 'note' | 'unknown';
    code?: string;
    /** Of "first-last". */
    lastCode?: string;
    tail?: string;
    box?: string;
    product?: { id: string; name: string; model?: string; maker?: string; slot?: Slot | null };
    batch?: string;
    status?: string;
    statusZh?: string;
    quantity: string;
    accepted: boolean;
    note?: { id: string; number: string; shipper: string; quantity: string; state: string; stateZh: string };
    problem?: Told;
}
export const scansMax = 200;
export const lookAt = async (purpose: Purpose, store: string, texts: string[]) =>
    (await http.post<{ items: Scan[] }>(`${api}/scans`, { purpose, texts, ...(store ? { store } : {}) })).items;

// ---- 出库单 and its 随货单

export const stockOutTypes = ['ordinary', 'transfer', 'b2b', 'purchase_return', 'other'] as const;
export const stockOutStates = ['draft', 'sent', 'received', 'differing', 'settled', 'cancelled'] as const;
export interface Line {
    product: string;
    name: string;
    model: string;
    specification: string;
    batch: string;
    quantity: string;
    unit: string;
    gtin?: string;
    productionDate?: string;
    gs1Code?: string;
}
export interface Difference {
    row: number;
    kind: (typeof differenceKinds)[number];
    kindZh: string;
    quantity: string;
    text?: string;
    product?: string;
    productName?: string;
    remark?: string;
    photo?: string;
    createdAt: string;
    answer?: string;
    answeredAt?: string;
}
export interface StockOut {
    id: string;
    number: string;
    type: (typeof stockOutTypes)[number];
    state: string;
    stateZh: string;
    shipper: string;
    receiver: string;
    receiverUscc?: string;
    quantity: string;
    received: string;
    kinds: number;
    boxes: number;
    /** Addressed to us. */
    incoming: boolean;
    store?: string;
    storeName?: string;
    targetStore?: string;
    targetStoreName?: string;
    /** Only told of our own. */
    createdBy?: string;
    createdAt: string;
    sentAt?: string;
    receivedAt?: string;
    inTransitDays?: number;
    /** On its way for more than three days (P45). */
    late?: boolean;
    remark?: string;
    reason?: string;
    note?: { number: string; digest: string; url: string };
    lines?: Line[];
    boxCodes?: string[];
    address?: string;
    contact?: string;
    order?: string;
}
export interface NewStockOut {
    store?: string;
    type: string;
    buyerUscc?: string;
    buyerName?: string;
    buyerAddress?: string;
    buyerContact?: string;
    partner?: string;
    targetStore?: string;
    order?: string;
    remark?: string;
    texts: string[];
    draft?: boolean;
}
const outs = `${api}/stock-outs`;
export const listStockOuts = list<StockOut>(outs);
export const getStockOut = (id: string) => http.get<StockOut>(`${outs}/${at(id)}`);
export const addStockOut = (body: NewStockOut) => http.post<StockOut>(outs, body);
export const sendStockOut = (id: string) => http.post<StockOut>(`${outs}/${at(id)}/send`);
export const cancelStockOut = (id: string, reason: string) => http.post<StockOut>(`${outs}/${at(id)}/cancel`, { reason });
export const remindReceiver = (id: string) => http.post(`${outs}/${at(id)}/reminders`);
export interface Note {
    id: string;
    number: string;
    shipper: string;
    shipperUscc?: string;
    receiver: string;
    receiverUscc?: string;
    sentAt?: string;
    lines: Line[];
    quantity: string;
    received: string;
    boxes: number;
    boxCodes: string[];
    digest: string;
    digestMatches: boolean;
    state: string;
    stateZh: string;
    mine: boolean;
    url: string;
    targetStore?: string;
    targetStoreName?: string;
}
export const noteOf = (id: string) => http.get<Note>(`${outs}/${at(id)}/note`);
export const notePdf = (id: string, size: 'A4' | 'A5') => `${outs}/${at(id)}/note.pdf?size=${size}`;
export const findNote = (number: string, digest = '') => http.get<Note>(`${api}/notes/${at(number)}`, { d: digest });

// ---- 入库单

export const stockInTypes = ['purchase', 'transfer', 'other'] as const;
export const stockInStates = ['submitted', 'differing', 'settled', 'undone'] as const;
export const differenceKinds = ['more', 'less', 'wrong', 'damaged'] as const;
export interface Refused extends Told {
    index: number;
    text: string;
}
export interface StockIn {
    id: string;
    number: string;
    type: (typeof stockInTypes)[number];
    state: string;
    stateZh: string;
    supplier: string;
    receiver: string;
    quantity: string;
    kinds: number;
    boxes: number;
    differences: number;
    receivedAt: string;
    createdAt: string;
    /** The 出库单 that it received. */
    note?: string;
    store?: string;
    storeName?: string;
    /** Only told of our own. */
    createdBy?: string;
    remark?: string;
    reason?: string;
    lines?: Line[];
    boxCodes?: string[];
    differenceRows?: Difference[];
    refused?: Refused[];
    warning?: string;
}
export interface NewDifference {
    kind: (typeof differenceKinds)[number];
    text?: string;
    product?: string;
    quantity: string;
    remark?: string;
    photo?: string;
}
export interface NewStockIn {
    store?: string;
    type: string;
    remark?: string;
    supplier?: string;
    texts: string[];
}
export interface NoteReceipt {
    store?: string;
    note: string;
    digest?: string;
    except: string[];
    differences: NewDifference[];
}
const ins = `${api}/stock-ins`;
export const listStockIns = list<StockIn>(ins);
export const getStockIn = (id: string) => http.get<StockIn>(`${ins}/${at(id)}`);
export const addStockIn = (body: NewStockIn) => http.post<StockIn>(ins, body);
export const receiveNote = (body: NoteReceipt) => http.post<StockIn>(`${ins}/by-note`, body);
export const undoStockIn = (id: string, reason: string) => http.post<StockIn>(`${ins}/${at(id)}/undo`, { reason });
export const addDifferences = (id: string, differences: NewDifference[]) =>
    http.post<StockIn>(`${ins}/${at(id)}/differences`, { differences });
export const answerDifference = (id: string, row: number, answer: string) =>
    http.post<StockIn>(`${ins}/${at(id)}/differences/${row}/answer`, { answer });

// ---- 库存, 盘点

export interface Stock {
    product: string;
    name: string;
    model: string;
    store?: string;
    storeName?: string;
    inStock: string;
    inTransit: string;
    frozen: string;
    recalled: string;
    firstIn?: string;
    ageDays?: number;
}
export interface StockItem {
    code: string;
    tail: string;
    /** Of codes that run on. */
    lastCode?: string;
    quantity: string;
    batch: string;
    productionDate?: string;
    status: string;
    statusZh: string;
    since: string;
}
export interface Figures {
    in: number;
    transfer: number;
    sold: number;
}
export interface Summary {
    today: Figures;
    trend: (Figures & { day: string })[];
    byCategory: { category: string; inStock: string }[];
    inStock: string;
    awaiting: number;
    recalled: string;
    inTransit: string;
}
export const listStock = list<Stock>(`${api}/stock`);
export const listStockItems = list<StockItem>(`${api}/stock/items`);
export const stockSummary = (store: string) => http.get<Summary>(`${api}/stock/summary`, { store });

export const stocktakeStates = ['counting', 'finished'] as const;
export interface CodeRun {
    firstCode: string;
    lastCode: string;
    count: string;
}
export interface Stocktake {
    id: string;
    number: string;
    state: (typeof stocktakeStates)[number];
    stateZh: string;
    store?: string;
    storeName?: string;
    product?: string;
    productName?: string;
    expected: string;
    scanned: string;
    missingCount: string;
    surplusCount: string;
    createdBy: string;
    createdAt: string;
    changedAt: string;
    /** The first 200 runs. */
    missing?: CodeRun[];
    surplus?: CodeRun[];
    /** Of the scans just sent. */
    refused?: Refused[];
    surplusTexts?: string[];
}
const takes = `${api}/stocktakes`;
export const listStocktakes = list<Stocktake>(takes);
export const getStocktake = (id: string) => http.get<Stocktake>(`${takes}/${at(id)}`);
export const addStocktake = (body: { store?: string; product?: string }) => http.post<Stocktake>(takes, body);
export const countScans = (id: string, texts: string[]) => http.post<Stocktake>(`${takes}/${at(id)}/scans`, { texts });
export const finishStocktake = (id: string) => http.post<Stocktake>(`${takes}/${at(id)}/finish`, { confirmed: true });

// ---- 销售, 退货, 顾客

export const saleTypes = ['bundle', 'single', 'trade_in'] as const;
export const saleStates = ['in_progress', 'completed', 'returned', 'voided'] as const;
export interface SaleCode {
    slot?: Slot | null;
    code: string;
    tail: string;
    /** Its name. */
    product?: string;
    productId?: string;
    model?: string;
    maker?: string;
    warrantyUntil?: string;
    returned?: boolean;
}
export interface Sale {
    id: string;
    number: string;
    type: string;
    typeZh?: string;
    state: string;
    stateZh?: string;
    store?: string;
    storeName?: string;
    soldAt?: string;
    clerk?: string;
    customer?: { id: string; state: string; name?: string; phone?: string };
    remark?: string;
    programme?: string;
    codes: SaleCode[];
    additions?: { name: string; value: string; at?: string; by?: string }[];
    receiptUrl?: string;
    publicUrl?: string;
}
const sales = `${api}/store-sales`;
export const listSales = list<Sale>(sales);
export const getSale = (id: string) => http.get<Sale>(`${sales}/${at(id)}`);
export const addToSale = (id: string, items: { name: string; value: string }[]) =>
    http.post<Sale>(`${sales}/${at(id)}/additions`, { items });
export const receiptPdf = (id: string) => `${sales}/${at(id)}/receipt.pdf`;

export const returnSources = ['customer', 'store'] as const;
export const dispositions = ['resell', 'inspect', 'scrap'] as const;
export const returnStates = ['restocked', 'inspecting', 'scrapped'] as const;
export interface SaleReturn {
    id: string;
    number: string;
    source: string;
    sourceZh?: string;
    state: string;
    stateZh?: string;
    disposition: string;
    dispositionZh?: string;
    reason?: string;
    sale?: string;
    saleNumber?: string;
    store?: string;
    storeName?: string;
    quantity?: string | number;
    codes?: SaleCode[];
    returnedAt?: string;
    createdAt?: string;
    createdBy?: string;
    remark?: string;
}
export interface NewReturn {
    store?: string;
    sale?: string;
    texts?: string[];
    source: string;
    reason: string;
    disposition: string;
}
const returns = `${api}/returns`;
export const listReturns = list<SaleReturn>(returns);
export const addReturn = (body: NewReturn) => http.post<SaleReturn>(returns, body);
export const judgeReturn = (id: string, body: { disposition: string; remark?: string }) =>
    http.post<SaleReturn>(`${returns}/${at(id)}/judgement`, body);

export interface Customer {
    id: string;
    state: string;
    stateZh?: string;
    /** Masked. */
    name?: string;
    phone?: string;
    sale?: string;
    saleNumber?: string;
    products?: string;
    codes?: SaleCode[];
    boughtAt?: string;
    warrantyUntil?: string;
    recalled?: boolean;
    purgeAt?: string;
}
export const listCustomers = list<Customer>(`${api}/customers`);
export type PersonalData = Partial<Record<'name' | 'phone' | 'idNumber' | 'region' | 'address', string>>;
/** All of it; the node puts the look and its reason on record. */
export const readCustomer = (id: string, reason: string) =>
    http.post<PersonalData>(`${api}/customers/${at(id)}/reading`, { reason });
export const eraseCustomer = (id: string, reason: string) =>
    http.post<Customer>(`${api}/customers/${at(id)}/erasure`, { reason });
