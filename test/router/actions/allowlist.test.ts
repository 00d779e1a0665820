import { describe, expect, it } from 'vitest';
import type { OptionalClass } from '../../../registrar/contract/access-class.ts';
import type { Action } from '../../../router/actions/allowlist.ts';
import { ACTIONS, ALLOWLIST, AWS_ACTIONS, isAction, isOffered } from '../../../router/actions/allowlist.ts';
import { operationOf } from '../operations.ts';

describe('the allowlist', () => {
  const all = { allowedActions: null, allowedClasses: new Set<OptionalClass>() };

  it('has every operation of sms-voice, and what is left of Pinpoint', () => {
    const services = ACTIONS.map((action) => ALLOWLIST[action].service);
    expect(services.filter((service) => service === 'sms-voice')).toHaveLength(110);
    expect(services.filter((service) => service === 'mobiletargeting')).toHaveLength(31);
    expect(ACTIONS.filter((action) => ALLOWLIST[action].service === 'router')).toEqual([
      ...['DescribeMessages', 'DescribeCallbacks', 'PutCallback', 'DeleteCallback', 'TestCallback'],
      'RotateCallbackSecret',
    ]);
  });

  it('offers operations on the whole account only where a deployment allows their class', () => {
    const withAccount = { ...all, allowedClasses: new Set(['account'] as const) };
    const optional = ACTIONS.filter((action) => !isOffered(action, all));
    expect(optional.filter((action) => isOffered(action, withAccount))).toEqual(optional);
    expect(optional).toHaveLength(14);
    for (const action of optional)
      expect(action).toMatch(/SpendLimitOverride$|AccountDefaultProtectConfiguration$|ResourcePolicy$/);
    const narrowed = { ...all, allowedActions: new Set<Action>(['SendTextMessage', 'PutResourcePolicy']) };
    expect(ACTIONS.filter((action) => isOffered(action, narrowed))).toEqual(['SendTextMessage']);
  });

  it.each(['CreateCampaign', 'UpdateEndpoint', 'UpdateEmailChannel'])('does not offer %s', (name) => {
    expect(isAction(name)).toBe(false);
  });

  it.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    'sendTextMessage',
    'NoSuchOperation',
  ])('has no action %j', (name) => {
    expect(isAction(name)).toBe(false);
  });

  it.each(AWS_ACTIONS)('%s is an operation of the SDK', (action) => {
    const operation = operationOf(action);
    expect(operation.input.isStructSchema()).toBe(true);
    expect(operation.Command.name).toBe(`${action}Command`);
  });

  it('gives the class send to actions that reach a phone, and billing to those that cost money', () => {
    const of = (access: string) => ACTIONS.filter((action) => ALLOWLIST[action].access === access);
    expect(of('send')).toEqual([
      'PutMessageFeedback',
      'SendDestinationNumberVerificationCode',
      'SendMediaMessage',
      'SendNotifyTextMessage',
      'SendNotifyVoiceMessage',
      'SendRcsMessage',
      'SendTextMessage',
      'SendVoiceMessage',
      'SendMessages',
      'SendUsersMessages',
      'SendOTPMessage',
      'VerifyOTPMessage',
    ]);
    expect(of('billing')).toEqual([
      'CarrierLookup',
      'ReleasePhoneNumber',
      'ReleaseSenderId',
      'RequestPhoneNumber',
      'RequestSenderId',
      'SubmitRegistrationVersion',
      'PhoneNumberValidate',
    ]);
  });

  it('repeats after a failure of unknown outcome only reads and actions with an idempotency token', () => {
    expect(operationOf('DescribePools').repeatable).toBe(true);
    expect(operationOf('RequestPhoneNumber').repeatable).toBe(true);
    expect(operationOf('CreateRegistrationVersion').repeatable).toBe(false);
    expect(AWS_ACTIONS.filter((a) => ALLOWLIST[a].access === 'send' && operationOf(a).repeatable)).toEqual(
      [],
    );
  });
});
