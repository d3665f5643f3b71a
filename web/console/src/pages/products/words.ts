// Words for what templates name in Chinese only.
import { useI18n } from 'vue-i18n';

/** The word of a group of fields in the language of the page; undefined for one that we have none for. */
export function useGroupWord(): (part: string) => string | undefined {
    const { t, te } = useI18n();
    return part => (te(`products.groups.${part}`) ? t(`products.groups.${part}`) : undefined);
}
