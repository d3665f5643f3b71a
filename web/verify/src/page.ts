// The script of /verify/{code}: fetches the proof, checks it here, says what was found. The page (src/lookup/
// verify_page.cpp) has the elements; without this script it says how to check otherwise.
import { type Bytes, Refused } from './bytes.ts';
import { type BundleReport, bundleOrigin, verifyBundle } from './bundle.ts';
import { type Line, type Outcome, wordsOf } from './words.ts';

const TIMEOUT_MS = 20_000;

function element(id: string): HTMLElement {
    return document.getElementById(id)!;
}

const main = element('verify');
const code = main.dataset.code!;
const words = wordsOf(document.documentElement.lang);

/** An answer that is no proof. */
class NoProof extends Error {
    readonly outcome: Outcome;
    constructor(outcome: Outcome) {
        super(outcome.title);
        this.outcome = outcome;
    }
}

async function get(path: string): Promise<Bytes> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
    try {
        const answer = await fetch(path, { signal: stop.signal, credentials: 'omit' });
        if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
        throw new NoProof(
            answer.status === 404 ? words.notFound : answer.status === 503 ? words.notSigning : words.failed,
        );
    } catch (fault) {
        throw fault instanceof NoProof ? fault : new NoProof(words.offline);
    } finally {
        clearTimeout(timer);
    }
}

/** "/log/0-01/policy" for "trace.example.cn/log/0-01"; nothing else on this host is ever asked. */
function policyPath(origin: string): string | undefined {
    const path = /\/log\/\d{1,7}-\d{2,7}(\/sm3)?$/.exec(origin)?.[0];
    return path && `${path}/policy`;
}

function show(outcome: Outcome): void {
    const band = element('band');
    band.className = `v ${outcome.look}`;
    const icon = element('icon');
    icon.replaceChildren((element(`icon-${outcome.icon}`) as HTMLTemplateElement).content.cloneNode(true));
    element('title').textContent = outcome.title;
    element('text').textContent = outcome.text;
    // A live region that says "alert" interrupts what a screen reader is reading.
    element('said').setAttribute('role', outcome.look === 'x' ? 'alert' : 'status');
    document.title = `${outcome.title} · ${main.dataset.site!}`;
}

function showLines(lines: readonly Line[]): void {
    const icons = { good: 'tick', open: 'triangle', bad: 'exclamation' } as const;
    element('lines').replaceChildren(
        ...lines.map(line => {
            const item = document.createElement('li');
            item.className = line.mark;
            item.append((element(`icon-${icons[line.mark]}`) as HTMLTemplateElement).content.cloneNode(true));
            const said = document.createElement('div');
            const title = document.createElement('b');
            const mark = document.createElement('span');
            mark.className = 'sr';
            mark.textContent = words.marks[line.mark];
            title.append(mark, line.title);
            const text = document.createElement('p');
            text.textContent = line.text;
            said.append(title, text);
            item.append(said);
            return item;
        }),
    );
    element('found').hidden = false;
}

/** The saved file is what was checked, not a second answer. */
function offerToSave(bytes: Bytes): void {
    const link = element('save') as HTMLAnchorElement;
    link.href = URL.createObjectURL(new Blob([bytes as BlobPart], { type: 'application/vnd.yiguan.bundle+cbor' }));
    link.download = `${code}.bundle`;
    link.hidden = false;
    link.addEventListener('click', () => (element('note').textContent = words.saved));
}

function showReport(report: BundleReport): void {
    const finding = report.finding.verdict;
    if (finding === 'invalid' || finding === 'fork') {
        show(words.tampered);
        showLines([words.broken]);
    } else if (report.code !== code) {
        show(words.otherCode);
        showLines([words.broken]);
    } else if (!report.genuine) {
        show(words.tampered);
        showLines([words.unsigned]);
    } else if (finding === 'cannot tell') {
        show(words.cannotTell);
        showLines([words.history(report)]);
    } else {
        show(words.passed(report));
        showLines([words.facts(report), words.history(report), words.complete(report), words.hidden(report)]);
    }
    element('details').textContent = [report.origin, report.size > 0n ? `${report.size}` : '', ...report.finding.lines]
        .filter(line => line !== '')
        .join('\n');
}

async function run(): Promise<void> {
    show(words.checking);
    try {
        const bytes = await get(main.dataset.bundle!);
        offerToSave(bytes);
        const origin = bundleOrigin(bytes);
        const path = origin === undefined ? undefined : policyPath(origin);
        // A file that names no log of this host is checked all the same: against a policy that trusts nobody.
        const policy = path === undefined ? 'quorum none\n' : new TextDecoder().decode(await get(path));
        const begun = performance.now();
        const report = verifyBundle(bytes, policy);
        const ms = Math.round(performance.now() - begun);
        main.dataset.ms = String(ms);
        showReport(report);
        element('note').textContent = words.took(ms, bytes.length);
    } catch (fault) {
        if (fault instanceof NoProof) show(fault.outcome);
        else if (fault instanceof Refused) show(words.failed);
        else throw fault;
        element('retry').hidden = false;
    } finally {
        main.dataset.done = 'yes';
    }
}

element('retry').addEventListener('click', () => location.reload());
void run();
