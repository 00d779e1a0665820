import { checkMutations } from './check-mutations.ts';
import { MESSAGE_MUTATIONS } from './facts/messages.ts';

checkMutations('what became of messages', MESSAGE_MUTATIONS);
