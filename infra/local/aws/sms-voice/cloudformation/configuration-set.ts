import * as v from 'valibot';
import type { ResourceProvider, ResourceState } from '../../cloudformation/resource-provider.ts';
import type { Home } from '../../core/caller.ts';
import { arnOf } from '../arns.ts';
import type { SmsVoice } from '../sms-voice.ts';
import { ignoreMissing, replaceTags } from './changes.ts';
import { ConfigurationSetProperties } from './properties.ts';

type ConfigurationSet = v.InferOutput<typeof ConfigurationSetProperties>;

/** `AWS::SMSVOICE::ConfigurationSet`: Ref is the name. */
export function configurationSetResource(smsVoice: SmsVoice): ResourceProvider {
  async function configure(
    home: Home,
    ConfigurationSetName: string,
    properties: ConfigurationSet,
  ): Promise<ResourceState> {
    const { DefaultSenderId: SenderId, ProtectConfigurationId, MessageFeedbackEnabled = false } = properties;
    await replaceDestinations(home, ConfigurationSetName, properties.EventDestinations);
    await smsVoice.call(home, 'SetDefaultMessageFeedbackEnabled', {
      ConfigurationSetName,
      MessageFeedbackEnabled,
    });
    await (SenderId === undefined
      ? smsVoice.call(home, 'DeleteDefaultSenderId', { ConfigurationSetName })
      : smsVoice.call(home, 'SetDefaultSenderId', { ConfigurationSetName, SenderId }));
    if (ProtectConfigurationId !== undefined)
      await smsVoice.call(home, 'AssociateProtectConfiguration', {
        ConfigurationSetName,
        ProtectConfigurationId,
      });
    const Arn = arnOf(home, 'configuration-set', ConfigurationSetName);
    await replaceTags(smsVoice, home, Arn, properties.Tags);
    return { physicalId: ConfigurationSetName, attributes: { Arn } };
  }

  async function replaceDestinations(
    home: Home,
    ConfigurationSetName: string,
    wanted: ConfigurationSet['EventDestinations'],
  ): Promise<void> {
    const { ConfigurationSets = [] } = await smsVoice.call(home, 'DescribeConfigurationSets', {
      ConfigurationSetNames: [ConfigurationSetName],
    });
    const current = (ConfigurationSets[0]?.EventDestinations ?? []).flatMap(
      ({ EventDestinationName: name }) => name ?? [],
    );
    for (const EventDestinationName of current) {
      if (!wanted.some((each) => each.EventDestinationName === EventDestinationName))
        await smsVoice.call(home, 'DeleteEventDestination', { ConfigurationSetName, EventDestinationName });
    }
    for (const destination of wanted) {
      const input = { ConfigurationSetName, ...destination };
      if (!current.includes(destination.EventDestinationName))
        await smsVoice.call(home, 'CreateEventDestination', input);
      // A new destination is enabled; only an update has the member Enabled.
      await smsVoice.call(home, 'UpdateEventDestination', input);
    }
  }

  return {
    properties: [
      'ConfigurationSetName',
      'DefaultSenderId',
      'EventDestinations',
      'MessageFeedbackEnabled',
      'ProtectConfigurationId',
      'Tags',
    ],
    replacedBy: ['ConfigurationSetName', 'ProtectConfigurationId'],

    async create(context, properties) {
      const parsed = v.parse(ConfigurationSetProperties, properties);
      const { ConfigurationSetName = context.generateName(64) } = parsed;
      await smsVoice.call(context, 'CreateConfigurationSet', { ConfigurationSetName });
      return await configure(context, ConfigurationSetName, parsed);
    },

    async update(home, physicalId, properties) {
      return await configure(home, physicalId, v.parse(ConfigurationSetProperties, properties));
    },

    async delete(home, ConfigurationSetName) {
      await ignoreMissing(smsVoice.call(home, 'DeleteConfigurationSet', { ConfigurationSetName }));
    },
  };
}
