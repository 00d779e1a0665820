import { APPLICATION_TAG } from '../../../registrar/contract/names.ts';
import type { AccessClass, Service } from '../../actions/allowlist.ts';

/**
 * What one request's credentials can do: the session policy of AssumeRole for a service and an access class. A session
 * policy grants nothing, it limits what the tenant's role grants. It has patterns instead of lists, because AssumeRole
 * takes 2,048 characters, and fewer when packed; Deny statements exclude what a pattern should not include.
 *
 * Returned as JSON without white space.
 */
export function sessionPolicy(service: Service, access: AccessClass): string {
  return POLICIES[service][access];
}

const TAGS = ['TagResource', 'UntagResource'];

/** Protects resources of the stack, see stack-resources.ts. */
const OF_STACK = { StringEquals: { [`aws:ResourceTag/${APPLICATION_TAG.key}`]: APPLICATION_TAG.value } };
/** Condition keys match tags in any case, so the tag is protected in any case. */
const NAMES_TAG = { 'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': APPLICATION_TAG.key } };
const SETS_TAG = { Null: { [`aws:RequestTag/${APPLICATION_TAG.key}`]: 'false' } };

/** Objects of `MediaUrls` and `AttachmentUrl`, which AWS reads with the caller's permissions. */
const READ_MEDIA = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

const POLICIES: Readonly<Record<Service, Readonly<Record<AccessClass, string>>>> = {
  'sms-voice': {
    read: policy([allow('sms-voice', ['Describe*', 'Get*', 'List*'])]),
    send: policy([allow('sms-voice', ['Send*', 'PutMessageFeedback']), READ_MEDIA]),
    manage: policy([
      allow('sms-voice', [
        'Associate*',
        'Create*',
        'Delete*',
        'Disassociate*',
        'Discard*',
        'Put*',
        'Set*',
        'Update*',
        'VerifyDestinationNumber',
        ...TAGS,
      ]),
      deny('sms-voice', ['*SpendLimitOverride', '*AccountDefault*', '*ResourcePolicy', 'PutMessageFeedback']),
      deny('sms-voice', ['DeleteConfigurationSet', 'DeletePool'], OF_STACK),
      deny('sms-voice', TAGS, NAMES_TAG),
      deny('sms-voice', ['*'], SETS_TAG),
      READ_MEDIA,
      // Event destinations and two-way channels name a role for the service.
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: '*',
        Condition: { StringEquals: { 'iam:PassedToService': 'sms-voice.amazonaws.com' } },
      },
    ]),
    billing: policy([
      allow('sms-voice', [
        'CarrierLookup',
        'Release*',
        'Request*',
        'SubmitRegistrationVersion',
        // For RequestPhoneNumber with PoolId, and with Tags.
        'AssociateOriginationIdentity',
        'TagResource',
      ]),
      deny('sms-voice', ['ReleasePhoneNumber'], OF_STACK),
      deny('sms-voice', ['*'], SETS_TAG),
    ]),
    account: policy([
      allow('sms-voice', [
        'Set*SpendLimitOverride',
        'Delete*SpendLimitOverride',
        'SetAccountDefaultProtectConfiguration',
        'DeleteAccountDefaultProtectConfiguration',
        'PutResourcePolicy',
        'DeleteResourcePolicy',
      ]),
    ]),
  },
  mobiletargeting: {
    read: policy([
      allow('mobiletargeting', ['GetApp', 'GetApps', 'Get*Channel', 'GetChannels']),
      deny('mobiletargeting', ['*EmailChannel', '*SmsChannel', '*VoiceChannel']),
    ]),
    send: policy([allow('mobiletargeting', ['Send*', 'VerifyOTPMessage'])]),
    manage: policy([
      allow('mobiletargeting', ['CreateApp', 'DeleteApp', 'Delete*Channel', 'Update*Channel', 'TagResource']),
      deny('mobiletargeting', ['*EmailChannel', '*SmsChannel', '*VoiceChannel']),
    ]),
    billing: policy([allow('mobiletargeting', ['PhoneNumberValidate'])]),
    // Amazon Pinpoint has no such actions.
    account: policy([deny('mobiletargeting', ['*'])]),
  },
};

function allow(service: Service, actions: readonly string[]) {
  return { Effect: 'Allow', Action: actions.map((action) => `${service}:${action}`), Resource: '*' };
}

function deny(service: Service, actions: readonly string[], condition?: object) {
  return {
    Effect: 'Deny',
    Action: actions.map((action) => `${service}:${action}`),
    Resource: '*',
    ...(condition !== undefined && { Condition: condition }),
  };
}

function policy(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
