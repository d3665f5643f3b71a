// The words of the app: Chinese, all in src/words/zh.ts.
import zh from './words/zh';

type Words = { [key: string]: string | Words };

function find(key: string): string | undefined {
    let at: string | Words | undefined = zh as Words;
    for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined;
    return typeof at === 'string' ? at : undefined;
}
export function hasWord(key: string): boolean {
    return find(key) !== undefined;
}
export function t(key: string, values: Record<string, unknown> = {}): string {
    return (find(key) ?? key).replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? ''));
}
