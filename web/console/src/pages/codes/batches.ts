import type { ShownField } from './query';

export interface Batch {
    id: string;
    block: string;
    product: string;
    productName: string;
    model?: string;
    productionDate?: string;
    firstNumber: string;
    lastNumber: string;
    count: string;
    boundAt: string;
    completeness: number;
    missing: { key: string; nameZh: string; required: boolean }[];
}
/** One batch. */
export interface WholeBatch extends Batch {
    fields: ShownField[];
    states: { status: string; statusZh: string; count: string }[];
    firstCode?: string;
    lastCode?: string;
}
