// node build.mjs DIR: the journeys as one program for node, DIR/journeys.js.
import { build } from 'esbuild';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

await build({
    absWorkingDir: path.dirname(fileURLToPath(import.meta.url)),
    entryPoints: ['src/run.ts'],
    outfile: path.join(path.resolve(process.argv[2] ?? 'dist'), 'journeys.js'),
    bundle: true,
    charset: 'utf8',
    external: ['playwright-core', 'axe-core'],
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
});
