// node pack.mjs DIST PACK: the files of DIST and of DIST/assets as one file for the program to embed
// (src/api/console_files.hpp tells its form), each also as gzip and Brotli where that is smaller.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [dist, pack] = process.argv.slice(2);
const types = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.svg': 'image/svg+xml',
    '.png': 'image/png',
    '.webp': 'image/webp',
    '.woff2': 'font/woff2',
    '.wasm': 'application/wasm',
    '.webmanifest': 'application/manifest+json',
};

function brotli(bytes) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    return brotliCompressSync(bytes, { params });
}

const parts = [];
let offset = 0;
function place(bytes) {
    const fields = [offset, bytes.length];
    parts.push(bytes);
    offset += bytes.length;
    return fields;
}

const lines = [];
const filesIn = folder =>
    readdirSync(path.join(dist, folder), { withFileTypes: true })
        .filter(one => one.isFile())
        .map(one => path.posix.join(folder, one.name))
        .sort();
const names = [...filesIn('.'), ...filesIn('assets')];
for (const name of names) {
    const type = types[path.extname(name)];
    if (!type) throw new Error(`${name}: no media type is known for it`);
    const bytes = readFileSync(path.join(dist, name));
    const etag = createHash('sha256').update(bytes).digest('hex').slice(0, 24);
    const smaller = [gzipSync(bytes, { level: 9 }), brotli(bytes)].map(c =>
        c.length < bytes.length * 0.95 ? c : Buffer.alloc(0),
    );
    lines.push([name, type, etag, ...place(bytes), ...place(smaller[0]), ...place(smaller[1])].join('\t'));
}
writeFileSync(`${pack}.new`, Buffer.concat([Buffer.from(lines.join('\n') + '\n\n'), ...parts]));
renameSync(`${pack}.new`, pack);
