// node build.mjs DIR [test]: makes DIR/verify.js (the page's script), DIR/verify.js.gz and DIR/cli.js (for node); with
// `test` the programs of test/ in DIR/test instead.
import { build } from 'esbuild';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? 'dist');
const common = { bundle: true, charset: 'utf8', legalComments: 'none', logLevel: 'warning', absWorkingDir: here };

const forNode = { ...common, format: 'esm', target: 'node20', platform: 'node' };

await mkdir(out, { recursive: true });
if (process.argv[3] === 'test') {
    const entryPoints = ['agree', 'page', 'sample', 'unit'].map(name => `test/${name}.ts`);
    await build({ ...forNode, entryPoints, outdir: path.join(out, 'test') });
    process.exit();
}
await build({
    ...common,
    entryPoints: ['src/page.ts'],
    outfile: path.join(out, 'verify.new.js'),
    format: 'iife',
    target: 'es2020',
    minify: true,
    platform: 'browser',
});
await build({ ...forNode, entryPoints: ['src/cli.ts'], outfile: path.join(out, 'cli.js') });
const script = await readFile(path.join(out, 'verify.new.js'));
await rename(path.join(out, 'verify.new.js'), path.join(out, 'verify.js'));
await writeFile(path.join(out, 'verify.js.gz'), gzipSync(script, { level: 9 }));
