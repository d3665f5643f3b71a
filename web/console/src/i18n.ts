// All words come from src/words: <area>.zh.ts and <area>.en.ts (under the name of the area), and <area>.menu.zh.ts and
// <area>.menu.en.ts (titles of pages and menus, all together under "menu"). Those of the shell are there from the start,
// those of an area when one of its pages is opened, those of the other language when it is chosen.
import { createI18n, type Composer, type MessageCompiler, type MessageContext } from 'vue-i18n';
import shellZh from './words/shell.zh';

export type Language = 'zh' | 'en';
type Words = Record<string, unknown>;
type Module = { default: Words };

const menusZh = import.meta.glob<Module>('./words/*.menu.zh.ts', { eager: true });
const menusEn = import.meta.glob<Module>('./words/*.menu.en.ts');
const all = import.meta.glob<Module>([
    './words/*.zh.ts',
    './words/*.en.ts',
    '!./words/*.menu.*',
    '!./words/shell.zh.ts',
]);

function merged(modules: Module[]): Words {
    return Object.assign({}, ...modules.map(m => m.default)) as Words;
}

export function preferredLanguage(): Language {
    return localStorage.getItem('language') === 'en' ? 'en' : 'zh';
}

/** Our messages know {name} and nothing else: no plural forms behind |, no links behind @. */
const messageCompiler: MessageCompiler = message => {
    const parts = String(message).split(/\{(\w+)\}/);
    return (context: MessageContext) =>
        parts.map((part, at) => (at % 2 ? String(context.named(part) ?? '') : part)).join('');
};

export const i18n = createI18n({
    messageCompiler,
    legacy: false,
    locale: 'zh',
    fallbackLocale: 'zh',
    missingWarn: import.meta.env.DEV,
    fallbackWarn: false,
});

const global = i18n.global as unknown as Composer;
global.setLocaleMessage('zh', { shell: shellZh, menu: merged(Object.values(menusZh)) });

const loaded = new Set<string>(['shell.zh']);

async function load(area: string, language: Language): Promise<void> {
    const name = `${area}.${language}`;
    if (loaded.has(name)) return;
    const module = await all[`./words/${name}.ts`]?.();
    if (module) global.mergeLocaleMessage(language, { [area]: module.default });
    loaded.add(name);
}

const areas = new Set<string>(['shell']);

/** The words of an area, in the language in force. */
export async function loadArea(area: string): Promise<void> {
    areas.add(area);
    await load(area, language());
}

export function language(): Language {
    return global.locale.value as Language;
}

export async function setLanguage(wanted: Language): Promise<void> {
    if (wanted === 'en' && !loaded.has('menu.en')) {
        const modules = await Promise.all(Object.values(menusEn).map(get => get()));
        global.mergeLocaleMessage('en', { menu: merged(modules) });
        loaded.add('menu.en');
    }
    await Promise.all([...areas].map(area => load(area, wanted)));
    global.locale.value = wanted;
    localStorage.setItem('language', wanted);
    document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en';
}

/** Outside of components: `t('shell.save')`. */
export function t(key: string, values: Record<string, unknown> = {}): string {
    return global.t(key, values);
}
/** The word of a state: the server's in Chinese; else ours, for this object or for any; else the server's. */
export function stateWord(one: { state: string; zh?: string; object?: string }): string {
    if (one.zh && language() === 'zh') return one.zh;
    for (const key of [`shell.states.${one.object}_${one.state}`, `shell.states.${one.state}`])
        if (hasWord(key)) return t(key);
    return one.zh ?? one.state;
}
/** What an application is for; the server's word for what this console does not know. */
export function applicationKind(one: { kind?: string; kindZh?: string }): string {
    const key = `shell.applicationKinds.${one.kind}`;
    return hasWord(key) ? t(key) : (one.kindZh ?? one.kind ?? '');
}
/** Is there such a word, in the language in force or the one given? */
export function hasWord(key: string, wanted: Language = language()): boolean {
    return global.te(key, wanted);
}
