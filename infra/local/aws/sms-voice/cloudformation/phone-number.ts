import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { ResourceProvider, ResourceState } from '../../cloudformation/resource-provider.ts';
import type { Home } from '../../core/caller.ts';
import { arnOf } from '../arns.ts';
import type { SmsVoice } from '../sms-voice.ts';
import { ignoreMissing, replaceKeywords, replaceTags } from './changes.ts';
import { PhoneNumberProperties, RESOURCE_MESSAGE_TYPE } from './properties.ts';

type PhoneNumber = v.InferOutput<typeof PhoneNumberProperties>;
type Behaviour = ReturnType<typeof behaviourOf>;

/** The properties that UpdatePhoneNumber sets. */
function behaviourOf(properties: PhoneNumber) {
  const { TwoWay, OptOutListName, SelfManagedOptOutsEnabled, DeletionProtectionEnabled } = properties;
  return { TwoWay, OptOutListName, SelfManagedOptOutsEnabled, DeletionProtectionEnabled };
}

/** `AWS::SMSVOICE::PhoneNumber`: Ref is the phone number id. */
export function phoneNumberResource(smsVoice: SmsVoice): ResourceProvider {
  /** Not called without a change, because AWS refuses it for numbers in a pool. */
  async function updateBehaviour(home: Home, PhoneNumberId: string, behaviour: Behaviour): Promise<void> {
    const { TwoWay, OptOutListName, SelfManagedOptOutsEnabled, DeletionProtectionEnabled } = behaviour;
    await smsVoice.call(home, 'UpdatePhoneNumber', {
      PhoneNumberId,
      OptOutListName: OptOutListName ?? 'Default',
      SelfManagedOptOutsEnabled: SelfManagedOptOutsEnabled ?? false,
      DeletionProtectionEnabled: DeletionProtectionEnabled ?? false,
      TwoWayEnabled: TwoWay?.Enabled ?? false,
      TwoWayChannelArn: TwoWay?.ChannelArn,
      TwoWayChannelRole: TwoWay?.ChannelRole,
    });
  }

  async function describe(
    home: Home,
    PhoneNumberId: string,
    properties: PhoneNumber,
  ): Promise<ResourceState> {
    await replaceKeywords(smsVoice, home, PhoneNumberId, properties);
    await replaceTags(smsVoice, home, arnOf(home, 'phone-number', PhoneNumberId), properties.Tags);
    return await stateOf(home, PhoneNumberId);
  }

  async function stateOf(home: Home, id: string): Promise<ResourceState> {
    const { PhoneNumbers = [] } = await smsVoice.call(home, 'DescribePhoneNumbers', { PhoneNumberIds: [id] });
    const PhoneNumber = PhoneNumbers[0]?.PhoneNumber;
    return {
      physicalId: id,
      attributes: { Arn: arnOf(home, 'phone-number', id), PhoneNumber, PhoneNumberId: id },
    };
  }

  return {
    properties: [
      'DeletionProtectionEnabled',
      'IsoCountryCode',
      'MandatoryKeywords',
      'NumberCapabilities',
      'NumberType',
      'OptOutListName',
      'OptionalKeywords',
      'SelfManagedOptOutsEnabled',
      'Tags',
      'TwoWay',
    ],
    replacedBy: ['IsoCountryCode', 'NumberCapabilities', 'NumberType'],

    async create(home, properties) {
      const parsed = v.parse(PhoneNumberProperties, properties);
      const { IsoCountryCode, NumberCapabilities, NumberType } = parsed;
      const { PhoneNumberId = '' } = await smsVoice.call(home, 'RequestPhoneNumber', {
        IsoCountryCode,
        MessageType: RESOURCE_MESSAGE_TYPE,
        NumberCapabilities,
        NumberType,
      });
      await updateBehaviour(home, PhoneNumberId, behaviourOf(parsed));
      return await describe(home, PhoneNumberId, parsed);
    },

    async update(home, physicalId, properties, previous) {
      const parsed = v.parse(PhoneNumberProperties, properties);
      const behaviour = behaviourOf(parsed);
      if (!isDeepStrictEqual(behaviour, behaviourOf(v.parse(PhoneNumberProperties, previous))))
        await updateBehaviour(home, physicalId, behaviour);
      return await describe(home, physicalId, parsed);
    },

    async delete(home, PhoneNumberId) {
      await ignoreMissing(smsVoice.call(home, 'ReleasePhoneNumber', { PhoneNumberId }));
    },
  };
}
