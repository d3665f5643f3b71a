// The stores of one's organisation, for filters and forms; an organisation without any has none to choose.
import { computed, ref } from 'vue';
import { ApiError } from '@/api/client';
import { listStores, type StoreBrief } from '@/api/trade';
import type { Filter } from '@/components/list';
import { showError } from '@/feedback';
import { t } from '@/i18n';

const kept = 'trade.store';

export function useStores() {
    const stores = ref<StoreBrief[]>([]);
    const active = computed(() => stores.value.filter(one => !one.status || one.status === 'active'));
    /** Of the form: the only one, or the one of last time. */
    const store = ref('');
    const ready = listStores({ limit: 100 })
        .then(page => {
            stores.value = page.items;
            const last = localStorage.getItem(kept);
            const first = active.value.find(one => one.id === last) ?? active.value[0];
            if (!store.value && first) store.value = first.id;
        })
        .catch((e: unknown) => {
            // Organisations that are no sellers have no stores to see.
            if (!(e instanceof ApiError && (e.status === 403 || e.status === 404))) showError(e);
        });
    function keep(): void {
        if (store.value) localStorage.setItem(kept, store.value);
    }
    const filter = computed<Filter[]>(() =>
        stores.value.length
            ? [
                  {
                      key: 'store',
                      label: t('trade.store'),
                      kind: 'choice',
                      options: stores.value.map(one => ({ value: one.id, label: one.name })),
                  },
              ]
            : [],
    );
    const nameOf = (id: string | undefined) => stores.value.find(one => one.id === id)?.name ?? '';
    return { stores, active, store, ready, keep, filter, nameOf };
}
