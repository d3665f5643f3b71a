// One question at a time, with the verb on its button (ui.md section 2). ConfirmHost.vue in App.vue shows it.
import { shallowRef } from 'vue';

export interface Question {
    title: string;
    /** What will happen, in one or two sentences. */
    text?: string;
    /** The button: 确认作废, never 是. */
    verb: string;
    danger?: boolean;
    /** Asks for a reason; its word, and whether it may be left out. */
    reason?: { label?: string; optional?: boolean; max?: number; suggestions?: string[] };
    /** Has to be typed before the button works, as in the count of more than 1,000 codes. */
    typeThis?: string;
    /** Called with the reason; the dialog stays open, showing the error beside the field, until it succeeds. */
    run?: (reason: string) => Promise<unknown>;
}
export interface Asked extends Question {
    answer: (reason: string | null) => void;
}
export const asked = shallowRef<Asked | null>(null);

/** The reason ('' without one), or null when it was called off. With `run`: after that has succeeded. */
export function confirmVerb(question: Question): Promise<string | null> {
    asked.value?.answer(null);
    return new Promise(resolve => {
        asked.value = {
            ...question,
            answer(reason) {
                asked.value = null;
                resolve(reason);
            },
        };
    });
}
