// An application in the one review engine, as its applicant sees it.

export interface Note {
    pointer: string;
    field?: string;
    text: string;
    round?: number;
    at?: string;
    stepZh?: string;
}
export interface Step {
    at: string;
    action: string;
    actionZh?: string;
    from?: string;
    to?: string;
    reason?: string;
    byZh?: string;
}
export interface Application {
    id: string;
    number?: string;
    kind: string;
    kindZh?: string;
    object?: { type: string; id: string; name?: string; model?: string; uscc?: string };
    organisation?: string;
    organisationName?: string;
    regionName?: string;
    title?: string;
    state: string;
    stateZh?: string;
    round?: number;
    version?: string;
    submitted?: string | null;
    due?: string | null;
    overdue?: boolean;
    secondReview?: boolean;
    queue?: { position: number | string; expected?: string | null };
    reason?: string;
    notes?: Note[];
    decided?: string | null;
    history?: Step[];
    content?: unknown;
    before?: unknown;
}

/** 撤回 only before review starts. */
export const mayWithdraw = (application: Application): boolean =>
    ['submitted', 'awaiting_party'].includes(application.state);
export const mayAmend = (application: Application): boolean =>
    ['rejected', 'to_complete', 'withdrawn', 'draft'].includes(application.state);

/** Where the applicant puts the thing right and submits it again; null where it is not done in the console. */
export function amendRoute(
    application: Application,
): { name: string; params?: Record<string, string>; query?: Record<string, string> } | null {
    const id = application.object?.id ?? '';
    const at = application.notes?.find(note => note.pointer)?.pointer;
    const query: Record<string, string> = at ? { at } : {};
    switch (application.kind) {
        case 'product_filing':
            return { name: 'product-edit', params: { id }, query };
        case 'product_correction':
            return { name: 'product-correction', params: { id }, query: { ...query, application: application.id } };
        case 'product_change':
            return { name: 'product-change', params: { id }, query: { ...query, application: application.id } };
        case 'enterprise_filing':
        case 'supply_filing':
        case 'production_filing':
            return { name: 'filing', params: { kind: application.kind.replace('_filing', '') }, query };
        default:
            return null;
    }
}
/** Where the thing itself is shown. */
export function objectRoute(application: Application): { name: string; params: Record<string, string> } | null {
    const object = application.object;
    if (!object?.id) return null;
    if (object.type === 'product') return { name: 'product', params: { id: object.id } };
    return null;
}
