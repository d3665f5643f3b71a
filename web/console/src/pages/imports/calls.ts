// What the pages of imports ask the node.
import { http, type Page, type Query } from '@/api/client';
import type { components } from '@/api/schema';

export type ImportKind = components['schemas']['ImportKind'];
/** Ids are sent as decimal strings. */
export type Import = Omit<components['schemas']['Import'], 'id'> & { id: string };
export type ImportRow = components['schemas']['ImportRow'];
export type ImportColumn = ImportKind['columns'][number];

const at = encodeURIComponent;
const imports = '/api/v1/imports';

export const importKinds = () => http.get<{ items: ImportKind[] }>('/api/v1/import-kinds');
export const templateUrl = (kind: string) => `/api/v1/import-kinds/${at(kind)}/template`;
export const listImports = (query: Query, signal?: AbortSignal) => http.get<Page<Import>>(imports, query, { signal });
export const getImport = (id: string) => http.get<Import>(`${imports}/${at(id)}`);
export const importRows = (id: string, query: Query) => http.get<Page<ImportRow>>(`${imports}/${at(id)}/rows`, query);
export const wrongRowsUrl = (id: string) => `${imports}/${at(id)}/wrong-rows`;
export const uploadImport = (file: File, query: { kind: string; unit?: string; submit: string; name: string }) =>
    http.post<Import>(imports, new Blob([file], { type: 'application/octet-stream' }), { query });
export const repairCell = (id: string, row: number, column: string, text: string) =>
    http.patch<{ import: Import; items: ImportRow[] }>(`${imports}/${at(id)}/cells`, { cells: [{ row, column, text }] });
export const confirmImport = (id: string, version: string) =>
    http.post<Import>(`${imports}/${at(id)}/confirmation`, { version });
export const cancelImport = (id: string) => http.post<Import>(`${imports}/${at(id)}/cancellation`);
export const retryImport = (id: string) => http.post<Import>(`${imports}/${at(id)}/retry`);
