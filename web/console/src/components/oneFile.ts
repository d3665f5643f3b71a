// One file of a record, kept by its id: what FileUpload takes and gives.
import { computed, shallowRef, type WritableComputedRef } from 'vue';
import type { UploadedFile } from './FileUpload.vue';

/** @param name  Of a file that was uploaded before: only its id is known. */
export function oneFile(
    id: () => string | undefined,
    take: (id: string) => void,
    name: () => string,
): WritableComputedRef<UploadedFile[]> {
    const uploaded = shallowRef<UploadedFile>();
    return computed({
        get: () => {
            const known = id();
            return known ? [uploaded.value ?? { id: known, mediaType: '', bytes: '', name: name() }] : [];
        },
        set: list => {
            uploaded.value = list[0];
            take(list[0]?.id ?? '');
        },
    });
}
