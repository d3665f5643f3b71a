// Administrative divisions as the options of a filter.
import { shallowRef, type ShallowRef } from 'vue';
import type { FilterOption } from '@/components/list';
import { regions, type Region } from '@/regions';

function options(all: Region[]): FilterOption[] {
    return all.map(one => ({
        value: one.code,
        label: one.name,
        ...(one.children?.length ? { children: options(one.children) } : {}),
    }));
}

/** Empty until they are there; a list works without them. */
export function useRegions(): ShallowRef<FilterOption[]> {
    const out = shallowRef<FilterOption[]>([]);
    regions().then(
        answer => (out.value = options(answer.items)),
        () => undefined,
    );
    return out;
}
