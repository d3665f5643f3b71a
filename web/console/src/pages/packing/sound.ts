// Who scans looks at the goods, not at the screen: a high tone is good, a low one is not, a double one was there before.
let context: AudioContext | undefined;

function sound(at: AudioContext, pitch: number, from: number, seconds: number): void {
    const tone = at.createOscillator();
    const volume = at.createGain();
    tone.frequency.value = pitch;
    volume.gain.value = 0.1;
    tone.connect(volume).connect(at.destination);
    tone.start(at.currentTime + from);
    tone.stop(at.currentTime + from + seconds);
}
export function beep(good: boolean | 'again'): void {
    try {
        context ??= new AudioContext();
        if (good === 'again') for (const from of [0, 0.15]) sound(context, 600, from, 0.08);
        else sound(context, good ? 1200 : 220, 0, good ? 0.08 : 0.4);
    } catch {
        // A browser without sound still shows everything.
    }
}
