// What the API says of trade, sale and stores, as far as the app shows it.

export type Slot = 'vehicle' | 'battery' | 'charger';
export type Purpose = 'receive' | 'ship' | 'sell' | 'return' | 'stocktake' | 'look';

export interface Session {
    user: string;
    login: string;
    name?: string;
    phone?: string;
    roles: string[];
    organisation?: string;
    organisationName?: string;
    organisationStatus?: string;
    permissions?: string[];
    csrfToken?: string;
    mustChangePassword?: boolean;
    expires: string;
}

export interface Store {
    id: string;
    name: string;
    contactPerson?: string;
    phone?: string;
    region?: string;
    regionName?: string;
    address?: string;
    brand?: string;
    repairs?: boolean;
    productTypes?: string[];
    status?: string;
    statusZh?: string;
    staff?: number | string;
}

export interface Problem {
    code: string;
    detail: string;
}

export interface ScannedProduct {
    id?: string;
    name: string;
    model?: string;
    maker?: string;
    slot?: Slot | null;
}

export interface ScannedItem {
    text: string;
    kind: 'item' | 'box' | 'note' | 'unknown';
    code?: string;
    tail?: string;
    product?: ScannedProduct;
    batch?: string;
    status?: string;
    statusZh?: string;
    quantity?: number | string;
    accepted: boolean;
    note?: { id: string; number: string; shipper: string; quantity: number | string; state: string; digest?: string };
    problem?: Problem;
}

export interface Refused {
    index: number;
    text: string;
    code: string;
    detail: string;
}

export interface StockIn {
    id: string;
    number: string;
    type?: string;
    typeZh?: string;
    quantity: number | string;
    boxes?: number | string;
    state?: string;
    stateZh?: string;
    supplier?: string;
    createdAt?: string;
    receivedAt?: string;
    differenceRows?: { row: number; kind: string; kindZh?: string; quantity: number | string; remark?: string; text?: string; answer?: string }[];
    refused?: Refused[];
    warning?: string;
    lines?: Line[];
}

export interface Line {
    product?: string;
    name: string;
    specification?: string;
    model?: string;
    batch?: string;
    quantity: number | string;
    unit?: string;
}

export interface StockOut {
    id: string;
    number: string;
    quantity: number | string;
    boxes?: number | string;
    state?: string;
    stateZh?: string;
    note?: { number: string; digest: string; url?: string; qr?: string };
    shipper?: string;
    receiver?: string;
    sentAt?: string;
    targetStore?: string;
    targetStoreName?: string;
    inTransitDays?: number;
    late?: boolean;
}

export interface Note {
    id: string;
    number: string;
    shipper: string;
    receiver?: string;
    sentAt?: string;
    lines: Line[];
    quantity: number | string;
    boxes?: number | string;
    digest: string;
    digestMatches?: boolean;
    state: string;
    stateZh?: string;
    /** Sent by the own organisation: to be received only between its stores. */
    mine?: boolean;
    targetStore?: string;
}

export interface StockRow {
    product: string;
    name: string;
    model?: string;
    inStock: number | string;
    inTransit?: number | string;
    frozen?: number | string;
    recalled?: number | string;
    firstIn?: string;
    ageDays?: number | string;
    store?: string;
}
export interface StockItem {
    code?: string;
    tail?: string;
    batch?: string;
    status?: string;
    statusZh?: string;
    since?: string;
    quantity?: number | string;
}
export interface Flow {
    in: number | string;
    transfer: number | string;
    sold: number | string;
}
export interface StockSummary {
    today: Flow;
    trend: (Flow & { day: string })[];
    byCategory?: { category: string; inStock: number | string }[];
    awaiting?: number | string;
    recalled?: number | string;
    inTransit?: number | string;
}

export interface Pair {
    maker: string;
    model: string;
}
export interface FilledSlot extends Pair {
    text: string;
    code?: string;
    tail?: string;
    product?: string | ScannedProduct;
}
export interface SaleProblem {
    slot?: Slot;
    text?: string;
    field: string;
    expected?: string;
    found?: string;
    allowed?: Pair[];
    code: string;
    detail: string;
    /** 召回, 冻结, 作废. */
    stop?: boolean;
}
export interface SaleCheck {
    slots: Partial<Record<Slot, FilledSlot>>;
    allowed?: { battery?: Pair[]; charger?: Pair[] };
    problems: SaleProblem[];
    /** They do not keep it from being sold. */
    warnings?: SaleProblem[];
    complete: boolean;
}
export type SaleType = 'bundle' | 'single' | 'trade_in';
export interface Sale {
    id: string;
    number: string;
    type: SaleType;
    typeZh?: string;
    state?: string;
    stateZh?: string;
    codes: (Pair & { slot?: Slot; code?: string; tail: string; product?: string | ScannedProduct; warrantyUntil?: string })[];
    receiptUrl?: string;
    publicUrl?: string;
    soldAt?: string;
    customer?: { id: string; name: string; phone: string };
}
export interface SaleRules {
    customerFields?: Partial<Record<SaleType, string[]>>;
    programmes?: { name: string; from: string; to: string }[];
}
export interface CustomerForm {
    id: string;
    url?: string;
    expiresAt?: string;
    filled?: boolean;
    masked?: { name?: string; phone?: string };
    purgeAt?: string;
}

export interface Stocktake {
    id: string;
    number?: string;
    state?: string;
    stateZh?: string;
    expected: number | string;
    scanned: number | string;
    missingCount?: number | string;
    surplusCount?: number | string;
    /** Ranges of codes. */
    missing?: CodeRun[];
    surplus?: CodeRun[];
    createdAt?: string;
}
export interface CodeRun {
    firstCode: string;
    lastCode: string;
    count: number | string;
}
