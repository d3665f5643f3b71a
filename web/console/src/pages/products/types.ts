// What the pages of templates, products, certificates and filings exchange with the server.

export type Step = 'registration' | 'filing' | 'binding' | 'shipping' | 'receiving' | 'selling';
export type Required = 'always' | 'if_applicable' | 'optional' | 'platform_generated';
export type Visibility = 'public' | 'producer_chooses' | 'seller_chooses';
export type FieldKind =
    | 'text'
    | 'long_text'
    | 'integer'
    | 'decimal'
    | 'choice'
    | 'choices'
    | 'document'
    | 'date'
    | 'time'
    | 'uscc'
    | 'gtin'
    | 'address'
    | 'contact'
    | 'model_code';

export interface FieldRules {
    charsMax?: number;
    min?: number | string;
    max?: number | string;
    decimals?: number;
    unit?: string;
    options?: string[];
    /** Other spellings of an option. */
    aliases?: Record<string, string>;
}

/** What a template's products are in the chain of e-bikes. */
export type Family = 'none' | 'vehicle' | 'battery' | 'charger';

export interface Field {
    key: string;
    order?: number;
    /** Chinese; a slash parts group and subgroup: 企业信息/委托方信息. */
    group: string;
    nameZh: string;
    nameEn: string;
    required: Required;
    visibility: Visibility;
    defaultOpen?: boolean;
    step: Step;
    kind: FieldKind;
    fixedValue?: string;
    fromRegistration?: boolean;
    registration?: 'name' | 'uscc' | 'address' | 'contact';
    extension?: boolean;
    rules?: FieldRules;
}

export interface TemplateSummary {
    id: string;
    edition?: number | string;
    nameZh: string;
    nameEn: string;
    forFiling: boolean;
    pictureRequired: boolean;
    custom?: boolean;
    family?: Family;
    state?: 'draft' | 'published' | 'retired';
    draft?: boolean;
}

export interface Template extends TemplateSummary {
    fields: Field[];
    version?: string;
    organisations?: string[];
}

export interface Unit {
    id: string;
    nameZh: string;
    nameEn: string;
    family?: Family;
}
export interface Category extends Unit {
    units: Unit[];
}

export interface ShownField {
    key: string;
    nameZh: string;
    nameEn: string;
    group: string;
    state: 'shown' | 'withheld' | 'missing';
    value?: string;
}

export interface Attachment {
    name: string;
    document: string;
}
export interface Extension {
    name: string;
    value: string;
}
export interface ShopLink {
    platform: string;
    url: string;
    type?: string;
}

/** The three photos of a style and colour (EBM-33). */
export const styleViews = ['front', 'leftFront', 'leftRear'] as const;
export type StyleView = (typeof styleViews)[number];
export interface Style {
    name: string;
    colour: string;
    pictures: Partial<Record<StyleView, string>>;
}
export interface Report {
    number: string;
    body: string;
    standard: string;
    date: string;
    document: string;
    public: boolean;
}
/** As a viewer is told: of a hidden one only that there is one. */
export interface ShownReport extends Partial<Report> {
    state?: 'shown' | 'withheld';
}
/** A model that a vehicle may be sold with; without an edition any version of it. */
export interface Allowed {
    uscc: string;
    model: string;
    edition?: number | string;
    producerName?: string;
}
/** Texts of 商品信息, in the order of the form. */
export const goodsTexts = [
    'netContent',
    'netUnit',
    'shelfLife',
    'category',
    'brand',
    'commonName',
    'description',
    'launchDate',
    'price',
    'currency',
    'priceUnit',
    'standard',
    'storage',
    'clientName',
    'clientAddress',
] as const;
export const currencies = ['CNY', 'HKD', 'MOP', 'TWD', 'USD', 'EUR', 'GBP', 'JPY'] as const;
export type Goods = Record<(typeof goodsTexts)[number], string> & {
    confidential: boolean;
    inProduction: boolean;
    commissioned: boolean;
};
export interface ModelOf {
    styles?: Style[];
    reports?: ShownReport[];
    batteries?: Allowed[];
    chargers?: Allowed[];
}
export interface ModelRules {
    families: {
        family: Family;
        nameZh: string;
        template: string;
        /** Every field that the filing fills in, but those of `unlocked`. */
        allLocked: boolean;
        unlocked: string[];
        locked: { key: string; zh: string }[];
    }[];
    reasons: { key: string; zh: string }[];
    contact: string;
}
export interface ModelCodes {
    producer: string;
    /** Of another one's models, to a member who sees his own only: the code. */
    used: { code: string; product?: string; name?: string; model?: string }[];
    free: number;
    next?: string;
}

export type ProductStatus = 'draft' | 'pending' | 'published' | 'rejected' | 'withdrawn' | 'disabled' | string;

export interface Product extends ModelOf {
    family?: Family;
    id: string;
    organisation: string;
    organisationName?: string;
    template: string;
    templateEdition?: number | string;
    unit: string;
    name: string;
    status: ProductStatus;
    statusZh: string;
    fields: ShownField[];
    open?: string[];
    pictures: string[];
    video?: string;
    attachments?: Attachment[];
    extension?: Extension[];
    links?: ShopLink[];
    goods?: Partial<Goods>;
    version?: string;
    edition?: number | string;
    revision?: number | string;
    reason?: string;
    createdAt?: string;
    updatedAt?: string;
    submittedAt?: string | null;
    reviewedAt?: string | null;
    /** Told to regulators: there is something that its owner keeps to itself. */
    withheldSections?: { key: string; zh: string }[];
    otherParty?: { uscc: string; name?: string; organisation?: string; state?: string; stateZh?: string };
    certificates?: CertificateSummary[];
    application?: string;
    applicationNumber?: string;
    pendingApplication?: string;
    /** Of one's own, in the list. */
    tracedBatches?: number;
    /** Of one's own: when its trace code was activated. */
    activatedAt?: string;
    /** The bar code of then, when the filing has another now. */
    activatedGtin?: string;
}

/** What is sent to file, correct or change a product. */
export interface ProductBody {
    template: string;
    edition?: number | string;
    unit: string;
    fields: Record<string, string>;
    open: string[];
    pictures: string[];
    video?: string;
    attachments?: Attachment[];
    extension?: Extension[];
    links?: ShopLink[];
    goods?: Partial<Goods>;
    styles?: Partial<Style>[];
    reports?: Partial<Report>[];
    batteries?: Partial<Allowed>[];
    chargers?: Partial<Allowed>[];
}

export interface CertificateSummary {
    id: string;
    type: string;
    typeZh?: string;
    name?: string;
    number?: string;
    validTo?: string | null;
    state?: string;
    daysLeft?: number;
}

export interface Page<T> {
    items: T[];
    nextCursor?: string;
    total?: number;
    totalIsAbout?: boolean;
}

/** One thing that differs between two versions. */
export interface Difference {
    key: string;
    zh?: string;
    before?: unknown;
    after?: unknown;
}
export interface HistoryItem {
    version: string | number;
    edition?: string | number;
    revision?: string | number;
    at: string;
    by?: string;
    byZh?: string;
    action?: string;
    actionZh?: string;
    status?: string;
    statusZh?: string;
    reason?: string;
    changes?: Difference[];
}
