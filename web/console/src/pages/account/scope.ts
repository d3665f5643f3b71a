import { t } from '@/i18n';
import { regionName, type Region } from '@/regions';
import type { Scope } from '@/session';

/** What a scope names by prefixes ("44") a picker names by whole codes ("440000"). */
export function wholeCode(prefix: string): string {
    return prefix.padEnd(6, '0');
}
export function prefixOf(code: string): string {
    return code.replace(/(00)+$/, '');
}

/** "地区 广东省、上海市 · 品类 电动自行车 · 仅本人经手"; codes where the names are not known (yet). */
export function scopeText(
    scope: Scope | undefined,
    regions: Region[] = [],
    categories: Record<string, string> = {},
): string {
    const parts: string[] = [];
    const of = (list: string[], name: (one: string) => string) => list.map(one => name(one) || one).join('、');
    if (scope?.regions?.length)
        parts.push(t('shell.scope.regions', { what: of(scope.regions, one => regionName(regions, wholeCode(one))) }));
    if (scope?.categories?.length)
        parts.push(t('shell.scope.categories', { what: of(scope.categories, one => categories[one] ?? '') }));
    if (scope?.ownOnly) parts.push(t('shell.scope.own'));
    return parts.join(' · ') || t('shell.scope.everything');
}
