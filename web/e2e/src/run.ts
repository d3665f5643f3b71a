// MODULES=web/e2e node journeys.js PROGRAM OUT [JOURNEY...]: all journeys, or those whose names begin so.
import { mkdirSync, rmSync } from 'node:fs';
import { lanes } from '../journeys/all.ts';
import { type Lane, World } from './world.ts';

const [program, out, ...wanted] = process.argv.slice(2) as [string, string, ...string[]];
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const begun = Date.now();
const since = (from: number): string => ((Date.now() - from) / 1000).toFixed(1).padStart(5);

async function walk(world: World, lane: Lane): Promise<void> {
    const failed = new Set<string>();
    for (const journey of lane.journeys(world)) {
        if (wanted.length > 0 && !wanted.some(name => journey.name.startsWith(name))) continue;
        if (journey.after !== undefined && failed.has(journey.after)) {
            world.failures.push(`${journey.name}: not begun, since ${journey.after} failed`);
            failed.add(journey.name);
            continue;
        }
        for (const [name, run] of journey.steps) {
            const from = Date.now();
            const before = world.failures.length;
            world.step = `${journey.name}, ${name}`;
            let whole = true;
            try {
                await run();
            } catch (error) {
                whole = false;
                const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
                const where = [];
                for (const person of world.people) where.push(await person.state());
                world.failures.push(`${world.step}: ${reason}\n  ${where.join('\n  ')}`);
            }
            const good = world.failures.length === before;
            console.log(`${good ? 'ok    ' : 'FAILED'} ${since(from)} s  ${world.step}`);
            for (const failure of world.failures.slice(before)) console.log(`       ${failure}`);
            if (!whole) {
                failed.add(journey.name);
                break;
            }
        }
        for (const person of [...world.people]) await person.leave();
    }
}

const browser = await World.browser();
const ran: World[] = [];
async function drive(lane: Lane): Promise<void> {
    const world = await World.create(program, browser, out, lane.options);
    ran.push(world);
    try {
        await walk(world, lane);
    } finally {
        const before = world.failures.length;
        await world.end(lane.name);
        for (const failure of world.failures.slice(before)) console.log(`FAILED ${failure}`);
    }
}
try {
    const named = lanes.filter(
        lane => wanted.length === 0 || lane.names.some(name => wanted.some(one => name.startsWith(one))),
    );
    const ended = await Promise.allSettled(named.map(drive));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
} finally {
    await browser.close();
    World.camera.close();
}
const sum = (of: (world: World) => number): number => ran.reduce((total, world) => total + of(world), 0);
const failures = sum(world => world.failures.length);
console.log(
    `${sum(w => w.checks)} checks, ${sum(w => w.pictures)} pages, ${failures} failures, ${since(begun).trim()} s`,
);
process.exitCode = failures === 0 ? 0 : 1;
