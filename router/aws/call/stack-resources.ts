import {
  APPLICATION_TAG,
  CONFIGURATION_SET_NAME,
  FIREHOSE_DESTINATION_NAME,
  LOG_DESTINATION_NAME,
  TENANT_STACK_NAME,
} from '../../../registrar/contract/names.ts';
import type { Action } from '../../actions/allowlist.ts';
import { RouterError } from '../../errors.ts';
import type { Dispatch, DispatchRequest } from './dispatch.ts';

/**
 * Protects what the tenant's stack created: the API can change it, but not delete it. Session policies enforce this
 * with the stack's tag. IAM does not see the names of event destinations, so the router refuses changes to those two
 * itself. An error for a permission that the access role lacks names the context that grants it.
 */
export function protectStack(dispatch: Dispatch): Dispatch {
  return async (request) => {
    if (isStacksDestination(request)) {
      const reason = "event destination of the stack's";
      throw new RouterError('AccessDeniedException', DESTINATIONS_OF_STACK, { reason });
    }
    try {
      return await dispatch(request);
    } catch (error) {
      if (isDenial(error)) error.message = [error.message, ...adviceOn(request)].join(' ');
      throw error;
    }
  };
}

const DESTINATION_NAMES: readonly string[] = [LOG_DESTINATION_NAME, FIREHOSE_DESTINATION_NAME].map(lowerCase);

function isStacksDestination({ operation, input }: DispatchRequest): boolean {
  if (!['UpdateEventDestination', 'DeleteEventDestination'].includes(operation.action)) return false;
  const { ConfigurationSetName = '', EventDestinationName = '' } = input as Readonly<Record<string, string>>;
  // A name, or an ARN that ends in it. No AWS page says whether AWS compares case.
  const setName = ConfigurationSetName.slice(ConfigurationSetName.lastIndexOf('/') + 1);
  return (
    lowerCase(setName) === lowerCase(CONFIGURATION_SET_NAME) &&
    DESTINATION_NAMES.includes(lowerCase(EventDestinationName))
  );
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

const DESTINATIONS_OF_STACK =
  `${LOG_DESTINATION_NAME} and ${FIREHOSE_DESTINATION_NAME} belong to the stack ${TENANT_STACK_NAME} of the tenant's ` +
  'account: this API neither changes nor deletes them. CreateEventDestination adds others.';

const RESOURCES_OF_STACK =
  `Resources with the tag ${APPLICATION_TAG.key}=${APPLICATION_TAG.value} belong to the stack ${TENANT_STACK_NAME} ` +
  "of the tenant's account: this API neither removes them nor changes that tag.";

const PASSABLE_ROLES =
  'The role in the request must be one that the access role may pass (iam:PassRole): an event role of the stack, or ' +
  `one of the context passableRoleArns of ${TENANT_STACK_NAME}.`;

const READABLE_MEDIA =
  'The access role must be allowed s3:GetObject on the object in the request: add its bucket to the context ' +
  `mediaBucketArns of ${TENANT_STACK_NAME}.`;

/** Actions that a session policy denies on resources of the stack. */
const REMOVING: ReadonlySet<Action> = new Set([
  'DeleteConfigurationSet',
  'DeletePool',
  'ReleasePhoneNumber',
  'TagResource',
  'UntagResource',
]);

/** AWS's refusal does not tell which of several permissions was missing, so all possible ones are named. */
function adviceOn({ operation, input }: DispatchRequest): readonly string[] {
  const text = JSON.stringify(input);
  return [
    ...(REMOVING.has(operation.action) || setsTag(input) ? [RESOURCES_OF_STACK] : []),
    ...(/:role\//.test(text) ? [PASSABLE_ROLES] : []),
    ...(namesObject(input) ? [READABLE_MEDIA] : []),
  ];
}

function setsTag(input: object): boolean {
  const { Tags = [] } = input as { Tags?: readonly { readonly Key?: string }[] };
  return Tags.some(({ Key = '' }) => lowerCase(Key) === APPLICATION_TAG.key);
}

function namesObject(input: object): boolean {
  const { MediaUrls = [], AttachmentUrl } = input as {
    MediaUrls?: readonly string[];
    AttachmentUrl?: string;
  };
  return MediaUrls.length > 0 || AttachmentUrl !== undefined;
}

/** A refusal by IAM: refusals by the service itself have a `Reason`. */
function isDenial(error: unknown): error is RouterError {
  return (
    error instanceof RouterError &&
    error.name === 'AccessDeniedException' &&
    error.details.Reason === undefined
  );
}
