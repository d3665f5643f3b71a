// One run: the server, the browser, who is there, what was found.
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Person } from './person.ts';
import { Camera } from './camera.ts';
import { Server } from './server.ts';

const { chromium } = createRequire(join(process.env.MODULES!, 'package.json'))(
    'playwright-core',
) as typeof import('playwright-core');

export class World {
    /** What users have typed: no words of the page. */
    readonly data = new Set<string>();
    readonly failures: string[] = [];
    readonly people: Person[] = [];
    readonly browser: Browser;
    readonly out: string;
    readonly server: Server;
    /** Logins that are there already: trying them out would count as wrong passwords. */
    readonly there = new Set<string>();
    checks = 0;
    pictures = 0;
    step = '';

    private constructor(server: Server, browser: Browser, out: string) {
        this.server = server;
        this.browser = browser;
        this.out = out;
    }

    /** What every phone sees. */
    static readonly camera = new Camera();

    static browser(): Promise<Browser> {
        return chromium.launch({
            executablePath: '/usr/bin/chromium',
            args: [
                '--no-sandbox',
                '--disable-dev-shm-usage',
                '--disable-gpu',
                '--force-color-profile=srgb',
                '--use-fake-ui-for-media-stream',
                '--use-fake-device-for-media-stream',
                `--use-file-for-fake-video-capture=${World.camera.file}`,
            ],
        });
    }

    static async create(program: string, browser: Browser, out: string, options: string[] = []): Promise<World> {
        return new World(await Server.start(program, options), browser, out);
    }

    /** Pictures of this journey lie together. */
    file(name: string): string {
        const journey = this.step.split(',')[0]!.replace(/\s+/g, '-');
        return join(this.out, `${journey}-${String(++this.pictures).padStart(2, '0')}-${name}.png`);
    }

    /** The log of the server stays beside the pictures. */
    async end(name: string): Promise<void> {
        for (const person of [...this.people]) await person.leave();
        const died = this.server.died;
        writeFileSync(join(this.out, `server-${name}.log`), this.server.log());
        if (died !== undefined)
            this.failures.push(`the server of ${name} ended by ${died}:\n${this.server.log().slice(-4000)}`);
        await this.server.stop();
    }
}

/** Journeys on one server, one after the other. Lanes run beside each other. */
export interface Lane {
    name: string;
    /** Of its journeys. */
    names: string[];
    /** Of `yiguan serve`. */
    options?: string[];
    journeys(world: World): Journey[];
}

/** A journey: steps in the order in which people make them. A step that fails ends its journey. */
export interface Journey {
    name: string;
    /** Those whose people and products it goes on with. */
    after?: string;
    steps: [name: string, run: () => Promise<void>][];
}
