// A scanner gun types like a keyboard, only faster: keys closer than 30 ms, ended by Enter. No field needs the focus.
// `event.code` is used, so that a Chinese input method in between does not eat the letters.
export interface GunOptions {
    onScan(text: string): void;
    gapMs?: number;
    /** Shorter ones are somebody's fingers. */
    least?: number;
    now?: () => number;
}

const shifted: Record<string, string> = {
    Digit1: '!', Digit2: '@', Digit3: '#', Digit4: '$', Digit5: '%', Digit6: '^', Digit7: '&', Digit8: '*',
    Digit9: '(', Digit0: ')', Minus: '_', Equal: '+', Semicolon: ':', Quote: '"', Comma: '<', Period: '>', Slash: '?',
    BracketLeft: '{', BracketRight: '}', Backslash: '|', Backquote: '~',
}; // prettier-ignore
const plain: Record<string, string> = {
    Minus: '-', Equal: '=', Semicolon: ';', Quote: "'", Comma: ',', Period: '.', Slash: '/', BracketLeft: '[',
    BracketRight: ']', Backslash: '\\', Backquote: '`', Space: ' ', NumpadSubtract: '-', NumpadAdd: '+',
    NumpadDivide: '/', NumpadMultiply: '*', NumpadDecimal: '.',
}; // prettier-ignore

/** The character of a key of the usual layout; '' for keys that type none. */
export function characterOf(code: string, shift: boolean, caps = false): string {
    const letter = /^Key([A-Z])$/.exec(code)?.[1];
    if (letter) return shift !== caps ? letter : letter.toLowerCase();
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
    if (digit && !(shift && code.startsWith('Digit'))) return digit;
    return (shift ? shifted[code] : plain[code]) ?? plain[code] ?? '';
}

type Key = Pick<KeyboardEvent, 'code' | 'shiftKey' | 'preventDefault' | 'target'> &
    Partial<Pick<KeyboardEvent, 'isComposing' | 'keyCode' | 'ctrlKey' | 'altKey' | 'metaKey' | 'getModifierState'>>;

export class Gun {
    private text = '';
    private last = 0;
    private before: { field: HTMLInputElement | HTMLTextAreaElement; value: string } | undefined;
    private readonly gap: number;
    private readonly least: number;
    private readonly now: () => number;

    constructor(private readonly options: GunOptions) {
        this.gap = options.gapMs ?? 30;
        this.least = options.least ?? 6;
        this.now = options.now ?? (() => performance.now());
    }

    key(event: Key): void {
        const ending = event.code === 'Enter' || event.code === 'NumpadEnter';
        // An input method that composes has been given the letters: a person types. keyCode 229 alone is also what it
        // makes of a gun's keys, whose `code` still says which they were.
        if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) {
            this.text = '';
            return;
        }
        const now = this.now();
        const fast = this.text !== '' && now - this.last < this.gap;
        this.last = now;
        if (ending) {
            const text = this.text;
            this.text = '';
            if (!fast || text.length < this.least) return;
            event.preventDefault();
            // What went into a field that happened to have the focus is taken out again.
            const { field, value } = this.before ?? {};
            if (field && field === event.target) {
                field.value = value!;
                field.dispatchEvent(new Event('input', { bubbles: true }));
            }
            this.options.onScan(text);
            return;
        }
        const character = characterOf(event.code, event.shiftKey, event.getModifierState?.('CapsLock') ?? false);
        if (!character) return; // Shift and its like come in between
        if (!fast) {
            this.text = '';
            const field = event.target;
            this.before =
                field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
                    ? { field, value: field.value }
                    : undefined;
        }
        this.text += character;
    }
}

/** Listens on the whole page; the answer ends it. */
export function listenToGun(onScan: (text: string) => void): () => void {
    const gun = new Gun({ onScan });
    const listen = (event: KeyboardEvent) => gun.key(event);
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
}
