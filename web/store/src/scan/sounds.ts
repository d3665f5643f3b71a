// What a clerk hears and feels without looking: good, wrong and duplicate differ in pitch, number and length.
import { settings } from '../settings';

export type Mark = 'good' | 'wrong' | 'duplicate';

/** [Hz, from second, for seconds] */
export const tones: Record<Mark, [number, number, number][]> = {
    good: [[1320, 0, 0.12]],
    duplicate: [
        [880, 0, 0.07],
        [880, 0.12, 0.07],
    ],
    wrong: [[220, 0, 0.45]],
};
const buzz: Record<Mark, number[]> = { good: [60], duplicate: [40, 60, 40], wrong: [300] };

let context: AudioContext | undefined;

/** Browsers let a page sound and buzz only after it was touched. */
function touched(): boolean {
    return (globalThis.navigator as { userActivation?: { hasBeenActive: boolean } } | undefined)?.userActivation?.hasBeenActive !== false;
}

export function wakeSound(): void {
    if (!touched()) return;
    try {
        context ??= new AudioContext();
        if (context.state === 'suspended') void context.resume();
    } catch {
        // No sound on this phone: marks and words are there.
    }
}

export function signal(mark: Mark): void {
    if (settings.vibrate && touched()) globalThis.navigator?.vibrate?.(buzz[mark]);
    if (!settings.sound) return;
    wakeSound();
    if (!context || context.state !== 'running') return;
    for (const [pitch, from, length] of tones[mark]) {
        const oscillator = context.createOscillator();
        const gain = context.createGain();
        oscillator.type = mark === 'wrong' ? 'square' : 'sine';
        oscillator.frequency.value = pitch;
        const begin = context.currentTime + from;
        gain.gain.setValueAtTime(0.001, begin);
        gain.gain.exponentialRampToValueAtTime(0.4, begin + 0.01);
        gain.gain.exponentialRampToValueAtTime(0.001, begin + length);
        oscillator.connect(gain).connect(context.destination);
        oscillator.start(begin);
        oscillator.stop(begin + length + 0.02);
    }
}
