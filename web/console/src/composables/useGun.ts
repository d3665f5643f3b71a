// A scanner gun is a keyboard that types faster than anybody (ui.md section 9): keys closer than 30 ms, Enter at the end.
// It is heard on the whole page, whatever has the focus. Keys are told by their place (event.code), so that an input
// method or another layout changes nothing; what a composition is under way for is somebody's typing.
import { onBeforeUnmount, onMounted } from 'vue';

export interface Key {
    code: string;
    shift: boolean;
    /** Milliseconds. */
    at: number;
}
const gapMax = 30;
const lengthMin = 4;
const plain: Record<string, string> = {
    Minus: '-_',
    Equal: '=+',
    BracketLeft: '[{',
    BracketRight: ']}',
    Backslash: '\\|',
    Semicolon: ';:',
    Quote: '\'"',
    Comma: ',<',
    Period: '.>',
    Slash: '/?',
    Backquote: '`~',
    Space: '  ',
    NumpadSubtract: '--',
    NumpadAdd: '++',
    NumpadMultiply: '**',
    NumpadDivide: '//',
    NumpadDecimal: '..',
};
const overDigits = ')!@#$%^&*(';

/** What the key types on the layout that guns use; '' for one that types nothing. */
export function letterOf(code: string, shift: boolean): string {
    const letter = /^Key([A-Z])$/.exec(code)?.[1];
    if (letter) return shift ? letter : letter.toLowerCase();
    const digit = /^Digit(\d)$/.exec(code)?.[1];
    if (digit) return shift ? overDigits[Number(digit)]! : digit;
    const number = /^Numpad(\d)$/.exec(code)?.[1];
    if (number) return number;
    return plain[code]?.[shift ? 1 : 0] ?? '';
}

/** Puts keys together. Of each: the text that it ends, 'typing' while one may be under way, or nothing of a gun's. */
export function gunReader() {
    let text = '';
    let last = -Infinity;
    function reset(): void {
        text = '';
        last = -Infinity;
    }
    function take(key: Key): { text?: string; begins: boolean } {
        if (/^(Shift|CapsLock)/.test(key.code)) return { begins: false };
        const fast = key.at - last <= gapMax;
        if (key.code === 'Enter' || key.code === 'NumpadEnter') {
            const whole = fast && text.length >= lengthMin ? text : undefined;
            reset();
            return whole === undefined ? { begins: false } : { text: whole, begins: false };
        }
        const letter = letterOf(key.code, key.shift);
        if (!letter) {
            reset();
            return { begins: false };
        }
        text = fast ? text + letter : letter;
        last = key.at;
        return { begins: !fast };
    }
    return { take, reset };
}

type Field = HTMLInputElement | HTMLTextAreaElement;
const isField = (at: EventTarget | null): at is Field => at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;

/**
 * Hands over each text that a gun types. A field that had the focus gets back what stood in it before, unless it is meant
 * for scans (data-scan): that one takes the text itself.
 */
export function useGun(take: (text: string) => void): void {
    const reader = gunReader();
    let before: { field: Field; value: string } | undefined;
    function pressed(event: KeyboardEvent): void {
        const field = isField(event.target) ? event.target : undefined;
        if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || field?.closest('[data-scan]')) {
            reader.reset();
            return;
        }
        const done = reader.take({ code: event.code, shift: event.shiftKey, at: event.timeStamp });
        if (done.begins) before = field ? { field, value: field.value } : undefined;
        if (done.text === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        if (before && before.field === field) {
            field.value = before.value;
            field.dispatchEvent(new Event('input', { bubbles: true }));
        }
        take(done.text);
    }
    onMounted(() => window.addEventListener('keydown', pressed, true));
    onBeforeUnmount(() => window.removeEventListener('keydown', pressed, true));
}
