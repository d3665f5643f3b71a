// Of what the camera sees many times a second, what a person means to scan: each code once, until it has left the picture.
export class Sightings {
    private readonly seen = new Map<string, number>();
    constructor(
        /** A code that was away for so long is a new scan. */
        private readonly awayMs = 2000,
        private readonly now: () => number = () => performance.now(),
    ) {}

    /** Those of the picture that are new. */
    take(texts: string[]): string[] {
        const now = this.now();
        for (const [text, last] of this.seen) if (now - last > this.awayMs) this.seen.delete(text);
        const fresh: string[] = [];
        for (const text of texts) {
            if (!this.seen.has(text)) fresh.push(text);
            this.seen.set(text, now);
        }
        return fresh;
    }
    forget(): void {
        this.seen.clear();
    }
}
