// Of what the camera sees many times a second, what a person means to scan: each code once, until it has left the picture.
interface Seen {
    last: number;
    /** Pictures since then without it. */
    missed: number;
}

export class Sightings {
    private readonly seen = new Map<string, Seen>();
    constructor(
        /** A code that was away for so long is a new scan. */
        private readonly awayMs = 2000,
        private readonly now: () => number = () => performance.now(),
        /** And from so many pictures: on a slow phone one of them may be all that there was in that time. */
        private readonly awayPictures = 3,
    ) {}

    /** Those of the picture that are new. */
    take(texts: string[]): string[] {
        const now = this.now();
        const fresh: string[] = [];
        for (const text of texts) {
            if (!this.seen.has(text)) fresh.push(text);
            this.seen.set(text, { last: now, missed: 0 });
        }
        const here = new Set(texts);
        for (const [text, one] of this.seen)
            if (!here.has(text) && ++one.missed >= this.awayPictures && now - one.last > this.awayMs) this.seen.delete(text);
        return fresh;
    }
}
