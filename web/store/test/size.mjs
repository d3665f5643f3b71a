// node size.mjs DIST: what a phone loads at first, compressed with gzip, against the budget of 120 KB for the shell (without
// the decoder's wasm), and that nothing of it comes from elsewhere.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = process.argv[2];
const manifest = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8'));
const files = new Set(['index.html']);
const seen = new Set();
function take(key) {
    if (seen.has(key)) return;
    seen.add(key);
    const entry = manifest[key];
    if (!entry) throw new Error(`${key} is not in the manifest`);
    files.add(entry.file);
    for (const css of entry.css ?? []) files.add(css);
    for (const other of entry.imports ?? []) take(other);
}
// The frame, the four tabs, signing in.
['index.html', 'SignIn', 'Stores', 'Home', 'Scan', 'Stock', 'Me'].forEach(name =>
    take(name === 'index.html' ? name : `src/pages/${name}.vue`),
);
const packed = name => gzipSync(readFileSync(path.join(dist, name)), { level: 9 }).length;
const shell = [...files].reduce((sum, name) => sum + packed(name), 0);
const all = readdirSync(path.join(dist, 'assets'))
    .filter(name => !name.endsWith('.wasm'))
    .reduce((sum, name) => sum + packed(`assets/${name}`), packed('index.html'));
const kb = bytes => (bytes / 1024).toFixed(1);
console.log(`store app: shell ${kb(shell)} KB, with every page and the decoder's script ${kb(all)} KB, compressed`);
let bad = shell > 120 * 1024;
if (bad) console.error('the budget of the shell is 120 KB');
for (const name of readdirSync(path.join(dist, 'assets'))) {
    if (name.endsWith('.wasm')) continue;
    const text = readFileSync(path.join(dist, 'assets', name), 'utf8');
    // Names of XML and a library's own pages are never loaded.
    const hosts = text.match(/(?:https?:)?\/\/[a-z0-9-]+(\.[a-z0-9-]+)+/gi) ?? [];
    const foreign = hosts.filter(one => !/w3\.org|vuejs\.org|router\.vuejs\.org/.test(one));
    if (name.endsWith('.css') && hosts.length > 0) foreign.push(...hosts);
    for (const one of foreign) if (!/jsdelivr/.test(one)) (console.error(`${name}: ${one}`), (bad = true));
}
process.exit(bad ? 1 : 0);
