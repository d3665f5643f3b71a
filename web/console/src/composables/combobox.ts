// The input of a cascade says that it opens, which only a combobox may. On an element around it: the cascade itself has
// no single root that a directive could hold on to.
import type { Directive } from 'vue';

export const vCombobox: Directive<HTMLElement> = {
    mounted(element) {
        for (const input of element.querySelectorAll('input:not([role])')) {
            input.setAttribute('role', 'combobox');
            if (!input.hasAttribute('aria-expanded')) input.setAttribute('aria-expanded', 'false');
        }
    },
};
