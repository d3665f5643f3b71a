// The queue as pages show it, and when it is sent: at each change, when the network is back, and every so often.
import { computed, shallowRef } from 'vue';
import type { Entry } from '../db';
import { net } from '../net';
import { session } from '../session';
import * as queue from './queue';

export const all = shallowRef<Entry[]>([]);
export const waiting = computed(() => all.value.filter(entry => entry.state === 'waiting'));
export const refused = computed(() => all.value.filter(entry => entry.state === 'refused'));
export const open = computed(() => waiting.value.length + refused.value.length);

export async function refresh(): Promise<void> {
    all.value = await queue.entries();
}

let channel: BroadcastChannel | undefined;

export async function startQueue(): Promise<void> {
    queue.installQueue({
        user: () => session.current?.user ?? '',
        renewSession: () => session.load(),
        changed: () => {
            void refresh();
            channel?.postMessage('changed');
        },
    });
    if ('BroadcastChannel' in globalThis) {
        channel = new BroadcastChannel('yiguan-store-queue');
        channel.onmessage = () => void refresh();
    }
    await queue.tidy();
    await refresh();
    const send = () => void queue.flush().catch(() => undefined);
    window.addEventListener('online', () => void queue.due().catch(() => undefined));
    document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') send();
    });
    setInterval(() => {
        if (waiting.value.length > 0) send();
    }, 3000);
    net.onBack(() => void queue.due().catch(() => undefined));
    send();
}
