// What a check found. The words are for people; `verdict` is what programs go by.

export type Verdict = 'valid' | 'invalid' | 'cannot tell' | 'fork';
/** Exit statuses. */
export const exitCode: Record<Verdict, number> = { valid: 0, invalid: 1, 'cannot tell': 2, fork: 3 };

const weight: Record<Verdict, number> = { valid: 0, 'cannot tell': 1, invalid: 2, fork: 3 };

/** The worst of what was added counts. */
export class Finding {
    verdict: Verdict = 'valid';
    readonly lines: string[] = [];

    add(verdict: Verdict, line: string): this {
        if (weight[verdict] > weight[this.verdict]) this.verdict = verdict;
        this.lines.push(line);
        return this;
    }
    get bad(): boolean {
        return weight[this.verdict] >= weight.invalid;
    }
}
