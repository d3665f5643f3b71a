// What the camera of a phone sees: a video file that Chromium plays round and round. It has frames of one size (Y4M), so
// that others can be put in their place while it is played.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encode } from 'uqr';

const width = 1280;
const height = 960;
const white = 235;
const black = 16;
const columns = 6;
/** A code alone is as large as somebody would hold it. */
const alone = 620;

function luma(texts: string[]): Buffer {
    const out = Buffer.alloc(width * height, white);
    const across = texts.length > 1 ? columns : 1;
    const down = Math.max(1, Math.ceil(texts.length / across));
    const cell = Math.floor(Math.min(width / across, height / down, texts.length > 1 ? width : alone));
    texts.forEach((text, i) => {
        const { data, size } = encode(text, { ecc: 'M', border: 4 });
        const module = Math.max(1, Math.floor(cell / size));
        const side = module * size;
        const left = Math.floor((width - across * cell) / 2) + (i % across) * cell + Math.floor((cell - side) / 2);
        const top = Math.floor((height - down * cell) / 2) + Math.floor(i / across) * cell + Math.floor((cell - side) / 2);
        for (let y = 0; y < side; ++y)
            for (let x = 0; x < side; ++x)
                if (data[Math.floor(y / module)]![Math.floor(x / module)]) out[(top + y) * width + left + x] = black;
    });
    return out;
}

export class Camera {
    readonly file = join(mkdtempSync(join(tmpdir(), 'yiguan-camera-')), 'camera.y4m');
    private readonly open = openSync(this.file, 'w+');

    constructor() {
        this.show();
    }
    /** Holds these codes before it; none: a white wall. */
    show(...texts: string[]): void {
        const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
        const frame = Buffer.concat([Buffer.from('FRAME\n'), luma(texts), Buffer.alloc((width * height) / 2, 128)]);
        const bytes = Buffer.concat([head, frame, frame]);
        writeSync(this.open, bytes, 0, bytes.length, 0);
    }
    close(): void {
        closeSync(this.open);
        rmSync(dirname(this.file), { recursive: true, force: true });
    }
}
