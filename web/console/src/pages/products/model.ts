// What the form of a product knows of models: which templates a unit may stand on, which fields are locked, and which
// model codes are free.
import { computed, shallowRef, watch, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useSession } from '@/session';
import * as calls from './calls';
import type { Filing } from './filing';
import type { Category, Family, ModelCodes, ModelRules, Product, Template, TemplateSummary } from './types';

const partsOf: Record<Family, string[]> = {
    none: [],
    vehicle: ['styles', 'reports', 'batteries', 'chargers'],
    battery: ['reports'],
    charger: ['reports'],
};

/** The family of a unit of the catalogue. */
export function familyIn(categories: Category[], unit: string): Family {
    return categories.flatMap(one => one.units).find(one => one.id === unit)?.family ?? 'none';
}

/** Keys that a correction or change of this published model may not touch (EBM-39, EBM-47, EBM-57): what it says. */
export function lockedKeys(rules: ModelRules | null, product: Product, template: Template | null): string[] {
    const one = rules?.families.find(rule => rule.family === product.family);
    if (!one) return [];
    const free = new Set(one.unlocked);
    const keys = one.allLocked
        ? (template?.fields ?? []).map(field => field.key).filter(key => !free.has(key))
        : one.locked.map(field => field.key);
    const said = new Set(product.fields.filter(field => field.value).map(field => field.key));
    return keys.filter(key => said.has(key));
}

export function useModelForm(form: {
    filing: Ref<Filing>;
    product: Ref<Product | null>;
    template: Ref<Template | null>;
    templateList: Ref<TemplateSummary[]>;
    categories: Ref<Category[]>;
    amends: () => boolean;
}) {
    const { t } = useI18n();
    const session = useSession();
    const rules = shallowRef<ModelRules | null>(null);
    const codes = shallowRef<ModelCodes | null>(null);
    const family = computed<Family>(() => form.template.value?.family ?? 'none');
    const familyOf = (unit: string) => familyIn(form.categories.value, unit);
    /** Templates that the chosen unit may be filed on; what stands on another stays there. */
    const offered = computed(() =>
        form.filing.value.unit
            ? form.templateList.value.filter(
                  one =>
                      (one.family ?? 'none') === familyOf(form.filing.value.unit) ||
                      one.id === form.product.value?.template,
              )
            : form.templateList.value,
    );
    const locked = computed<Record<string, string>>(() => {
        const product = form.product.value;
        if (!form.amends() || !product) return {};
        const contact = rules.value?.contact ? t('products.lock.contact', { who: rules.value.contact }) : '';
        const why = t(product.family === 'vehicle' ? 'products.lock.vehicle' : 'products.lock.published', { contact });
        return Object.fromEntries(lockedKeys(rules.value, product, form.template.value).map(key => [key, why]));
    });
    watch(family, async of => {
        codes.value = null;
        if ((of !== 'battery' && of !== 'charger') || !session.may('file_product')) return;
        try {
            codes.value = await calls.modelCodes(of);
        } catch {
            // Only a help: at submission the server says whether a code is free.
        }
    });
    return { family, parts: computed(() => partsOf[family.value]), offered, locked, codes, rules, familyOf };
}
