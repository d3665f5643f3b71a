// Photos of phones are larger than anybody needs: made smaller before they are sent. Undefined for what is no picture.
const BYTES_MAX = 1_500_000;

export async function shrunk(file: File): Promise<Blob | undefined> {
    let image: ImageBitmap;
    try {
        image = await createImageBitmap(file, { imageOrientation: 'from-image' });
    } catch {
        return undefined;
    }
    try {
        if ((file.type === 'image/jpeg' || file.type === 'image/png') && file.size <= BYTES_MAX) return file;
        for (const pixels of [2400, 1800, 1300, 900]) {
            const scale = Math.min(1, pixels / Math.max(image.width, image.height));
            const canvas = document.createElement('canvas');
            canvas.width = Math.round(image.width * scale);
            canvas.height = Math.round(image.height * scale);
            canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
            const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.85));
            if (blob && blob.size <= BYTES_MAX) return blob;
        }
    } finally {
        image.close();
    }
    return undefined;
}
