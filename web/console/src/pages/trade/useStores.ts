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
    const mine = ref<StoreBrief[]>([]);
    const isActive = (one: StoreBrief) => one.status === 'active';
    /** Where goods can be sent to. */
    const active = computed(() => stores.value.filter(isActive));
    /** Where one works. */
    const own = computed(() => mine.value.filter(isActive));
    /** Of the form: the only one, or the one of last time. */
    const store = ref('');
    const ready = Promise.all([listStores({ limit: 100 }), listStores({ limit: 100, mine: true })])
        .then(([all, his]) => {
            stores.value = all.items;
            mine.value = his.items;
            const last = localStorage.getItem(kept);
            const first = own.value.find(one => one.id === last) ?? own.value[0];
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
        mine.value.length
            ? [
                  {
                      key: 'store',
                      label: t('trade.store'),
                      kind: 'choice',
                      options: mine.value.map(one => ({ value: one.id, label: one.name })),
                  },
              ]
            : [],
    );
    return { active, own, store, ready, keep, filter };
}
