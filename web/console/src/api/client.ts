// Asks the node. Every answer that is no success becomes an ApiError; a session that ended is asked to go on (the words
// that a person typed stay where they are) and the request is repeated.
import createClient from 'openapi-fetch';
import type { paths } from './schema';

/** One refused field of problem+json. */
export interface FieldError {
    pointer: string;
    field?: string;
    value?: string;
    rule?: string;
    detail?: string;
}

/** What went wrong, as the server says it (RFC 9457), or as the browser does: code "offline", status 0. */
export class ApiError extends Error {
    constructor(
        readonly status: number,
        readonly code: string,
        readonly detail: string,
        readonly requestId = '',
        readonly errors: FieldError[] = [],
        readonly retryAfterSeconds = 0,
    ) {
        super(detail);
        this.name = 'ApiError';
    }
}

export interface Page<T> {
    items: T[];
    nextCursor?: string;
    total?: number | string;
    totalIsAbout?: boolean;
}

interface Hooks {
    /** The CSRF token of the session; '' without one. */
    csrf(): string;
    /** A session has ended: signs in again. False: the person gave up. */
    signInAgain(): Promise<boolean>;
}
let hooks: Hooks = { csrf: () => '', signInAgain: async () => false };
export function installHooks(given: Hooks): void {
    hooks = given;
}

export type Query = Record<string, string | number | boolean | undefined | null>;

export interface Options {
    query?: Query;
    /** Sent as JSON; a Blob as it is. */
    body?: unknown;
    headers?: Record<string, string>;
    /** The same key for a repetition by hand: the server then does the work once. */
    idempotencyKey?: string;
    signal?: AbortSignal;
    /** Do not ask to sign in again on 401. */
    quiet?: boolean;
}

function address(path: string, query?: Query): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {}))
        if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
    const text = search.toString();
    return text ? `${path}?${text}` : path;
}

async function errorOf(response: Response): Promise<ApiError> {
    let body: Record<string, unknown> = {};
    try {
        body = (await response.json()) as Record<string, unknown>;
    } catch {
        // A front end in between answered: nothing of ours in it.
    }
    const type = typeof body.type === 'string' ? body.type : '';
    const wait = Number(response.headers.get('Retry-After') ?? 0);
    return new ApiError(
        response.status,
        type.slice(type.lastIndexOf('/') + 1) || `http_${response.status}`,
        typeof body.detail === 'string' && body.detail ? body.detail : String(body.title ?? ''),
        typeof body.requestId === 'string' ? body.requestId : '',
        Array.isArray(body.errors) ? (body.errors as FieldError[]) : [],
        Number.isFinite(wait) ? wait : 0,
    );
}

async function send(method: string, path: string, options: Options): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
    let body: BodyInit | undefined;
    if (options.body instanceof Blob) {
        body = options.body;
        headers['Content-Type'] ??= options.body.type || 'application/octet-stream';
    } else if (options.body !== undefined) {
        body = JSON.stringify(options.body);
        headers['Content-Type'] = 'application/json';
    }
    if (method !== 'GET') {
        const token = hooks.csrf();
        if (token) headers['X-CSRF-Token'] = token;
        if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
    }
    try {
        return await fetch(address(path, options.query), {
            method,
            headers,
            body,
            credentials: 'same-origin',
            signal: options.signal,
        });
    } catch (e) {
        if (e instanceof DOMException && e.name === 'AbortError') throw e;
        throw new ApiError(0, 'offline', '');
    }
}

/** Throws ApiError. `path` begins with /api/v1 or another path of the node; parts of it are encoded by the caller. */
export async function requestRaw(method: string, path: string, options: Options = {}): Promise<Response> {
    let response = await send(method, path, options);
    if (response.status === 401 && !options.quiet && hooks.csrf() && (await hooks.signInAgain()))
        response = await send(method, path, options);
    if (!response.ok) throw await errorOf(response);
    return response;
}

export async function request<T = unknown>(method: string, path: string, options: Options = {}): Promise<T> {
    const response = await requestRaw(method, path, options);
    if (response.status === 204 || response.status === 202) {
        const text = await response.text();
        return (text ? JSON.parse(text) : undefined) as T;
    }
    return (await response.json()) as T;
}

export const http = {
    get: <T>(path: string, query?: Query, options: Options = {}) => request<T>('GET', path, { ...options, query }),
    post: <T>(path: string, body: unknown = {}, options: Options = {}) =>
        request<T>('POST', path, { idempotencyKey: newKey(), ...options, body }),
    put: <T>(path: string, body: unknown = {}, options: Options = {}) =>
        request<T>('PUT', path, { idempotencyKey: newKey(), ...options, body }),
    patch: <T>(path: string, body: unknown = {}, options: Options = {}) =>
        request<T>('PATCH', path, { idempotencyKey: newKey(), ...options, body }),
    delete: <T>(path: string, options: Options = {}) => request<T>('DELETE', path, options),
};

/** 128 random bits; on plain http too, where crypto.randomUUID is missing. */
export function newKey(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The same with the types of /openapi.json: `const { data } = await api.GET('/api/v1/products', {...})`. Refusals are
 * thrown as ApiError here too, so `data` is there.
 */
export const api = createClient<paths>({
    baseUrl: '/',
    fetch: async (given: Request) => {
        const body = given.method === 'GET' ? undefined : await given.blob();
        const headers: Record<string, string> = {};
        given.headers.forEach((value, name) => (headers[name] = value));
        return requestRaw(given.method, new URL(given.url).pathname + new URL(given.url).search, {
            body: body && body.size > 0 ? body : undefined,
            headers,
            signal: given.signal,
        });
    },
});
