// node worker.mjs DIST: writes DIST/sw.js, src/sw.js with the list of the files that a phone keeps to work without a network.
// Its text changes with any of them, so a browser that asks for it again finds out that there is a new version.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const dist = process.argv[2];
const assets = readdirSync(path.join(dist, 'assets')).sort();
const fixed = ['manifest.webmanifest', 'icon.svg', 'icon-192.png', 'icon-512.png', 'icon-180.png'];
const sum = createHash('sha256');
for (const name of ['index.html', ...fixed]) sum.update(readFileSync(path.join(dist, name)));
sum.update(assets.join());

// The decoder is eight times the rest: it comes after the app can be used.
const later = assets.filter(name => name.endsWith('.wasm')).map(name => `assets/${name}`);
const shell = [...assets.filter(name => !name.endsWith('.wasm')).map(name => `assets/${name}`), ...fixed];
const source = readFileSync(new URL('./src/sw.js', import.meta.url), 'utf8');
const head = `const VERSION = ${JSON.stringify(sum.digest('hex').slice(0, 12))};
const SHELL = ${JSON.stringify(shell)};
const LATER = ${JSON.stringify(later)};
`;
writeFileSync(path.join(dist, 'sw.js'), head + source);
