// The service worker and what it keeps: the 离线包 of M18.
import { reactive } from 'vue';

export const pack = reactive({ files: 0, bytes: 0, at: '', whole: false });

/** What is kept now. */
export async function inspect(): Promise<void> {
    if (!('caches' in globalThis)) return;
    const names = (await caches.keys()).filter(name => name.startsWith('yiguan-store-'));
    pack.files = 0;
    pack.bytes = 0;
    pack.whole = false;
    for (const name of names) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const answer = await cache.match(request);
            if (!answer) continue;
            pack.files += 1;
            pack.bytes += (await answer.clone().blob()).size;
            if (request.url.endsWith('.wasm')) pack.whole = true;
            const date = answer.headers.get('Date');
            if (date) pack.at = new Date(date).toISOString();
        }
    }
}

/** Needs https, or this machine itself; without it the app works as any page does. */
export function keepOffline(): void {
    if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
    void (async () => {
        try {
            await navigator.serviceWorker.register('/m/sw.js', { scope: '/m/' });
            const registration = await navigator.serviceWorker.ready;
            // Not to be thrown away when the phone is short of room, where the browser grants it.
            await navigator.storage?.persist?.();
            // A new version begins with nothing but what it needs to start.
            navigator.serviceWorker.addEventListener('controllerchange', () =>
                setTimeout(() => navigator.serviceWorker.controller?.postMessage('keep-all'), 1500),
            );
            setTimeout(() => registration.active?.postMessage('keep-all'), 1500);
        } catch {
            // A browser that forbids it: the pages say when there is no network.
        }
    })();
}
