import { homeOfArn } from '../../core/arn.ts';
import type { Caller } from '../../core/caller.ts';
import type { Iam } from '../../iam/iam.ts';
import { arnFrom, arnOf } from '../arns.ts';
import type { ModelledOperation } from '../handlers.ts';
import type { Input, Operation } from '../operation.ts';
import { RESOURCES } from './access.ts';

/** One request to IAM. */
interface Need {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Asks IAM for the operation's action on each of its resources, and for the actions that depend on it.
 *
 * @throws AwsError AccessDeniedException
 */
export function authorizeOperation<Name extends ModelledOperation>(
  iam: Iam,
  caller: Caller,
  operation: Operation,
  name: Name,
  input: Input<Name> & object,
): void {
  const { accountId } = operation.home;
  for (const { action, resource, context = {} } of needsOf(operation, name, input)) {
    iam.authorize({
      caller,
      action,
      resource,
      // A role of another account cannot be passed, whatever its owner's policies say.
      resourceAccountId: action === 'iam:PassRole' ? homeOfArn(resource).accountId : accountId,
      context,
    });
  }
}

function needsOf<Name extends ModelledOperation>(
  operation: Operation,
  name: Name,
  input: Input<Name> & object,
): readonly Need[] {
  const resources = RESOURCES[name](input, operation).filter((arn) => arn !== undefined);
  const context = requestTags(input);
  const own = (resources.length === 0 ? ['*'] : resources).map((resource) => ({
    action: `sms-voice:${name}`,
    resource,
    context: { ...context, ...resourceTags(operation, resource) },
  }));
  return [
    ...own,
    ...tagging(operation, name, input),
    ...passing(input),
    ...furtherActions(operation, name, input),
  ];
}

/** Creating with tags also needs TagResource. */
function tagging({ home }: Operation, name: ModelledOperation, input: object): readonly Need[] {
  if (name === 'TagResource' || tagsOf(input).length === 0) return [];
  const create = CREATES[name];
  if (create === undefined) return [];
  const resource = arnOf(home, create, nameOf(input) ?? '*');
  return [{ action: 'sms-voice:TagResource', resource, context: requestTags(input) }];
}

const CREATES: Partial<Record<ModelledOperation, Parameters<typeof arnOf>[1]>> = {
  CreateConfigurationSet: 'configuration-set',
  CreateOptOutList: 'opt-out-list',
  CreatePool: 'pool',
  CreateProtectConfiguration: 'protect-configuration',
  CreateRegistration: 'registration',
  CreateRegistrationAttachment: 'registration-attachment',
  CreateVerifiedDestinationNumber: 'verified-destination-number',
  RequestPhoneNumber: 'phone-number',
  RequestSenderId: 'sender-id',
};

/** The new resource's name, when the caller chooses it. */
function nameOf(input: object): string | undefined {
  if ('ConfigurationSetName' in input) return String(input.ConfigurationSetName);
  if ('SenderId' in input && 'IsoCountryCode' in input) return `${input.SenderId}/${input.IsoCountryCode}`;
  return 'OptOutListName' in input && !('NumberType' in input) ? String(input.OptOutListName) : undefined;
}

/** A role that the service will use must be one that the caller may pass to it. */
function passing(input: object): readonly Need[] {
  const { CloudWatchLogsDestination, KinesisFirehoseDestination, TwoWayChannelRole } = input as {
    CloudWatchLogsDestination?: { IamRoleArn: string };
    KinesisFirehoseDestination?: { IamRoleArn: string };
    TwoWayChannelRole?: string;
  };
  return [CloudWatchLogsDestination?.IamRoleArn, KinesisFirehoseDestination?.IamRoleArn, TwoWayChannelRole]
    .filter((arn) => arn !== undefined)
    .map((resource) => ({
      action: 'iam:PassRole',
      resource,
      context: { 'iam:PassedToService': 'sms-voice.amazonaws.com' },
    }));
}

function furtherActions({ home }: Operation, name: ModelledOperation, input: object): readonly Need[] {
  if (name === 'RequestPhoneNumber' && 'PoolId' in input && input.PoolId)
    return [
      {
        action: 'sms-voice:AssociateOriginationIdentity',
        resource: arnFrom(home, 'pool', String(input.PoolId)),
      },
    ];
  if (name === 'SendDestinationNumberVerificationCode' && 'VerificationChannel' in input)
    return [
      {
        action: `sms-voice:${input.VerificationChannel === 'VOICE' ? 'SendVoiceMessage' : 'SendTextMessage'}`,
        resource: '*',
      },
    ];
  return [];
}

function tagsOf(input: object): readonly { readonly Key: string; readonly Value: string }[] {
  return 'Tags' in input && Array.isArray(input.Tags) ? input.Tags : [];
}

function requestTags(input: object): Record<string, string | readonly string[]> {
  const tags = tagsOf(input);
  const keys =
    'TagKeys' in input && Array.isArray(input.TagKeys) ? input.TagKeys : tags.map(({ Key }) => Key);
  return {
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
    ...(keys.length > 0 && { 'aws:TagKeys': keys }),
  };
}

function resourceTags({ state }: Operation, arn: string): Record<string, string> {
  const tags = state.tags.get(arn) ?? new Map<string, string>();
  return Object.fromEntries(Array.from(tags, ([key, value]) => [`aws:ResourceTag/${key}`, value]));
}
