import { checkMutations } from './check-mutations.ts';
import { MUTATIONS } from './mutations.ts';

for (const [name, mutations] of Object.entries(MUTATIONS)) checkMutations(name, mutations);
