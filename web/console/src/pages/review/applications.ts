// Applications, as reviewers see them.
import { http, type Page } from '@/api/client';
import type { ListQuery } from '@/components/list';

export const kinds = [
    'registration',
    'organisation_change',
    'organisation_transfer',
    'product_filing',
    'product_correction',
    'product_change',
    'product_disable',
    'template_request',
    'enterprise_filing',
    'supply_filing',
    'production_filing',
] as const;
export const states = [
    'submitted',
    'first_review',
    'awaiting_second',
    'second_review',
    'awaiting_party',
    'approved',
    'rejected',
    'to_complete',
    'withdrawn',
    'suspended',
    'cancelled',
] as const;

export interface Note {
    pointer: string;
    field?: string;
    text: string;
    round?: number;
    at?: string;
    stepZh?: string;
}
export interface ReviewSettings {
    industry?: string;
    returnRateLimit?: { on: boolean; percent?: number };
    initialisePassword?: boolean;
    shortUrl?: boolean;
}
export interface Move {
    at: string;
    action: string;
    actionZh: string;
    from?: string;
    to?: string;
    toZh?: string;
    reason?: string;
    byZh?: string;
    by?: string;
}
export interface Check {
    rule: string;
    zh: string;
    ok: boolean | null;
    message?: string;
    /** What was typed beside what a machine read. */
    fields?: { key: string; zh: string; typed?: string; read?: string; confidence?: number; ok: boolean | null }[];
}
export interface Application {
    id: string;
    number: string;
    kind: string;
    kindZh: string;
    object?: { type: string; id: string; name: string; model?: string; uscc?: string };
    organisation?: string;
    organisationName?: string;
    regionName?: string;
    state: string;
    stateZh: string;
    round: number;
    version: string | number;
    submitted?: string;
    due?: string;
    overdue?: boolean;
    claimedBy?: { user: string; name: string };
    queue?: { position: number; expected: string };
    reason?: string;
    notes?: Note[];
    settings?: ReviewSettings;
    decided?: string;
    history?: Move[];
    content?: Record<string, unknown>;
    before?: Record<string, unknown>;
    checks?: Check[];
    /** What the engine would take of whoever asks, if it says so. */
    actions?: string[];
}

export const loadApplications = (query: ListQuery, signal?: AbortSignal) =>
    http.get<Page<Application>>('/api/v1/applications', query, signal ? { signal } : {});
const at = (id: string) => `/api/v1/applications/${encodeURIComponent(id)}`;
export const getApplication = (id: string) => http.get<Application>(at(id));
export const claim = (id: string) => http.post<Application>(`${at(id)}/claims`);
export const release = (id: string) => http.delete<unknown>(`${at(id)}/claims`);
export const assign = (id: string, user: string) => http.post<Application>(`${at(id)}/assignments`, { user });
export interface Decision {
    decision: 'approve' | 'reject' | 'to_complete';
    reason?: string;
    notes?: { pointer: string; text: string }[];
    settings?: ReviewSettings;
    version: string | number;
}
export const decide = (id: string, decision: Decision) => http.post<Application>(`${at(id)}/decisions`, decision);

export function waits(one: Application): boolean {
    return ['submitted', 'first_review', 'awaiting_second', 'second_review'].includes(one.state);
}

/** Whole hours and days since it came in: "3 小时". Words: review.waiting.*. */
export function waiting(one: Application, now = Date.now()): { key: 'minutes' | 'hours' | 'days'; count: number } | undefined {
    const since = one.submitted ? Date.parse(one.submitted) : NaN;
    if (Number.isNaN(since) || !waits(one)) return undefined;
    const minutes = Math.max(0, Math.floor((now - since) / 60_000));
    if (minutes < 60) return { key: 'minutes', count: minutes };
    if (minutes < 48 * 60) return { key: 'hours', count: Math.floor(minutes / 60) };
    return { key: 'days', count: Math.floor(minutes / 1440) };
}

/** The list that a detail was opened from, for J and K. */
export const queue: { ids: string[] } = { ids: [] };
export function neighbour(id: string, by: 1 | -1): string | undefined {
    const here = queue.ids.indexOf(id);
    return here < 0 ? undefined : queue.ids[here + by];
}

// ---- reasons that are used often, as the operator keeps them

export interface ReasonTemplate {
    kind?: string;
    text: string;
}
let reasons: Promise<ReasonTemplate[]> | undefined;
export function reasonsFor(kind: string): Promise<string[]> {
    reasons ??= http.get<{ items: ReasonTemplate[] }>('/api/v1/reason-templates').then(
        answer => answer.items,
        () => {
            reasons = undefined; // asked again the next time
            return [];
        },
    );
    return reasons.then(all => all.filter(one => !one.kind || one.kind === kind).map(one => one.text));
}
