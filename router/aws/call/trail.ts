import { CONFIGURATION_SET_NAME } from '../../../registrar/contract/names.ts';
import type { Operation } from '../../actions/operation.ts';
import { RouterError } from '../../errors.ts';
import type { Dispatch } from './dispatch.ts';

/** The members of a send that decide where its events go; all operations with a configuration set have both. */
interface SendInput {
  readonly ConfigurationSetName?: string;
  readonly Context?: Readonly<Record<string, string>>;
}

/** "Context: Map Entries: Maximum number of 5 items" (SendTextMessage). */
const MAX_CONTEXT_ENTRIES = 5;

/**
 * Makes events and protect rules cover every send. A send without a configuration set gets the stack's; the tenant's
 * record and the deployment can switch that off. Its `Context`, which every event repeats, gets the request's id and
 * the tenant; the caller's entries come first. Sends to Amazon Pinpoint have no such members and stay unchanged.
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

/** The sends that take a configuration set: text, media, voice, RCS, Notify's two and the verification code. */
export function isRecordedSend({ access, input }: Operation): boolean {
  if (access !== 'send') return false;
  for (const [name] of input.structIterator()) if (name === 'ConfigurationSetName') return true;
  return false;
}

/** The request's id comes first when there is room for one entry: the log has the tenant of each request. */
function contextOf(given: SendInput['Context'] = {}, tenantId: string, requestId: string) {
  const own = [
    ['router-request', requestId],
    ['router-tenant', tenantId],
  ] as const;
  // Only the router writes these two.
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
