// What stands in the form of a product, and its way to and from the server.
import type {
    Allowed,
    Attachment,
    Extension,
    Family,
    Goods,
    Product,
    ProductBody,
    Report,
    ShopLink,
    Style,
    Template,
    TemplateSummary,
} from './types';
import { goodsTexts } from './types';
import { defaultOpen, filingFields, isChoosable, isFixed, ofParty, partiesOf } from './rules';

export interface Filing {
    template: string;
    edition?: number | string;
    unit: string;
    /** Of a template with two parties; '' otherwise. */
    party: string;
    fields: Record<string, string>;
    open: string[];
    pictures: string[];
    video: string;
    attachments: Attachment[];
    extension: Extension[];
    links: ShopLink[];
    /** Null: the filing does without. */
    goods: Goods | null;
    styles: Style[];
    reports: Report[];
    batteries: Allowed[];
    chargers: Allowed[];
}

export function emptyFiling(): Filing {
    return {
        template: '',
        unit: '',
        party: '',
        fields: {},
        open: [],
        pictures: [],
        video: '',
        attachments: [],
        extension: [],
        links: [],
        goods: null,
        styles: [],
        reports: [],
        batteries: [],
        chargers: [],
    };
}

/** What the registration says of this organisation. */
export interface Identity {
    name: string;
    uscc: string;
    address: string;
    contact: string;
}
const repeats: [string, keyof Identity][] = [
    ['Name', 'name'],
    ['Uscc', 'uscc'],
    ['Address', 'address'],
    ['Contact', 'contact'],
];

/** Fills in the fields that repeat the registration; those of the other party stay as they are. */
export function withIdentity(filing: Filing, template: Template, identity: Identity | null): Record<string, string> {
    const fields = { ...filing.fields };
    if (!identity) return fields;
    for (const field of filingFields(template)) {
        if (!field.fromRegistration || (partiesOf(template).length > 0 && !ofParty(field, filing.party))) continue;
        const what = field.registration ?? repeats.find(([end]) => field.key.endsWith(end))?.[1];
        if (what) fields[field.key] = identity[what];
    }
    return fields;
}

export function filingOf(product: Product, template: Template, identity: Identity | null): Filing {
    const fields: Record<string, string> = {};
    for (const field of product.fields) if (field.state === 'shown' && field.value) fields[field.key] = field.value;
    const party = partiesOf(template).find(one => identity && fields[`${one}Uscc`] === identity.uscc) ?? '';
    return {
        template: product.template,
        edition: product.templateEdition,
        unit: product.unit,
        party,
        fields,
        open: product.open ?? defaultOpen(template),
        pictures: [...product.pictures],
        video: product.video ?? '',
        attachments: [...(product.attachments ?? [])],
        extension: [...(product.extension ?? [])],
        links: [...(product.links ?? [])],
        goods: product.goods ? { ...noGoods(), ...product.goods } : null,
        styles: (product.styles ?? []).map(one => ({ ...one, pictures: { ...one.pictures } })),
        reports: (product.reports ?? [])
            .filter(one => one.state !== 'withheld')
            .map(one => ({
                number: one.number ?? '',
                body: one.body ?? '',
                standard: one.standard ?? '',
                date: one.date ?? '',
                document: one.document ?? '',
                public: one.public ?? true,
            })),
        batteries: (product.batteries ?? []).map(allowedOf),
        chargers: (product.chargers ?? []).map(allowedOf),
    };
}

const allowedOf = (one: Allowed): Allowed => ({ uscc: one.uscc, model: one.model, edition: one.edition ?? '' });

/** Another template: what has the same meaning keeps its value, since the keys are the same words in all of them. */
export function forTemplate(filing: Filing, template: Template): Filing {
    const keys = new Set(filingFields(template).map(field => field.key));
    const choosable = new Set(
        filingFields(template)
            .filter(isChoosable)
            .map(field => field.key),
    );
    const parties = partiesOf(template);
    const stays = filing.template === template.id;
    return {
        ...filing,
        template: template.id,
        edition: template.edition,
        party: parties.includes(filing.party) ? filing.party : (parties[0] ?? ''),
        fields: Object.fromEntries(Object.entries(filing.fields).filter(([key]) => keys.has(key))),
        open: stays ? filing.open.filter(key => choosable.has(key)) : defaultOpen(template),
    };
}

