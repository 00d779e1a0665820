import { checkMutations } from './check-mutations.ts';
import { CALLBACK_MUTATIONS } from './facts/callbacks.ts';
import { MESSAGE_MUTATIONS } from './facts/messages.ts';

checkMutations('what became of messages', MESSAGE_MUTATIONS);
checkMutations('callbacks', CALLBACK_MUTATIONS);
