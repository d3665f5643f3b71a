import { ApiError, http, type Page, type Query } from '@/api/client';
import type { Application, Note } from './types';

const applications = '/api/v1/applications';
const at = encodeURIComponent;

export const listApplications = (query: Query) => http.get<Page<Application>>(applications, query);
export const application = (id: string) => http.get<Application>(`${applications}/${at(id)}`);
export const withdrawApplication = (id: string, reason: string) =>
    http.post<Application>(`${applications}/${at(id)}/withdrawals`, { reason });

/** What the reviewer wrote in the last round, by the key of the field or by its pointer; {} where there is nothing. */
export async function lastNotes(id: string): Promise<Record<string, string>> {
    const out: Record<string, string> = {};
    let notes: Note[];
    try {
        notes = (await application(id)).notes ?? [];
    } catch (e) {
        if (e instanceof ApiError && (e.status === 404 || e.status === 403)) return out;
        throw e;
    }
    const last = Math.max(0, ...notes.map(note => note.round ?? 0));
    for (const note of notes.filter(one => (one.round ?? 0) === last)) {
        const key = note.pointer.replace(/^\/fields\//, '');
        out[key] = out[key] ? `${out[key]}；${note.text}` : note.text;
    }
    return out;
}
