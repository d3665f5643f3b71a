// The filings of an organisation beside its products: 企业备案, 供货能力备案, 生产能力备案 (FIL-01..10).
import { http } from '@/api/client';
import type { Template } from '../products/types';

export interface FilingHead {
    kind: string;
    kindZh?: string;
    required?: boolean;
    state: string;
    stateZh?: string;
    /** 已颁发: a version of it was approved. */
    issued?: boolean;
    version: string;
    updatedAt?: string;
    application?: string;
}
export interface OrgFiling extends FilingHead {
    form: Template;
    fields: Record<string, string>;
    approved?: Record<string, string>;
}
const filings = '/api/v1/filings';
export const listFilings = () => http.get<{ items: FilingHead[] }>(filings);
export const getFiling = (kind: string) => http.get<OrgFiling>(`${filings}/${encodeURIComponent(kind)}`);
export const saveFiling = (kind: string, body: { fields: Record<string, string>; submit: boolean; version: string }) =>
    http.put<OrgFiling>(`${filings}/${encodeURIComponent(kind)}`, body);

/** While somebody reviews it nothing can be changed. */
export const isInReview = (state: string): boolean =>
    ['submitted', 'first_review', 'awaiting_second', 'second_review'].includes(state);
