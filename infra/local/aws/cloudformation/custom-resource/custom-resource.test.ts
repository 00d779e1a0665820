import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock/fake-clock.ts';
import { CloudFormation } from '../cloudformation.ts';
import { type CustomResourceRequest, customResource } from './custom-resource.ts';
import { type CustomResourceAnswer, RESPONSE_PATH, ResponseInbox } from './response-inbox.ts';

const HOME = { accountId: '222222222222', region: 'us-east-1' };
const FUNCTION = 'arn:aws:lambda:us-east-1:222222222222:function:agent';

let url = '';
const inbox = new ResponseInbox(() => url);
const server = createServer(async (request, response) => {
  response.statusCode = inbox.put(request.url?.slice(RESPONSE_PATH.length + 1) ?? '', await text(request));
  response.end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

type Answer = Partial<CustomResourceAnswer> | undefined;

/** A stack with one custom resource whose function returns `answer`. */
function rig(answer: (request: CustomResourceRequest) => Answer | Promise<Answer>) {
  const requests: CustomResourceRequest[] = [];
  const clock = new FakeClock();
  const cloudFormation = new CloudFormation({
    'AWS::CloudFormation::CustomResource': customResource({
      inbox,
      clock,
      async invoke(_functionArn, request) {
        requests.push(request);
        const { StackId, RequestId, LogicalResourceId } = request;
        const body = await answer(request);
        if (body !== undefined)
          await fetch(request.ResponseURL, {
            method: 'PUT',
            body: JSON.stringify({ Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, ...body }),
          });
      },
    }),
  });
  const deploy = (properties: Record<string, unknown>) =>
    cloudFormation.deploy({
      home: HOME,
      stackName: 'Tenant',
      assets: new Map(),
      template: {
        Resources: {
          Agent: { Type: 'Custom::TenantAgent', Properties: { ServiceToken: FUNCTION, ...properties } },
        },
        Outputs: { Note: { Value: { 'Fn::GetAtt': ['Agent', 'Note'] } } },
      },
    });
  return { cloudFormation, deploy, requests, clock };
}

describe('a custom resource', () => {
  it('is asked to create, and its data become attributes', async () => {
    const { deploy, requests } = rig(() => ({ PhysicalResourceId: 'acme', Data: { Note: 'hello' } }));
    expect(await deploy({ Enabled: true, Seconds: 3 })).toEqual({ Note: 'hello' });
    expect(requests).toMatchObject([
      {
        RequestType: 'Create',
        LogicalResourceId: 'Agent',
        ResourceProperties: { ServiceToken: FUNCTION, Enabled: 'true', Seconds: '3' },
      },
    ]);
  });

  it('that changes its physical id in an update is then asked to delete the old one', async () => {
    const { deploy, requests } = rig((request) => ({
      PhysicalResourceId: String(request.ResourceProperties.TenantId),
      Data: { Note: '' },
    }));
    await deploy({ TenantId: 'acme' });
    await deploy({ TenantId: 'globex' });
    expect(requests.map(({ RequestType, PhysicalResourceId }) => [RequestType, PhysicalResourceId])).toEqual([
      ['Create', undefined],
      ['Update', 'acme'],
      ['Delete', 'acme'],
    ]);
    expect(requests[1]?.OldResourceProperties).toMatchObject({ TenantId: 'acme' });
    expect(requests[2]?.ResourceProperties).toMatchObject({ TenantId: 'acme' });
  });

  it('that fails to be created is asked to delete what it made', async () => {
    const { deploy, requests } = rig(({ RequestType }) =>
      RequestType === 'Create'
        ? { Status: 'FAILED', Reason: 'the bus is gone', PhysicalResourceId: 'half' }
        : {},
    );
    await expect(deploy({})).rejects.toThrow('answered FAILED: the bus is gone');
    expect(requests[1]).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: 'half' });
  });

  it('that never answers fails after its service timeout', async () => {
    const { deploy, clock } = rig(() => undefined);
    const deployment = deploy({ ServiceTimeout: 60 });
    const outcome = expect(deployment).rejects.toThrow('did not answer within 60 s');
    // Twice: the rollback's delete is not answered either.
    await clock.advance(60_000);
    await clock.advance(60_000);
    await outcome;
  });

  it('cannot be answered without the URL or the request', async () => {
    const statuses: number[] = [];
    const { deploy } = rig(async ({ ResponseURL, StackId, RequestId, LogicalResourceId }) => {
      const good = { Status: 'SUCCESS', StackId, RequestId, LogicalResourceId };
      const put = async (to: string, body: object) =>
        (await fetch(to, { method: 'PUT', body: JSON.stringify(body) })).status;
      statuses.push(
        await put(`${ResponseURL}x`, good),
        await put(ResponseURL, { ...good, RequestId: 'other' }),
      );
      return { Data: { Note: '' } };
    });
    await deploy({});
    expect(statuses).toEqual([403, 400]);
  });
});
