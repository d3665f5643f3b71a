// One video element for the whole app, kept alive between pages: opening a camera takes a second, and phones ask again.
export const video = document.createElement('video');
video.playsInline = true;
video.muted = true;
video.setAttribute('playsinline', '');
video.setAttribute('muted', '');

const KEPT_MS = 30_000;
let stream: MediaStream | undefined;
let opening: Promise<void> | undefined;
let closing: ReturnType<typeof setTimeout> | undefined;

export type CameraTrouble = 'none' | 'refused' | 'insecure' | 'busy';
export class CameraError extends Error {
    constructor(readonly why: CameraTrouble) {
        super(why);
    }
}

export function track(): MediaStreamTrack | undefined {
    return stream?.getVideoTracks()[0];
}

async function start(): Promise<void> {
    if (!navigator.mediaDevices?.getUserMedia) throw new CameraError(window.isSecureContext ? 'none' : 'insecure');
    try {
        stream = await navigator.mediaDevices.getUserMedia({
            audio: false,
            video: { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1440 } },
        });
    } catch (e) {
        const name = e instanceof DOMException ? e.name : '';
        if (name === 'NotAllowedError' || name === 'SecurityError') throw new CameraError('refused');
        throw new CameraError(name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none' : 'busy');
    }
    video.srcObject = stream;
}

/** Puts the picture into `place`. Throws CameraError. */
export async function openCamera(place: HTMLElement): Promise<void> {
    clearTimeout(closing);
    if (video.parentElement !== place) place.prepend(video);
    if (track()?.readyState !== 'live') {
        opening ??= start().finally(() => (opening = undefined));
        await opening;
    }
    // iOS stops a video that was moved; it must be told.
    await video.play().catch(() => undefined);
}

/** The page does not need it any more; the next one may, within half a minute. */
export function leaveCamera(place: HTMLElement): void {
    if (video.parentElement !== place) return;
    clearTimeout(closing);
    closing = setTimeout(closeCamera, KEPT_MS);
}

export function closeCamera(): void {
    clearTimeout(closing);
    for (const one of stream?.getTracks() ?? []) one.stop();
    stream = undefined;
    video.srcObject = null;
}

interface Extra {
    torch?: boolean;
    zoom?: { min: number; max: number; step: number };
}
export function abilities(): Extra {
    return (track()?.getCapabilities?.() ?? {}) as Extra;
}
export async function set(name: 'torch' | 'zoom', value: boolean | number): Promise<void> {
    await track()?.applyConstraints({ advanced: [{ [name]: value } as MediaTrackConstraintSet] });
}

document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') closeCamera();
});
