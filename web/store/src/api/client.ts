// Asks the node. Every answer that is no success becomes an ApiError; no network is one of code "offline", status 0.

/** One refused field of problem+json. */
export interface FieldError {
    pointer: string;
    field?: string;
    detail?: string;
}

/** What went wrong, as the server says it (RFC 9457), or as the browser does. */
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
}

interface Hooks {
    /** The CSRF token of the session; '' without one. */
    csrf(): string;
    /** What a request has told of the network: seconds until its answer, or none came. */
    heard(seconds: number | null): void;
    /** A session has ended while somebody was signed in. */
    ended(): void;
}
let hooks: Hooks = { csrf: () => '', heard: () => undefined, ended: () => undefined };
export function installHooks(given: Hooks): void {
    hooks = given;
}

export type Query = Record<string, string | number | boolean | undefined | null>;

export interface Options {
    query?: Query;
    /** Sent as JSON; a Blob as it is. */
    body?: unknown;
    /** The same key for a repetition: the server then does the work once. */
    idempotencyKey?: string;
    /** Do not go to the sign-in page on 401. */
    quiet?: boolean;
    /** How long to wait for an answer. */
    timeoutMs?: number;
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

/** Throws ApiError. `path` begins with /api/v1; parts of it are encoded by the caller. */
export async function request<T = unknown>(method: string, path: string, options: Options = {}): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    let body: BodyInit | undefined;
    if (options.body instanceof Blob) {
        body = options.body;
        headers['Content-Type'] = options.body.type || 'application/octet-stream';
    } else if (options.body !== undefined) {
        body = JSON.stringify(options.body);
        headers['Content-Type'] = 'application/json';
    }
    if (method !== 'GET') {
        const token = hooks.csrf();
        if (token) headers['X-CSRF-Token'] = token;
        if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
    }
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), options.timeoutMs ?? 20_000);
    const begun = Date.now();
    let text = '';
    let response: Response;
    try {
        response = await fetch(address(path, options.query), {
            method,
            headers,
            body,
            credentials: 'same-origin',
            signal: stop.signal,
        });
        hooks.heard((Date.now() - begun) / 1000);
        if (response.ok) text = await response.text();
    } catch {
        hooks.heard(null);
        throw new ApiError(0, 'offline', '');
    } finally {
        clearTimeout(clock);
    }
    if (!response.ok) {
        const error = await errorOf(response);
        if (response.status === 401 && !options.quiet && hooks.csrf()) hooks.ended();
        throw error;
    }
    try {
        return (text ? JSON.parse(text) : undefined) as T;
    } catch {
        throw new ApiError(502, 'http_502', '');
    }
}

export const http = {
    get: <T>(path: string, query?: Query, options: Options = {}) => request<T>('GET', path, { ...options, query }),
    post: <T>(path: string, body: unknown = {}, options: Options = {}) =>
        request<T>('POST', path, { idempotencyKey: newKey(), ...options, body }),
    put: <T>(path: string, body: unknown = {}, options: Options = {}) =>
        request<T>('PUT', path, { idempotencyKey: newKey(), ...options, body }),
    delete: <T>(path: string, options: Options = {}) => request<T>('DELETE', path, options),
};

/** A UUID of version 4; on plain http too, where crypto.randomUUID is missing. */
export function newKey(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
