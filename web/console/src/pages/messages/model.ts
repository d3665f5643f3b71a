import type { RouteLocationRaw } from 'vue-router';
import { router } from '@/router';

export interface ObjectRef {
    type: string;
    id: string;
}
export interface Message {
    id: string;
    kind: string;
    kindZh: string;
    title: string;
    text: string;
    object?: ObjectRef;
    at: string;
    read: boolean;
}
export const messageKinds = ['review', 'account', 'certificate', 'party', 'warning', 'system'] as const;
export const messageChannels = ['platform', 'sms', 'email'] as const;

/** The names that pages of other areas have for one object of a kind, first that is there. */
const places: Record<string, string[]> = {
    organisation: ['organisation'],
    product: ['product'],
    application: ['application'],
    certificate: ['certificate', 'certificates'],
    import: ['import', 'imports'],
    batch: ['batch'],
    template: ['template', 'templates'],
    stock_in: ['stock-in'],
    stock_out: ['stock-out'],
};
/** Where an object is shown in this console; undefined when no page shows it. */
export function placeOf(object: ObjectRef | undefined): RouteLocationRaw | undefined {
    if (!object) return undefined;
    const name = places[object.type]?.find(one => router.hasRoute(one));
    return name ? { name, params: router.resolve({ name, params: { id: object.id } }).params } : undefined;
}
