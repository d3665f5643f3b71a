// Errors of a form: those the server pins to a field by JSON pointer stand beside it, the rest is told.
import { reactive } from 'vue';
import { ApiError } from './api/client';

export function useErrors() {
    const errors = reactive<Record<string, string>>({});
    function clear(): void {
        for (const key of Object.keys(errors)) delete errors[key];
    }
    /** True if every part of the refusal has its field here. */
    function take(e: unknown, pointers: string[]): boolean {
        if (!(e instanceof ApiError) || e.errors.length === 0) return false;
        let all = true;
        for (const one of e.errors) {
            const field = pointers.find(pointer => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`));
            if (field) errors[field] ??= one.detail ?? e.detail;
            else all = false;
        }
        return all;
    }
    return { errors, clear, take };
}