/** The body for the server: nothing empty, nothing that the platform fills in. */
export function bodyOf(filing: Filing, template: Template): ProductBody {
    const known = filingFields(template);
    const parties = partiesOf(template).length > 0;
    const fields: Record<string, string> = {};
    for (const field of known) {
        const value = filing.fields[field.key]?.trim();
        if (value && !isFixed(field) && (parties || !field.fromRegistration)) fields[field.key] = value;
    }
    const choosable = new Set(known.filter(isChoosable).map(field => field.key));
    const body: ProductBody = {
        template: filing.template,
        unit: filing.unit,
        fields,
        open: filing.open.filter(key => choosable.has(key)),
        pictures: [...filing.pictures],
    };
    if (filing.edition !== undefined) body.edition = filing.edition;
    if (filing.video) body.video = filing.video;
    const attachments = filing.attachments.filter(one => one.document);
    if (attachments.length) body.attachments = attachments;
    const extension = filing.extension.filter(one => one.name.trim() || one.value.trim());
    if (extension.length) body.extension = extension;
    const links = filing.links
        .filter(one => one.platform.trim() || one.url.trim())
        .map(({ platform, url, type }) => (type?.trim() ? { platform, url, type } : { platform, url }));
    if (links.length) body.links = links;
    if (filing.goods) body.goods = goodsBody(filing.goods);
    addModel(filing, template, body);
    return body;
}

function noGoods(): Goods {
    const texts = Object.fromEntries(goodsTexts.map(key => [key, ''])) as Record<(typeof goodsTexts)[number], string>;
    return { ...texts, confidential: false, inProduction: true, commissioned: false };
}
/** 商品信息 as the form begins it (GDP-14); what the template asks for as well need not be typed twice. */
export function newGoods({ fields }: Filing): Goods {
    return { ...noGoods(), brand: fields.brand ?? '', standard: fields.standard ?? '' };
}
function goodsBody(goods: Goods): Partial<Goods> {
    const { confidential, inProduction, commissioned, ...texts } = goods;
    if (!commissioned) texts.clientName = texts.clientAddress = '';
    return { ...given(texts), confidential, inProduction, commissioned };
}

/** What a model has beside its template; nothing of it for other products. */
function addModel(filing: Filing, template: Template, body: ProductBody): void {
    const family = template.family ?? 'none';
    if (family === 'none') return;
    // A row that is only begun goes into a draft as far as it is filled in; submitting asks for the rest.
    const reports = filing.reports
        .map(({ number, body, standard, date, document, public: open }) => ({
            ...given({ number, body, standard, date, document }),
            public: open,
        }))
        .filter(one => Object.keys(one).length > 1);
    if (reports.length) body.reports = reports;
    if (family !== 'vehicle') return;
    const styles = filing.styles
        .map(({ name, colour, pictures }) => ({ ...given({ name, colour }), pictures: given(pictures) }))
        .filter(one => one.name || one.colour || Object.keys(one.pictures).length);
    if (styles.length) body.styles = styles;
    for (const kind of ['batteries', 'chargers'] as const) {
        const models = filing[kind]
            .filter(one => one.uscc.trim() || one.model.trim())
            .map(one => given({ uscc: one.uscc, model: one.model, edition: String(one.edition ?? '') }));
        if (models.length) body[kind] = models;
    }
}

/** The next record of a report. The report that the template asks for is the first one, as open as it is there. */
export function newReport({ fields, open, reports }: Filing): Report {
    const first = reports.length === 0;
    return {
        number: first ? (fields.inspectionReport ?? '') : '',
        body: first ? (fields.inspectionBody ?? '') : '',
        standard: fields.standard ?? '',
        date: '',
        document: '',
        public: !first || open.includes('inspectionReport'),
    };
}

/** Without what is empty. */
function given<T extends Record<string, string | undefined>>(all: T): Partial<T> {
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value?.trim())) as Partial<T>;
}

/** The template that suits a unit of the catalogue best, if the node has it (ECO-40..50). */
export function suggestedTemplate(unit: string, known: TemplateSummary[], family: Family = 'none'): string {
    if (family !== 'none') return known.find(one => one.family === family)?.id ?? '';
    const wanted = unit.startsWith('CAT-01')
          ? 'B.4'
        : unit === 'CAT-02-05'
          ? 'B.5'
          : 'B.1';
    const others = known.filter(one => (one.family ?? 'none') === 'none').map(one => one.id);
    return others.includes(wanted) ? wanted : (others[0] ?? '');
}
