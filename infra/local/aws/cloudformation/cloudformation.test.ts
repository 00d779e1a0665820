import { describe, expect, it } from 'vitest';
import { CloudFormation } from './cloudformation.ts';
import { CreateFailedError, type Properties, type ResourceProvider } from './resource-provider.ts';
import type { StackEvent } from './stack.ts';
import type { Template } from './template/template.ts';

const HOME = { accountId: '111111111111', region: 'us-east-1' };

/** A type that remembers what was done to its resources, in order. */
function recorder() {
  const log: string[] = [];
  const existing = new Map<string, Properties>();
  const failing = new Set<string>();
  let made = 0;
  const box: ResourceProvider = {
    properties: ['Name', 'Content', 'Links'],
    withoutLocalEffect: ['Colour'],
    replacedBy: ['Name'],
    async create({ logicalId }, properties) {
      if (failing.has(logicalId)) throw new CreateFailedError('out of boxes', `half-${logicalId}`);
      made += 1;
      const physicalId = `${logicalId}-${made}`;
      log.push(`create ${physicalId}`);
      existing.set(physicalId, properties);
      return { physicalId, attributes: { Arn: `arn:box:${physicalId}` } };
    },
    async update({ logicalId }, physicalId, properties) {
      if (failing.has(logicalId)) throw new Error('the box is stuck');
      log.push(`update ${physicalId}`);
      existing.set(physicalId, properties);
      return { physicalId, attributes: { Arn: `arn:box:${physicalId}` } };
    },
    async delete({ logicalId }, physicalId) {
      if (failing.has(`delete ${logicalId}`)) throw new Error('the box is not empty');
      log.push(`delete ${physicalId}`);
      existing.delete(physicalId);
    },
  };
  return { providers: { 'Test::Box': box }, log, existing, failing };
}

function box(properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  return { Type: 'Test::Box', Properties: properties, ...more };
}

function stackOf(template: Template, parameters: Record<string, string> = {}) {
  return { home: HOME, stackName: 'Boxes', template, parameters, assets: new Map<string, string>() };
}

