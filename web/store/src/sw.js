// The service worker: keeps the app's own files, so that it opens without a network. It keeps no answer of the API:
// what was scanned and what is to be sent lies in IndexedDB and is the page's business.
// VERSION, SHELL and LATER stand before this text: see worker.mjs.
const CACHE = `yiguan-store-${VERSION}`;
const BASE = '/m/';

self.addEventListener('install', event => {
    event.waitUntil(
        (async () => {
            const cache = await caches.open(CACHE);
            await cache.addAll([BASE, ...SHELL.map(name => BASE + name)]);
            await self.skipWaiting();
        })(),
    );
});

self.addEventListener('activate', event => {
    event.waitUntil(
        (async () => {
            const cache = await caches.open(CACHE);
            for (const name of await caches.keys()) {
                if (!name.startsWith('yiguan-store-') || name === CACHE) continue;
                // The decoder is not fetched again before the page is at rest: the phone may be offline by then.
                const before = await caches.open(name);
                for (const file of LATER) {
                    const had = await before.match(BASE + file);
                    if (had && !(await cache.match(BASE + file))) await cache.put(BASE + file, had);
                }
                await caches.delete(name);
            }
            await self.clients.claim();
        })(),
    );
});

async function keepLater() {
    const cache = await caches.open(CACHE);
    for (const name of LATER) if (!(await cache.match(BASE + name))) await cache.add(BASE + name);
}

let keeping;
// The page asks for the decoder once it is at rest, and for what is kept.
self.addEventListener('message', event => {
    if (event.data === 'keep-all') event.waitUntil((keeping ??= keepLater().catch(() => undefined).finally(() => (keeping = undefined))));
});

self.addEventListener('fetch', event => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== 'GET' || url.origin !== self.location.origin || !url.pathname.startsWith(BASE)) return;
    const page = request.mode === 'navigate';
    event.respondWith(
        (async () => {
            const cache = await caches.open(CACHE);
            const kept = await cache.match(page ? BASE : url.pathname);
            return kept ?? fetch(request);
        })(),
    );
});
