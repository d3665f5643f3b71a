// Scanner guns (ui.md section 9): keys closer than 30 ms ending in Enter, no field needed, input methods left alone.
import { describe, expect, it, vi } from 'vitest';
import { Gun, characterOf } from '../src/scan/gun';

function codeOf(character: string): { code: string; shiftKey: boolean } {
    if (/[a-z]/.test(character)) return { code: `Key${character.toUpperCase()}`, shiftKey: false };
    if (/[A-Z]/.test(character)) return { code: `Key${character}`, shiftKey: true };
    if (/\d/.test(character)) return { code: `Digit${character}`, shiftKey: false };
    const known: Record<string, [string, boolean]> = { ':': ['Semicolon', true], '/': ['Slash', false], '.': ['Period', false], '?': ['Slash', true], '=': ['Equal', false], '-': ['Minus', false] };
    const [code, shiftKey] = known[character]!;
    return { code, shiftKey };
}
function type(gun: Gun, text: string, gap: number, clock: { now: number }, extra: object = {}, target: EventTarget = document.body) {
    const prevented = vi.fn();
    for (const character of [...text]) {
        clock.now += gap;
        if (codeOf(character).shiftKey) gun.key({ code: 'ShiftLeft', shiftKey: true, target, preventDefault: prevented });
        gun.key({ ...codeOf(character), target, preventDefault: prevented, ...extra });
    }
    clock.now += gap;
    gun.key({ code: 'Enter', shiftKey: false, target, preventDefault: prevented, ...extra });
    return prevented;
}
function made() {
    const clock = { now: 1000 };
    const scans: string[] = [];
    const gun = new Gun({ onScan: text => scans.push(text), now: () => clock.now });
    return { gun, scans, clock };
}

describe('a scanner gun', () => {
    it('is told from fingers by its speed', () => {
        const { gun, scans, clock } = made();
        const prevented = type(gun, 'https://a.example/c/1234567890Ab?x=1', 8, clock);
        expect(scans).toEqual(['https://a.example/c/1234567890Ab?x=1']);
        expect(prevented).toHaveBeenCalledOnce();
        type(gun, '1234567890', 80, clock);
        expect(scans).toHaveLength(1);
    });
    it('may come right after fingers', () => {
        const { gun, scans, clock } = made();
        gun.key({ code: 'KeyX', shiftKey: false, target: null, preventDefault: () => undefined });
        clock.now += 500;
        type(gun, '1234567890', 5, clock);
        expect(scans).toEqual(['1234567890']);
    });
    it('is not the Enter that a person presses after a pause, nor a few quick letters', () => {
        const { gun, scans, clock } = made();
        type(gun, '12345', 5, clock);
        for (const character of '1234567890') {
            clock.now += 5;
            gun.key({ ...codeOf(character), target: null, preventDefault: () => undefined });
        }
        clock.now += 400;
        gun.key({ code: 'Enter', shiftKey: false, target: null, preventDefault: () => undefined });
        expect(scans).toEqual([]);
    });
    it('is not what an input method composes, nor a shortcut', () => {
        const { gun, scans, clock } = made();
        type(gun, '1234567890', 5, clock, { isComposing: true });
        type(gun, '1234567890', 5, clock, { ctrlKey: true });
        expect(scans).toEqual([]);
        // An input method that is on, but composes nothing: key is 229, code says which it was.
        type(gun, '1234567890', 5, clock, { keyCode: 229 });
        expect(scans).toEqual(['1234567890']);
    });
    it('leaves no letters in a field that had the focus', () => {
        const { gun, scans, clock } = made();
        const field = document.createElement('input');
        field.value = '备注';
        const before = field.value;
        for (const character of '1234567890') {
            clock.now += 5;
            gun.key({ ...codeOf(character), target: field, preventDefault: () => undefined });
            field.value += character;
        }
        clock.now += 5;
        gun.key({ code: 'Enter', shiftKey: false, target: field, preventDefault: () => undefined });
        expect(scans).toEqual(['1234567890']);
        expect(field.value).toBe(before);
    });
    it('knows the keys of the usual layout', () => {
        expect(characterOf('KeyA', true)).toBe('A');
        expect(characterOf('KeyA', false, true)).toBe('A');
        expect(characterOf('Digit7', true)).toBe('&');
        expect(characterOf('Numpad7', false)).toBe('7');
        expect(characterOf('F5', false)).toBe('');
    });
});
