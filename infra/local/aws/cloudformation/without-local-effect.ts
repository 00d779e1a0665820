import type { Home } from '../core/caller.ts';
import type { ResourceProvider, ResourceProviders } from './resource-provider.ts';

type Attributes = (home: Home, name: string) => Readonly<Record<string, string>>;

const none: Attributes = () => ({});

/**
 * Types that only monitor, or matter only with an internet. They are created without an effect: nothing here raises
 * alarms, draws dashboards or sends e-mails.
 */
const WITHOUT_LOCAL_EFFECT: Readonly<Record<string, Attributes>> = {
  // CDK's statistics about an app's constructs; it has no effect at AWS, either.
  'AWS::CDK::Metadata': none,
  'AWS::CloudWatch::Alarm': ({ accountId, region }, name) => ({
    Arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
  }),
  'AWS::CloudWatch::Dashboard': none,
  'AWS::CloudWatch::InsightRule': ({ accountId, region }, name) => ({
    Arn: `arn:aws:cloudwatch:${region}:${accountId}:insight-rule/${name}`,
    RuleName: name,
  }),
};

export const withoutLocalEffect: ResourceProviders = Object.fromEntries(
  Object.entries(WITHOUT_LOCAL_EFFECT).map(([type, attributes]) => [type, inNameOnly(attributes)]),
);

function inNameOnly(attributes: Attributes): ResourceProvider {
  return {
    properties: 'any',
    async create(context) {
      const physicalId = context.generateName();
      return { physicalId, attributes: attributes(context, physicalId) };
    },
    async update(context, physicalId) {
      return { physicalId, attributes: attributes(context, physicalId) };
    },
    async delete() {},
  };
}
