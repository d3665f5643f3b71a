// Who scans looks at the goods, not at the screen: a high tone is good, a low one is not.
let context: AudioContext | undefined;

export function beep(good: boolean): void {
    try {
        context ??= new AudioContext();
        const tone = context.createOscillator();
        const volume = context.createGain();
        tone.frequency.value = good ? 1200 : 220;
        volume.gain.value = 0.1;
        tone.connect(volume).connect(context.destination);
        tone.start();
        tone.stop(context.currentTime + (good ? 0.08 : 0.4));
    } catch {
        // A browser without sound still shows everything.
    }
}
