import { checkMutations } from './check-mutations.ts';
import { REQUEST_MUTATIONS } from './facts/request.ts';

checkMutations('the way of a request', REQUEST_MUTATIONS);
