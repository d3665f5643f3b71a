// Templates as data, and what the operator sets for reviews and working days.
import { http } from '@/api/client';
import type { PreviewViewer } from '../products/calls';
import type { Field, Template, TemplateSummary } from '../products/types';

const templates = '/api/v1/templates';
const at = encodeURIComponent;

export interface Draft {
    nameZh: string;
    nameEn: string;
    pictureRequired: boolean;
    organisations: string[];
    fields: Field[];
}
export interface Edition {
    edition: number | string;
    publishedAt?: string;
    at?: string;
    by?: string;
    byZh?: string;
    state?: string;
    stateZh?: string;
}

export const allTemplates = () => http.get<{ items: TemplateSummary[] }>(templates, { all: true });
export const getTemplate = (id: string, edition?: number | string) =>
    http.get<Template>(`${templates}/${at(id)}`, { edition });
export const addTemplate = (body: { base?: string; nameZh: string; nameEn: string }) =>
    http.post<Template>(templates, body);
export const saveDraft = (id: string, body: Draft & { version: string }) =>
    http.put<Template>(`${templates}/${at(id)}/draft`, body);
export const publish = (id: string, version: string) =>
    http.post<Template>(`${templates}/${at(id)}/publications`, { version });
export const retire = (id: string, reason: string) =>
    http.post<Template>(`${templates}/${at(id)}/retirements`, { reason });
export const editions = (id: string) => http.get<{ items: Edition[] }>(`${templates}/${at(id)}/editions`);
export async function previewTemplate(
    template: Draft,
    fields: Record<string, string>,
    open: string[],
    viewer: PreviewViewer,
    lang: 'zh' | 'en',
    signal: AbortSignal,
): Promise<string> {
    const made = await http.post<{ html: string }>(
        `${templates}/previews`,
        { template, fields, open, viewer, lang },
        { signal, idempotencyKey: undefined },
    );
    return made.html;
}

// ---- reviews

export interface ReviewRule {
    kind: string;
    kindZh?: string;
    secondReview: boolean;
    firstDays: number;
    totalDays: number;
}
export const reviewRules = () => http.get<{ items: ReviewRule[] }>('/api/v1/review-rules');
export const saveReviewRules = (items: ReviewRule[]) =>
    http.put<{ items: ReviewRule[] }>('/api/v1/review-rules', {
        items: items.map(({ kind, secondReview, firstDays, totalDays }) => ({
            kind,
            secondReview,
            firstDays,
            totalDays,
        })),
    });

/** Ready-made reasons; `kind` empty: for every kind. */
export interface ReasonTemplate {
    kind?: string;
    text: string;
}
export const reasonTemplates = () => http.get<{ items: (ReasonTemplate | string)[] }>('/api/v1/reason-templates');
export const saveReasonTemplates = (items: (ReasonTemplate | string)[]) =>
    http.put<{ items: (ReasonTemplate | string)[] }>('/api/v1/reason-templates', { items });

// ---- working days

export interface CalendarDay {
    day: string;
    working: boolean;
    name?: string;
}
export interface CalendarYear {
    year: number | string;
    version?: string;
    days?: CalendarDay[];
    items?: CalendarDay[];
}
export const calendarYear = (year: number) => http.get<CalendarYear>(`/api/v1/calendar/${year}`);
export const saveCalendarYear = (year: number, body: unknown) =>
    http.put<CalendarYear>(`/api/v1/calendar/${year}`, body);

// ---- addresses: the node takes a dot in the last part of an address for a file

/** "C.1" as part of an address of the console: "C-1". */
export const addressOf = (id: string): string => id.replace('.', '-');
export const idOfAddress = (part: string): string => part.replace(/^([A-Z])-(\d+)$/, '$1.$2');
