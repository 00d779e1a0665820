import { CONFIGURATION_SET_NAME } from '../../../registrar/contract/names.ts';
import type { Operation } from '../../actions/operation.ts';
import { RouterError } from '../../errors.ts';
import type { Dispatch } from './dispatch.ts';

/** What a send says about how it is recorded; all operations with a configuration set have both members. */
interface SendInput {
  readonly ConfigurationSetName?: string;
  readonly Context?: Readonly<Record<string, string>>;
}

/** "Context: Map Entries: Maximum number of 5 items" (SendTextMessage). */
const MAX_CONTEXT_ENTRIES = 5;

/**
 * Lets no send pass by the event trail. A send that names no configuration set goes with the stack's, or events and
 * protect rules would not see it; the tenant's record and the deployment can switch that off. Its `Context`, which
 * every event repeats, leads back to the request; the caller's entries go first. What is sent to Amazon Pinpoint has
 * no such members and stays as it is.
 */
export function keepTrail(
  dispatch: Dispatch,
  options: { readonly defaultConfigurationSet: boolean },
): Dispatch {
  return async (request) => {
    const { operation, tenant, requestId, trace } = request;
    if (!isRecordedSend(operation)) return await dispatch(request);
    const given = request.input as SendInput;
    const switchedOn = options.defaultConfigurationSet && tenant.defaultConfigurationSet !== false;
    const isAdded = switchedOn && given.ConfigurationSetName === undefined;
    const input: SendInput = {
      ...given,
      ...(isAdded && { ConfigurationSetName: CONFIGURATION_SET_NAME }),
      Context: contextOf(given.Context, tenant.pk, requestId),
    };
    try {
      const output = await dispatch({ ...request, input });
      if (typeof output.MessageId === 'string') trace.messageId = output.MessageId;
      return output;
    } catch (error) {
      if (isAdded && lacksConfigurationSet(error)) error.message += EXPLANATION;
      throw error;
    }
  };
}

/** Text, media, voice, RCS, Notify's two and the verification code: the sends that take a configuration set. */
export function isRecordedSend({ access, input }: Operation): boolean {
  if (access !== 'send') return false;
  for (const [name] of input.structIterator()) if (name === 'ConfigurationSetName') return true;
  return false;
}

/** The request's id leads to the log, which knows the tenant: it goes first where there is room for one. */
function contextOf(given: SendInput['Context'] = {}, tenantId: string, requestId: string) {
  const own = [
    ['router-request', requestId],
    ['router-tenant', tenantId],
  ] as const;
  // Nobody else writes these two.
  const entries = Object.entries(given).filter(([key]) => !own.some(([name]) => name === key));
  const room = Math.max(0, MAX_CONTEXT_ENTRIES - entries.length);
  return Object.fromEntries([...entries, ...own.slice(0, room)]);
}

function lacksConfigurationSet(error: unknown): error is RouterError {
  return (
    error instanceof RouterError &&
    error.name === 'ResourceNotFoundException' &&
    error.details.ResourceType === 'configuration-set'
  );
}

const EXPLANATION =
  ` The request named no configuration set, so the router added ${CONFIGURATION_SET_NAME}, which the tenant's stack ` +
  'makes: name another one, or have the operator deploy the stack again or switch defaultConfigurationSet off.';
