// Makes a photo small enough to send, in the browser: any image that it can show, up to 20 MB.
export const photoBytesMax = 20 * 1024 * 1024;

export type Refusal = 'too-large' | 'unreadable' | 'other-kind';
export class ImageRefused extends Error {
    constructor(readonly why: Refusal) {
        super(why);
    }
}

export interface Wanted {
    bytesMax: number;
    /** The longer side; what is larger is made smaller. */
    pixelsMax?: number;
}

/** By its first bytes, not by its name. */
export async function isImage(file: Blob): Promise<boolean> {
    const head = new Uint8Array(await file.slice(0, 12).arrayBuffer());
    const text = String.fromCharCode(...head);
    return (
        text.startsWith('\x89PNG') ||
        text.startsWith('\xff\xd8\xff') ||
        text.startsWith('GIF8') ||
        (text.startsWith('RIFF') && text.slice(8) === 'WEBP') ||
        text.startsWith('BM') ||
        /^....ftyp(heic|heix|mif1|avif)/s.test(text)
    );
}

/** What else is uploaded, by its first bytes; '' for anything unknown. */
export async function mediaTypeOf(file: Blob): Promise<string> {
    const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 1024).arrayBuffer()));
    if (head.includes('%PDF-')) return 'application/pdf';
    if (/^RIFF....AVI /s.test(head)) return 'video/x-msvideo';
    if (/^....ftyp/s.test(head)) return 'video/mp4';
    return '';
}

async function draw(image: ImageBitmap, pixelsMax: number): Promise<HTMLCanvasElement> {
    const scale = Math.min(1, pixelsMax / Math.max(image.width, image.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    const context = canvas.getContext('2d')!;
    context.fillStyle = '#fff'; // what was transparent must not turn black
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
}

/**
 * The file as it is when it fits and is JPEG or PNG; else a JPEG of at most `bytesMax`, at first of less quality, then of
 * fewer pixels. Throws ImageRefused.
 */
export async function shrinkImage(file: File, wanted: Wanted): Promise<File> {
    if (file.size > photoBytesMax) throw new ImageRefused('too-large');
    let image: ImageBitmap;
    try {
        image = await createImageBitmap(file, { imageOrientation: 'from-image' });
    } catch {
        throw new ImageRefused('unreadable');
    }
    try {
        const asItIs = file.type === 'image/jpeg' || file.type === 'image/png';
        if (asItIs && file.size <= wanted.bytesMax) return file;
        for (const pixels of [wanted.pixelsMax ?? 3200, 2400, 1800, 1300, 900]) {
            const canvas = await draw(image, pixels);
            for (const quality of [0.9, 0.8, 0.7]) {
                const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', quality));
                if (blob && blob.size <= wanted.bytesMax)
                    return new File([blob], file.name.replace(/\.[^.]*$/, '') + '.jpg', { type: 'image/jpeg' });
            }
        }
    } finally {
        image.close();
    }
    throw new ImageRefused('too-large');
}
