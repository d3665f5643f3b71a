// The registered capital as licences write it ("人民币伍佰万元整", "500万元", "1,200.5万元") in whole 万元, as the form asks for it.
const digits = '零壹贰叁肆伍陆柒捌玖';
const plain = '〇一二三四五六七八九';
const units: Record<string, number> = { 拾: 10, 十: 10, 佰: 100, 百: 100, 仟: 1000, 千: 1000 };

/** Yuan; NaN for anything that is no amount. */
function yuan(text: string): number {
    const arabic = /^(\d+(?:\.\d+)?)(亿|万)?$/.exec(text);
    if (arabic) return Number(arabic[1]) * (arabic[2] === '亿' ? 1e8 : arabic[2] === '万' ? 1e4 : 1);
    let sum = 0;
    let part = 0;
    let digit = 0;
    for (const c of text) {
        const value = Math.max(digits.indexOf(c), plain.indexOf(c));
        if (value >= 0) digit = value;
        else if (units[c]) {
            part += (digit || 1) * units[c];
            digit = 0;
        } else if (c === '万' || c === '亿') {
            const whole = part + digit;
            sum = c === '万' ? sum + whole * 1e4 : (sum + whole) * 1e8;
            part = digit = 0;
        } else return NaN;
    }
    return text ? sum + part + digit : NaN;
}

/** '' where it cannot be read, or is no whole number of them. */
export function tenThousands(text: string): string {
    const amount = yuan(text.replace(/[\s,，]|人民币|整|[(（].*$/g, '').replace(/[元圆]$/, '')) / 1e4;
    return Number.isInteger(amount) && amount > 0 ? String(amount) : '';
}
