// 数据质量 (P32): the score, what is deducted for which issue, and what is ignored.
import { http, type Page } from '@/api/client';
import { language } from '@/i18n';

export interface Ignore {
    id: string;
    issue: string;
    object?: string;
    reason: string;
    createdAt: string;
    until: string;
}
export interface QualityObject {
    id: string;
    text: string;
    page: string;
    ignore?: Ignore;
}
export type Repair = 'certificate' | 'report' | 'fill' | 'codes';
export interface Issue {
    key: string;
    zh: string;
    en: string;
    part: string;
    weight: number;
    unitZh: string;
    checked: string;
    count: string;
    ignored: string;
    deduction: string;
    page: string;
    /** With what many are put right at once. */
    repair?: Repair;
    examples: QualityObject[];
    ignore?: Ignore;
}
export interface Part {
    key: string;
    zh: string;
    en: string;
    weight: number;
    score: number;
}
export interface Quality {
    total: number;
    parts: Part[];
    issues: Issue[];
    trend: { day: string; total: number }[];
    from: string;
    to: string;
    cut: boolean;
}
export const periods = ['week', 'month', 'quarter', 'year'] as const;
export type Period = (typeof periods)[number];
export interface Question {
    period: Period;
    product: string;
}

const base = '/api/v1/quality';
const asked = (question: Question) => ({ period: question.period, ...(question.product ? { product: question.product } : {}) });
export const loadQuality = (question: Question) => http.get<Quality>(base, asked(question));
export const loadObjects = (key: string, question: Question, cursor = '') =>
    http.get<Page<QualityObject>>(`${base}/issues/${encodeURIComponent(key)}`, {
        ...asked(question),
        ...(cursor ? { cursor } : {}),
        limit: 50,
    });
export const ignoreIssue = (issue: string, reason: string, object?: string) =>
    http.post<Ignore>(`${base}/ignores`, { issue, reason, ...(object ? { object } : {}) });
export interface RepairBody {
    objects: string[];
    certificate?: string;
    report?: Record<string, unknown>;
    fill?: Record<string, unknown>;
}
/** Of one call: the node's limit. */
export const repairsMax = 200;
export const repairIssue = (key: string, body: RepairBody) =>
    http.post<{ repaired: string }>(`${base}/issues/${encodeURIComponent(key)}/repairs`, body);
/** What was typed, without what was left empty; undefined for nothing at all. */
export function given(texts: Record<string, string | undefined>): Record<string, string> | undefined {
    const entries = Object.entries(texts).flatMap(([key, value]) => (value?.trim() ? [[key, value.trim()] as const] : []));
    return entries.length ? Object.fromEntries(entries) : undefined;
}
export const endIgnore = (id: string) => http.delete(`${base}/ignores/${encodeURIComponent(id)}`);

export const nameOf = (one: { zh: string; en: string }) => (language() === 'zh' ? one.zh : one.en);

/** Counting words are Chinese; other languages do without. */
export const unitOf = (one: Issue) => (language() === 'zh' ? one.unitZh : '');

/** What costs most first, then what is ignored, which can be taken back; of the others what nothing has is left out. */
export function found(issues: Issue[]): Issue[] {
    return issues
        .filter(one => Number(one.count) > 0 || Number(one.ignored) > 0 || one.ignore)
        .sort((a, b) => Number(b.deduction) - Number(a.deduction) || Number(!!a.ignore) - Number(!!b.ignore));
}

/** The trend as points of a polyline in a box of this size; the days stand as far apart as they are. */
export function line(trend: { day: string; total: number }[], width: number, height: number): { x: number; y: number }[] {
    if (trend.length === 0) return [];
    const time = (day: string) => Date.parse(`${day}T00:00:00Z`);
    const first = time(trend[0]!.day);
    const span = time(trend[trend.length - 1]!.day) - first;
    return trend.map(one => ({
        x: span === 0 ? width / 2 : Math.round(((time(one.day) - first) / span) * width * 10) / 10,
        y: Math.round((1 - one.total / 100) * height * 10) / 10,
    }));
}

export function csvRows(issues: Issue[], parts: Part[]): string[][] {
    return found(issues).map(one => {
        const part = parts.find(other => other.key === one.part);
        return [
            part ? nameOf(part) : one.part,
            nameOf(one),
            one.checked,
            one.count,
            one.ignored,
            one.deduction,
            one.examples.map(example => example.text).join('；'),
            one.ignore?.reason ?? '',
        ];
    });
}
