// 统一社会信用代码, GB 32100-2015: 18 characters, the last one a check character.
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

export type UsccFault = 'length' | 'character' | 'check';

/** As it is stored: without blanks, in capitals. */
export function cleanUscc(text: string): string {
    return text.replace(/[\s-]/g, '').toUpperCase();
}

/** What is wrong with it; undefined: nothing. `place`: of the first wrong character, from 1. */
export function usccFault(text: string): { fault: UsccFault; place?: number } | undefined {
    const code = cleanUscc(text);
    const wrong = [...code].findIndex(c => !alphabet.includes(c));
    if (wrong >= 0) return { fault: 'character', place: wrong + 1 };
    if (code.length !== 18) return { fault: 'length' };
    let sum = 0;
    let weight = 1;
    for (const c of code.slice(0, 17)) {
        sum += alphabet.indexOf(c) * weight;
        weight = (weight * 3) % 31;
    }
    return alphabet[(31 - (sum % 31)) % 31] === code[17] ? undefined : { fault: 'check' };
}

/** The division in characters 3 to 8: "440101". */
export function usccDivision(text: string): string {
    return cleanUscc(text).slice(2, 8);
}
