import type { ResourceProviders } from '../cloudformation/resource-provider.ts';
import { configurationSetResource } from './configuration-set-resource.ts';
import { phoneNumberResource } from './phone-number-resource.ts';
import { poolResource } from './pool-resource.ts';
import type { SmsVoice } from './sms-voice.ts';

/** `AWS::SMSVOICE::PhoneNumber`, `AWS::SMSVOICE::Pool` and `AWS::SMSVOICE::ConfigurationSet`. */
export function smsVoiceResources(smsVoice: SmsVoice): ResourceProviders {
  return {
    'AWS::SMSVOICE::PhoneNumber': phoneNumberResource(smsVoice),
    'AWS::SMSVOICE::Pool': poolResource(smsVoice),
    'AWS::SMSVOICE::ConfigurationSet': configurationSetResource(smsVoice),
  };
}