describe('deploying a stack', () => {
  it('makes a resource after those it refers to, and gives outputs', async () => {
    const { providers, log, existing } = recorder();
    const outputs = await new CloudFormation(providers).deploy(
      stackOf({
        Resources: {
          Last: box({ Content: { 'Fn::Sub': 'in ${Middle.Arn} of ${AWS::AccountId} ${!raw}' } }),
          Middle: box({ Links: [{ Ref: 'First' }, { Ref: 'AWS::NoValue' }] }),
          First: box({}, { DependsOn: ['Earliest'] }),
          Earliest: box(),
        },
        Outputs: { Address: { Value: { 'Fn::Join': ['/', [{ Ref: 'AWS::Region' }, { Ref: 'Last' }]] } } },
      }),
    );
    expect(log).toEqual(['create Earliest-1', 'create First-2', 'create Middle-3', 'create Last-4']);
    expect(existing.get('Middle-3')).toEqual({ Links: ['First-2'] });
    expect(existing.get('Last-4')).toEqual({ Content: 'in arn:box:Middle-3 of 111111111111 ${raw}' });
    expect(outputs).toEqual({ Address: 'us-east-1/Last-4' });
  });

  it('leaves out what a condition excludes', async () => {
    const { providers, existing } = recorder();
    const template: Template = {
      Parameters: { Size: { Type: 'String', Default: 'small' } },
      Conditions: {
        IsLarge: { 'Fn::Equals': [{ Ref: 'Size' }, 'large'] },
        IsSmall: { 'Fn::Not': [{ Condition: 'IsLarge' }] },
      },
      Resources: {
        Extra: box({}, { Condition: 'IsLarge' }),
        Always: box({
          Content: { 'Fn::If': ['IsSmall', 'little', 'much'] },
          Name: { 'Fn::If': ['IsLarge', 'x', { Ref: 'AWS::NoValue' }] },
        }),
      },
    };
    const cloudFormation = new CloudFormation(providers);
    await cloudFormation.deploy(stackOf(template));
    expect([...existing.entries()]).toEqual([['Always-1', { Content: 'little' }]]);
    await cloudFormation.deploy(stackOf(template, { Size: 'large' }));
    expect([...existing.values()]).toEqual([{}, { Content: 'much', Name: 'x' }]);
  });

  it('changes nothing when the same template is deployed again', async () => {
    const { providers, log } = recorder();
    const cloudFormation = new CloudFormation(providers);
    const events: StackEvent[] = [];
    const request = {
      ...stackOf({ Resources: { A: box({ Content: 'a' }) } }),
      onEvent: (e: StackEvent) => events.push(e),
    };
    await cloudFormation.deploy(request);
    await cloudFormation.deploy(request);
    expect(log).toEqual(['create A-1']);
    expect(events).toHaveLength(1);
  });

  it('updates, replaces, and deletes old resources last', async () => {
    const { providers, log } = recorder();
    const cloudFormation = new CloudFormation(providers);
    await cloudFormation.deploy(
      stackOf({ Resources: { Gone: box(), A: box({ Name: 'a' }), B: box({ Content: { Ref: 'A' } }) } }),
    );
    log.length = 0;
    await cloudFormation.deploy(
      stackOf({ Resources: { A: box({ Name: 'other' }), B: box({ Content: { Ref: 'A' } }) } }),
    );
    expect(log).toEqual(['create A-4', 'update B-3', 'delete A-2', 'delete Gone-1']);
  });

  it('rolls a failed creation back, half-made resources included', async () => {
    const { providers, existing, failing, log } = recorder();
    failing.add('B');
    const cloudFormation = new CloudFormation(providers);
    const deployment = cloudFormation.deploy(
      stackOf({ Resources: { A: box(), B: box({ Content: { Ref: 'A' } }) } }),
    );
    await expect(deployment).rejects.toThrow('B (Test::Box): out of boxes');
    expect(log).toEqual(['create A-1', 'delete half-B', 'delete A-1']);
    expect(existing.size).toBe(0);
    expect(cloudFormation.stack(HOME, 'Boxes')).toBeUndefined();
  });

  it('puts everything back when an update fails', async () => {
    const { providers, existing, failing } = recorder();
    const cloudFormation = new CloudFormation(providers);
    await cloudFormation.deploy(
      stackOf({ Resources: { A: box({ Content: '1' }), B: box({ Name: 'b' }), C: box({ Content: '1' }) } }),
    );
    const before = new Map(existing);
    failing.add('C');
    const update = cloudFormation.deploy(
      stackOf({
        Resources: {
          A: box({ Content: '2' }),
          B: box({ Name: 'new' }),
          New: box(),
          C: box({ Content: '2' }, { DependsOn: ['A', 'B', 'New'] }),
        },
      }),
    );
    await expect(update).rejects.toThrow('C (Test::Box): the box is stuck');
    expect(existing).toEqual(before);
    expect(cloudFormation.stack(HOME, 'Boxes')?.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  it('destroys in reverse order and keeps retained resources', async () => {
    const { providers, log, existing } = recorder();
    const cloudFormation = new CloudFormation(providers);
    await cloudFormation.deploy(
      stackOf({
        Resources: {
          B: box({ Content: { Ref: 'A' } }),
          A: box(),
          Kept: box({}, { DeletionPolicy: 'Retain' }),
        },
      }),
    );
    log.length = 0;
    await cloudFormation.destroy(HOME, 'Boxes');
    expect(log).toEqual(['delete B-3', 'delete A-1']);
    expect([...existing.keys()]).toEqual(['Kept-2']);
    expect(cloudFormation.stack(HOME, 'Boxes')).toBeUndefined();
  });

  it('destroys no stack that is protected from termination', async () => {
    const cloudFormation = new CloudFormation(recorder().providers);
    const stack = stackOf({ Resources: { A: box() } });
    await cloudFormation.deploy({ ...stack, terminationProtection: true });
    await cloudFormation.deploy(stack);
    await expect(cloudFormation.destroy(HOME, 'Boxes')).rejects.toThrow('TerminationProtection is enabled');
    await cloudFormation.deploy({ ...stack, terminationProtection: false });
    await cloudFormation.destroy(HOME, 'Boxes');
  });

  it('fails a destruction that leaves something behind, and finishes it when tried again', async () => {
    const { providers, failing } = recorder();
    const cloudFormation = new CloudFormation(providers);
    await cloudFormation.deploy(stackOf({ Resources: { A: box() } }));
    failing.add('delete A');
    await expect(cloudFormation.destroy(HOME, 'Boxes')).rejects.toThrow('Boxes still has A');
    failing.clear();
    await cloudFormation.destroy(HOME, 'Boxes');
    expect(cloudFormation.stacks()).toEqual([]);
  });
});

describe('what the local CloudFormation does not know', () => {
  const cases: readonly (readonly [string, Template, string])[] = [
    ['a type', { Resources: { A: { Type: 'AWS::Braket::Job' } } }, 'the type AWS::Braket::Job'],
    ['a property', { Resources: { A: box({ Weight: 3 }) } }, 'its property Weight'],
    ['a function', { Resources: { A: box({ Name: { 'Fn::Cidr': [] } }) } }, 'does not know Fn::Cidr'],
    ['a reference', { Resources: { A: box({ Name: { Ref: 'B' } }) } }, 'refers to B'],
    [
      'an attribute',
      { Resources: { A: box({ Name: { 'Fn::GetAtt': 'B.Colour' } }), B: box() } },
      'no attribute Colour',
    ],
    ['a dynamic reference', { Resources: { A: box({ Name: '{{resolve:ssm:x}}' }) } }, 'dynamic references'],
    [
      'a circle',
      { Resources: { A: box({ Name: { Ref: 'B' } }), B: box({}, { DependsOn: 'A' }) } },
      'Circular dependency between resources: A → B → A',
    ],
    [
      'a missing parameter',
      { Parameters: { Size: { Type: 'String' } }, Resources: { A: box() } },
      'parameter Size needs a value',
    ],
  ];
  it.each(cases)('refuses %s by name', async (_, template, message) => {
    const { providers, existing } = recorder();
    await expect(new CloudFormation(providers).deploy(stackOf(template))).rejects.toThrow(message);
    expect(existing.size).toBe(0);
  });

  it('checks the assertions of rules', async () => {
    const { providers } = recorder();
    const template: Template = {
      Parameters: {
        BootstrapVersion: {
          Type: 'AWS::SSM::Parameter::Value<String>',
          Default: '/cdk-bootstrap/hnb659fds/version',
        },
      },
      Rules: {
        CheckBootstrapVersion: {
          Assertions: [
            {
              Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '30'], { Ref: 'BootstrapVersion' }] }] },
              AssertDescription: 'bootstrap again',
            },
          ],
        },
      },
      Resources: { A: box() },
    };
    await expect(new CloudFormation(providers).deploy(stackOf(template))).rejects.toThrow('bootstrap again');
  });
});
