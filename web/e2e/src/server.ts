// The real program on an empty data folder, and what only its operator can read.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A port that nobody listens on now: the address in the links of messages must be known before the start. */
function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const probe = createServer();
        probe.once('error', reject);
        probe.listen(0, '127.0.0.1', () => {
            const address = probe.address();
            probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error())));
        });
    });
}

export class Server {
    readonly base: string;
    /** Gone with the server. */
    readonly folder: string;
    private readonly process: ChildProcess;

    private constructor(base: string, folder: string, process: ChildProcess) {
        this.base = base;
        this.folder = folder;
        this.process = process;
    }

    /** Starts `program serve` and waits until it is ready; two minutes at most: a busy machine takes its time. */
    static async start(program: string, options: string[] = []): Promise<Server> {
        const folder = mkdtempSync(join(tmpdir(), 'yiguan-e2e-'));
        const base = `http://127.0.0.1:${await freePort()}`;
        const address = base.slice('http://'.length);
        const log = openSync(join(folder, 'log'), 'w');
        const out = openSync(join(folder, 'out'), 'w');
        const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^YIGUAN_/.test(name)));
        const child = spawn(
            program,
            // prettier-ignore
            ['serve', '--data', join(folder, 'data'), '--listen', address, '--threads', '2', '--base-url', base, ...options],
            { stdio: ['ignore', out, log], env: environment },
        );
        const server = new Server(base, folder, child);
        for (const end = Date.now() + 120_000; Date.now() < end && child.exitCode === null; await sleep(20)) {
            const ready = await fetch(`${base}/readyz`).catch(() => undefined);
            await ready?.body?.cancel();
            if (ready?.ok) return server;
        }
        const text = server.log();
        await server.stop();
        throw new Error(`the server did not start:\n${text}`);
    }

    /** Undefined while it runs; else how it ended. */
    get died(): string | undefined {
        const { exitCode, signalCode } = this.process;
        return exitCode === null && signalCode === null ? undefined : `${signalCode ?? `exit ${exitCode}`}`;
    }

    log(): string {
        return readFileSync(join(this.folder, 'log'), 'utf8');
    }

    /** The link to make the first administrator with, as the program prints it. */
    async setupLink(): Promise<string> {
        for (let i = 0; i < 100; ++i, await sleep(20)) {
            const link = /http\S+\/app\/setup#\S+/.exec(readFileSync(join(this.folder, 'out'), 'utf8'));
            if (link) return link[0];
        }
        throw new Error('the program printed no link for the first administrator');
    }

    async stop(): Promise<void> {
        if (this.died === undefined) {
            const ended = new Promise(resolve => this.process.once('exit', resolve));
            this.process.kill('SIGTERM');
            const late = setTimeout(() => this.process.kill('SIGKILL'), 10_000);
            await ended;
            clearTimeout(late);
        }
        rmSync(this.folder, { recursive: true, force: true });
    }
}
