// Ctrl+S of a page; `/` is the frame's.
import { onBeforeUnmount, onMounted } from 'vue';

/** Ctrl+S and Cmd+S save, instead of what the browser does with them. */
export function useSaveKey(save: () => void): void {
    function pressed(event: KeyboardEvent): void {
        if ((event.ctrlKey || event.metaKey) && !event.altKey && event.code === 'KeyS') {
            event.preventDefault();
            save();
        }
    }
    onMounted(() => window.addEventListener('keydown', pressed));
    onBeforeUnmount(() => window.removeEventListener('keydown', pressed));
}
