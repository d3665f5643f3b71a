// 声音, 震动, 大字, 左手: a phone's own, kept on it.
import { reactive, watch } from 'vue';

export interface Settings {
    sound: boolean;
    vibrate: boolean;
    large: boolean;
    leftHand: boolean;
}
const KEY = 'yiguan-store-settings';
const defaults: Settings = { sound: true, vibrate: true, large: false, leftHand: false };

function read(): Settings {
    try {
        return { ...defaults, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>) };
    } catch {
        return { ...defaults };
    }
}
export const settings = reactive(read());

export function applySettings(): void {
    const show = () => {
        document.documentElement.classList.toggle('large', settings.large);
        document.documentElement.classList.toggle('left-hand', settings.leftHand);
    };
    show();
    watch(settings, () => {
        show();
        try {
            localStorage.setItem(KEY, JSON.stringify(settings));
        } catch {
            // A browser that keeps nothing: they hold until it is closed.
        }
    });
}
