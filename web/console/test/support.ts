// A page mounted as in the console, with answers in place of the server's.
import { flushPromises, mount, type MountingOptions } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { vi } from 'vitest';
import type { Component } from 'vue';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { i18n } from '@/i18n';

export interface Asked {
    method: string;
    path: string;
    query: URLSearchParams;
    body: unknown;
    headers: Record<string, string>;
}
type Answer = (asked: Asked) => { status?: number; body?: unknown; headers?: Record<string, string> } | undefined;

/** Answers every fetch; what `answer` does not know is 404. Returns what was asked. */
export function serve(answer: Answer): Asked[] {
    const all: Asked[] = [];
    vi.stubGlobal('fetch', async (address: string, init: RequestInit = {}) => {
        const url = new URL(address, 'http://localhost');
        const asked: Asked = {
            method: init.method ?? 'GET',
            path: url.pathname,
            query: url.searchParams,
            body: typeof init.body === 'string' ? JSON.parse(init.body) : init.body,
            headers: (init.headers ?? {}) as Record<string, string>,
        };
        all.push(asked);
        const given = answer(asked) ?? { status: 404, body: { type: '/problems/not_found', detail: '没有' } };
        const status = given.status ?? 200;
        return new Response(status === 204 ? null : JSON.stringify(given.body ?? {}), {
            status,
            headers: given.headers,
        });
    });
    return all;
}

export async function show(component: Component, options: MountingOptions<never> & { at?: string } = {}) {
    const router: Router = createRouter({
        history: createMemoryHistory('/app/'),
        routes: [{ path: '/:rest(.*)*', component: { template: '<i/>' } }],
    });
    await router.push(options.at ?? '/');
    const wrapper = mount(component, {
        ...options,
        attachTo: document.body,
        global: { plugins: [createPinia(), i18n, router], ...options.global },
    } as never);
    await flushPromises();
    return { wrapper: wrapper as ReturnType<typeof mount>, router };
}

/** problem+json as the server writes it. */
export function problem(status: number, code: string, errors: object[] = [], detail = '填写有误') {
    return {
        status,
        body: { type: `/problems/${code}`, title: '', status, detail, requestId: 'AbCdEfGhIjKlMnOpQrStUv', errors },
    };
}
