// node size.mjs DIST: what the sign-in page and the frame load at first, compressed with gzip, against the budget of
// reference/ui section 11: 200 KB of script, 25 KB of style sheets.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = process.argv[2];
const manifest = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8'));
const first = [
    'index.html',
    'src/pages/account/SignIn.vue',
    'src/components/AppFrame.vue',
    'src/pages/Home.vue',
    'src/words/account.zh.ts',
    'src/words/home.zh.ts',
];
const files = new Set();
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
first.forEach(take);
const sum = ending =>
    [...files]
        .filter(f => f.endsWith(ending))
        .reduce((n, f) => n + gzipSync(readFileSync(path.join(dist, f)), { level: 9 }).length, 0);
const js = sum('.js');
const css = sum('.css');
console.log(
    `first route: ${(js / 1024).toFixed(1)} KB of script, ${(css / 1024).toFixed(1)} KB of style sheets, compressed`,
);
if (js > 200 * 1024 || css > 25 * 1024) {
    console.error('the budget is 200 KB and 25 KB');
    process.exit(1);
}
