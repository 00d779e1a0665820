import * as v from 'valibot';
import type { ResourceProvider, ResourceState } from '../../cloudformation/resource-provider.ts';
import type { Home } from '../../core/caller.ts';
import { arnOf } from '../arns.ts';
import type { SmsVoice } from '../sms-voice.ts';
import { ignoreMissing, replaceKeywords, replaceTags } from './changes.ts';
import { PoolProperties, RESOURCE_MESSAGE_TYPE } from './properties.ts';

type Pool = v.InferOutput<typeof PoolProperties>;

/** `AWS::SMSVOICE::Pool`: Ref is the pool id. */
export function poolResource(smsVoice: SmsVoice): ResourceProvider {
  async function configure(home: Home, PoolId: string, properties: Pool): Promise<ResourceState> {
    const { TwoWay, Tags, OptOutListName, SelfManagedOptOutsEnabled, SharedRoutesEnabled } = properties;
    await smsVoice.call(home, 'UpdatePool', {
      PoolId,
      OptOutListName: OptOutListName ?? 'Default',
      SelfManagedOptOutsEnabled: SelfManagedOptOutsEnabled ?? false,
      SharedRoutesEnabled: SharedRoutesEnabled ?? false,
      DeletionProtectionEnabled: properties.DeletionProtectionEnabled ?? false,
      TwoWayEnabled: TwoWay?.Enabled ?? false,
      TwoWayChannelArn: TwoWay?.ChannelArn,
      TwoWayChannelRole: TwoWay?.ChannelRole,
    });
    await replaceKeywords(smsVoice, home, PoolId, properties);
    await replaceTags(smsVoice, home, arnOf(home, 'pool', PoolId), Tags);
    return { physicalId: PoolId, attributes: { Arn: arnOf(home, 'pool', PoolId), PoolId } };
  }

  /** Adds new members first, because a pool must not be empty. */
  async function replaceMembers(home: Home, PoolId: string, wanted: readonly string[]): Promise<void> {
    const { OriginationIdentities = [] } = await smsVoice.call(home, 'ListPoolOriginationIdentities', {
      PoolId,
    });
    const current = OriginationIdentities.flatMap(({ OriginationIdentityArn: arn }) => arn ?? []);
    for (const arn of wanted.filter((each) => !current.includes(each)))
      await smsVoice.call(home, 'AssociateOriginationIdentity', { PoolId, ...memberOf(arn) });
    for (const arn of current.filter((each) => !wanted.includes(each)))
      await smsVoice.call(home, 'DisassociateOriginationIdentity', { PoolId, ...memberOf(arn) });
  }

  return {
    properties: [
      'DeletionProtectionEnabled',
      'MandatoryKeywords',
      'OptOutListName',
      'OptionalKeywords',
      'OriginationIdentities',
      'SelfManagedOptOutsEnabled',
      'SharedRoutesEnabled',
      'Tags',
      'TwoWay',
    ],

    async create(home, properties) {
      const parsed = v.parse(PoolProperties, properties);
      const [OriginationIdentity = '', ...others] = parsed.OriginationIdentities;
      const { PoolId = '' } = await smsVoice.call(home, 'CreatePool', {
        OriginationIdentity,
        MessageType: RESOURCE_MESSAGE_TYPE,
      });
      for (const other of others)
        await smsVoice.call(home, 'AssociateOriginationIdentity', { PoolId, ...memberOf(other) });
      return await configure(home, PoolId, parsed);
    },

    async update(home, physicalId, properties) {
      const parsed = v.parse(PoolProperties, properties);
      await replaceMembers(home, physicalId, parsed.OriginationIdentities);
      return await configure(home, physicalId, parsed);
    },

    async delete(home, PoolId) {
      await ignoreMissing(smsVoice.call(home, 'DeletePool', { PoolId }));
    },
  };
}

/** The ARN of a sender ID ends with its country, which the operation requires. */
function memberOf(arn: string) {
  const [, IsoCountryCode] = /:sender-id\/[^/]+\/([A-Z]{2})$/.exec(arn) ?? [];
  return { OriginationIdentity: arn, IsoCountryCode };
}
