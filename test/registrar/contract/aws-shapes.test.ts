import { RegionInfo } from 'aws-cdk-lib/region-info';
import { expect, it } from 'vitest';
import { parseRoleArn, REGION } from '../../../registrar/contract/aws-shapes.ts';

it("takes every Region of every partition, as the CDK's own facts have them", () => {
  const regions = RegionInfo.regions.map(({ name }) => name);
  expect(regions).toEqual(expect.arrayContaining(['us-east-1', 'us-gov-west-1', 'eusc-de-east-1']));
  expect(regions.filter((name) => !REGION.test(name))).toEqual([]);
});

it('takes the role ARNs of every partition', () => {
  const partitions = new Set(RegionInfo.regions.map(({ partition }) => partition ?? 'aws'));
  for (const partition of partitions)
    expect(parseRoleArn(`arn:${partition}:iam::111111111111:role/path/Name`)).toEqual({
      partition,
      accountId: '111111111111',
      roleName: 'Name',
    });
});

it.each(['', 'us-east', 'us-east-1\n', 'US-EAST-1', 'useast1', 'us-east-1.evil.example', 'us-east-1/..'])(
  'takes %j for no Region',
  (text) => {
    expect(REGION.test(text)).toBe(false);
  },
);
