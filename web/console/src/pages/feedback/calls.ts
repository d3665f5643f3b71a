// What the page of 投诉反馈 asks the node.
import { http, type Page } from '@/api/client';
import type { ListQuery } from '@/components/list';

export interface Feedback {
    id: string;
    number: string;
    code: string;
    known: boolean;
    kind: 'mismatch' | 'counterfeit' | 'quality' | 'other';
    kindZh: string;
    state: 'received' | 'processing' | 'replied';
    stateZh: string;
    forwarded: boolean;
    text: string;
    hasPhoto: boolean;
    hasPhone: boolean;
    answer: string;
    createdAt: string;
    changedAt: string;
    organisation?: string;
    organisationName?: string;
    product?: string;
    productName?: string;
}
export interface FeedbackDetail extends Feedback {
    history: { act: string; actZh: string; stateZh: string; at: string; note: string }[];
}

const path = '/api/v1/feedback';
const of = (id: string, act = '') => `${path}/${encodeURIComponent(id)}${act}`;
export const feedbackList = (query: ListQuery, signal?: AbortSignal) => http.get<Page<Feedback>>(path, query, signal ? { signal } : {});
export const feedbackDetail = (id: string) => http.get<FeedbackDetail>(of(id));
export const readPhone = (id: string) => http.post<{ phone: string }>(of(id, '/phone'), {});
export const acceptFeedback = (id: string) => http.post<FeedbackDetail>(of(id, '/accept'), {});
export const forwardFeedback = (id: string) => http.post<FeedbackDetail>(of(id, '/forward'), {});
export const replyFeedback = (id: string, answer: string) => http.post<FeedbackDetail>(of(id, '/reply'), { answer });
export const photoOf = (id: string) => of(id, '/photo');

export interface Who {
    regulator: boolean;
    operator: boolean;
    answers: boolean; // for his organisation
}
/** What may be done with a report: its maker and regulators accept and answer, operators where no maker is known;
 *  regulators forward. */
export function actsOn(one: Feedback, who: Who): ('accept' | 'forward' | 'reply')[] {
    if (!who.regulator && !(who.operator ? !one.organisation : who.answers)) return [];
    const acts: ('accept' | 'forward' | 'reply')[] = [];
    if (one.state === 'received') acts.push('accept');
    if (who.regulator && one.organisation && !one.forwarded) acts.push('forward');
    acts.push('reply');
    return acts;
}
