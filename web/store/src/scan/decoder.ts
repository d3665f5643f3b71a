// Reads codes off pictures: by the browser's own BarcodeDetector where it reads QR codes, else by zxing-cpp in a worker.

export interface Point {
    x: number;
    y: number;
}
export interface Found {
    text: string;
    /** Its corners in the picture. */
    points: Point[];
}
export interface Job {
    id: number;
    image: ImageData;
    /** A photo of many: take the time to find them all. */
    many: boolean;
}
interface Answer {
    id: number;
    found?: Found[];
    failed?: string;
}

interface Detector {
    detect(image: CanvasImageSource | ImageData): Promise<{ rawValue: string; cornerPoints: Point[] }[]>;
}
interface DetectorClass {
    new (options: { formats: string[] }): Detector;
    getSupportedFormats(): Promise<string[]>;
}

let native: Promise<Detector | null> | undefined;
async function findNative(): Promise<Detector | null> {
    const detector = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
    if (!detector) return null;
    try {
        const there = await detector.getSupportedFormats();
        if (!there.includes('qr_code')) return null;
        const wanted = ['qr_code', 'data_matrix', 'code_128', 'ean_13', 'ean_8', 'itf'];
        return new detector({ formats: wanted.filter(one => there.includes(one)) });
    } catch {
        return null;
    }
}

let worker: Worker | undefined;
let count = 0;
const waiting = new Map<number, { resolve(found: Found[]): void; reject(e: Error): void }>();

function started(): Worker {
    if (worker) return worker;
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = (event: MessageEvent<Answer>) => {
        const job = waiting.get(event.data.id);
        waiting.delete(event.data.id);
        if (event.data.found) job?.resolve(event.data.found);
        else job?.reject(new Error(event.data.failed));
    };
    worker.onerror = () => {
        // Not loaded (no network yet): the next picture tries again.
        for (const job of waiting.values()) job.reject(new Error('no decoder'));
        waiting.clear();
        worker?.terminate();
        worker = undefined;
    };
    return worker;
}

function byWorker(image: ImageData, many: boolean): Promise<Found[]> {
    return new Promise((resolve, reject) => {
        const id = ++count;
        waiting.set(id, { resolve, reject });
        started().postMessage({ id, image, many } satisfies Job, [image.data.buffer]);
    });
}

export async function decode(image: ImageData, many = false): Promise<Found[]> {
    native ??= findNative();
    const detector = await native;
    // The browser's own misses some of many: those are left to the other one.
    if (detector && !many)
        return (await detector.detect(image)).map(one => ({ text: one.rawValue, points: one.cornerPoints }));
    return byWorker(image, many);
}

/** The pixels of a picture, its longer side made no longer than `most`. */
export function pixelsOf(source: CanvasImageSource, width: number, height: number, most: number): ImageData {
    const scale = Math.min(1, most / Math.max(width, height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
}
