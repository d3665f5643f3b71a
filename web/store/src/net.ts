// 在线 / 网络较差 / 离线可用: what requests have told of the network, not what the browser believes.
import { reactive } from 'vue';

export type State = 'online' | 'weak' | 'offline';
const WEAK_S = 3;
const listeners: (() => void)[] = [];

export const net = reactive({
    state: (globalThis.navigator?.onLine === false ? 'offline' : 'online') as State,
    /** An answer after so many seconds; null: none came. */
    heard(seconds: number | null): void {
        const before = net.state;
        net.state = seconds === null ? 'offline' : seconds > WEAK_S ? 'weak' : 'online';
        if (before === 'offline' && net.state !== 'offline') for (const tell of listeners) tell();
    },
    onBack(tell: () => void): void {
        listeners.push(tell);
    },
});

/** Asks the node for something small, to see whether it is there. */
export async function probe(): Promise<void> {
    const begun = Date.now();
    try {
        const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
        net.heard(answer.ok ? (Date.now() - begun) / 1000 : null);
    } catch {
        net.heard(null);
    }
}

export function startNet(): void {
    window.addEventListener('offline', () => net.heard(null));
    window.addEventListener('online', () => void probe());
    setInterval(() => {
        if (net.state !== 'online' && document.visibilityState === 'visible') void probe();
    }, 5000);
}
