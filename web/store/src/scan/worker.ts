// Reads codes off pictures with zxing-cpp, away from the page. Its WebAssembly comes from our own server.
import { type ReadResult, prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { Found, Job } from './decoder';

prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasm : prefix + path) } });

const found = (one: ReadResult): Found => ({
    text: one.text,
    points: [one.position.topLeft, one.position.topRight, one.position.bottomRight, one.position.bottomLeft],
});

self.onmessage = async (event: MessageEvent<Job>) => {
    const { id, image, many } = event.data;
    try {
        const read = await readBarcodes(image, {
            formats: ['QRCode', 'DataMatrix', 'Code128', 'EAN13', 'EAN8', 'ITF'],
            tryHarder: many,
            tryRotate: true,
            tryDownscale: true,
            maxNumberOfSymbols: many ? 255 : 8,
        });
        self.postMessage({ id, found: read.filter(one => one.isValid && one.text).map(found) });
    } catch (e) {
        self.postMessage({ id, failed: String(e) });
    }
};
