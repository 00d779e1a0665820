import type { ResourceProviders } from '../../cloudformation/resource-provider.ts';
import type { SmsVoice } from '../sms-voice.ts';
import { configurationSetResource } from './configuration-set.ts';
import { phoneNumberResource } from './phone-number.ts';
import { poolResource } from './pool.ts';

/** `AWS::SMSVOICE::PhoneNumber`, `AWS::SMSVOICE::Pool` and `AWS::SMSVOICE::ConfigurationSet`. */
export function smsVoiceResources(smsVoice: SmsVoice): ResourceProviders {
  return {
    'AWS::SMSVOICE::PhoneNumber': phoneNumberResource(smsVoice),
    'AWS::SMSVOICE::Pool': poolResource(smsVoice),
    'AWS::SMSVOICE::ConfigurationSet': configurationSetResource(smsVoice),
  };
}
