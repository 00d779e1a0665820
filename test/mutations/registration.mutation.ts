import { checkMutations } from './check-mutations.ts';
import { REGISTRATION_MUTATIONS } from './facts/registration.ts';

checkMutations('the way of a registration', REGISTRATION_MUTATIONS);
