import type { Lane } from '../src/world.ts';
import { batch } from './batch.ts';
import { gettingIn } from './getting_in.ts';
import { imports } from './imports.ts';
import { joining } from './joining.ts';
import { packing } from './packing.ts';
import { products } from './products.ts';
import { refusals } from './refusals.ts';
import { store } from './store.ts';
import { today } from './today.ts';
import { trade } from './trade.ts';

/** The whole story in one lane, what only needs people who are there in another. */
export const lanes: Lane[] = [
    {
        name: 'story',
        names: ['getting in', 'joining', 'products', 'imports', 'batch'],
        journeys: world => [gettingIn(world), joining(world), products(world), imports(world), batch(world)],
    },
    {
        name: 'refusals',
        names: ['refusals'],
        // So that an invitation can expire while somebody watches.
        options: ['--invitation-minutes', '1'],
        journeys: world => [refusals(world)],
    },
    {
        name: 'production',
        names: ['today', 'packing', 'trade'],
        journeys: world => [today(world), packing(world), trade(world)],
    },
    {
        name: 'store',
        names: ['store'],
        journeys: world => [store(world)],
    },
];
