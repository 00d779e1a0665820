import { describe, expect, test } from 'vitest';
import type { RegistrationRecord } from '../../registrar/contract/tenant-record.ts';
import { decide } from '../../registrar/decision/decide.ts';
import { parseRegistrationEvent } from '../../registrar/decision/parse-event.ts';
import type { CustomResourceRequest } from '../../registrar/runtime/custom-resource.ts';
import { type AgentDependencies, onSchedule, onStackChange } from '../../tenant-agent/agent.ts';
import { type Announcement, physicalIdOf } from '../../tenant-agent/announcement.ts';
import { BusGoneError } from '../../tenant-agent/publish.ts';

const START = Date.parse('2026-11-23T12:00:00.500Z');

/** An agent whose time passes only while it sleeps; its actions are recorded in order. */
function agent(
  options: { publish?: AgentDependencies['publish']; lambdaSeconds?: number; settleSeconds?: number } = {},
) {
  let now = START;
  const end = START + (options.lambdaSeconds ?? 300) * 1000;
  const announced: { afterSeconds: number; announcement: Announcement }[] = [];
  const dependencies: AgentDependencies = {
    home: {
      accountId: '222222222222',
      region: 'us-east-1',
      deliveryStreamRoleArn: 'arn:aws:iam::222222222222:role/PinpointEventDeliveryRole',
    },
    settleSeconds: options.settleSeconds ?? 45,
    publish:
      options.publish ??
      (async (announcement) => void announced.push({ afterSeconds: (now - START) / 1000, announcement })),
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
    remainingMilliseconds: () => end - now,
  };
  return {
    dependencies,
    announced,
    secondsPassed: () => (now - START) / 1000,
    said: () =>
      announced.map(({ afterSeconds, announcement: { detail } }) => [
        afterSeconds,
        detail.eventName,
        detail.tenantId,
      ]),
  };
}

function request(more: Partial<CustomResourceRequest> = {}): CustomResourceRequest {
  return {
    RequestType: 'Create',
    ResponseURL: 'https://cloudformation-custom-resource-response.example/answer',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'TenantRegistration',
    ResourceType: 'Custom::TenantRegistration',
    ResourceProperties: { ServiceToken: 'arn', tenantId: 'acme' },
    ...more,
  };
}

describe('on Create', () => {
  test('announces before the answer, and again settleSeconds after it', async () => {
    const { dependencies, said, secondsPassed } = agent();
    const { physicalResourceId, afterwards } = await onStackChange(request(), dependencies);
    expect(physicalResourceId).toBe('tenant-registration/acme');
    expect(secondsPassed()).toBe(0);
    expect(said()).toEqual([[0, 'Create', 'acme']]);
    await afterwards?.();
    expect(said()).toEqual([
      [0, 'Create', 'acme'],
      [45, 'Create', 'acme'],
    ]);
  });

  test('says the same the second time, so that it cannot undo a Delete that came in between', async () => {
    const { dependencies, announced } = agent();
    const { afterwards } = await onStackChange(request(), dependencies);
    await dependencies.sleep(10_000);
    await onStackChange(request({ RequestType: 'Delete', PhysicalResourceId: physicalIdOf('acme') }), {
      ...dependencies,
      settleSeconds: 0,
    });
    await afterwards?.();
    expect(announced.map(({ announcement }) => announcement.detail.eventName)).toEqual([
      'Create',
      'Delete',
      'Create',
    ]);
    expect(registeredAfter(announced.map(({ announcement }) => announcement))).toBe('Deregistered');
  });

  test('does not wait longer than Lambda allows', async () => {
    const { dependencies, said } = agent({ lambdaSeconds: 30 });
    const { afterwards } = await onStackChange(request(), dependencies);
    await afterwards?.();
    expect(said()).toEqual([
      [0, 'Create', 'acme'],
      [20, 'Create', 'acme'],
    ]);
  });

  test('fails when the announcement fails', async () => {
    const { dependencies } = agent({
      publish: async () => {
        throw new Error('InternalFailure');
      },
    });
    await expect(onStackChange(request(), dependencies)).rejects.toThrow('InternalFailure');
  });

  test('fails, and announces nothing, when the tenantId is missing', async () => {
    const { dependencies, announced } = agent();
    await expect(onStackChange(request({ ResourceProperties: {} }), dependencies)).rejects.toThrow(
      /tenantId/,
    );
    expect(announced).toEqual([]);
  });
});

test('a rename announces the new name under a new physical id, and the Delete that follows takes the old name', async () => {
  const { dependencies, said } = agent({ settleSeconds: 0 });
  const update = request({
    RequestType: 'Update',
    PhysicalResourceId: physicalIdOf('acme'),
    ResourceProperties: { tenantId: 'acme-new', renamedFrom: 'acme' },
    OldResourceProperties: { tenantId: 'acme' },
  });
  const { physicalResourceId } = await onStackChange(update, dependencies);
  expect(physicalResourceId).toBe(physicalIdOf('acme-new'));
  await onStackChange(
    request({ RequestType: 'Delete', PhysicalResourceId: physicalIdOf('acme') }),
    dependencies,
  );
  expect(said()).toEqual([
    [0, 'Update', 'acme-new'],
    [0, 'Delete', 'acme'],
  ]);
});

test('another name without renamedFrom is refused and not announced', async () => {
  const { dependencies, announced } = agent();
  const slip = request({
    RequestType: 'Update',
    PhysicalResourceId: physicalIdOf('globex'),
    OldResourceProperties: { tenantId: 'globex' },
  });
  await expect(onStackChange(slip, dependencies)).rejects.toThrow('-c renamedFrom=globex');
  expect(announced).toEqual([]);
});

test('an Update without a rename keeps the physical id', async () => {
  const { dependencies } = agent();
  const update = request({ RequestType: 'Update', PhysicalResourceId: physicalIdOf('acme') });
  expect((await onStackChange(update, dependencies)).physicalResourceId).toBe(physicalIdOf('acme'));
});

describe('on Delete', () => {
  const deletion = request({ RequestType: 'Delete', PhysicalResourceId: physicalIdOf('acme') });

  test('answers settleSeconds after the event went out, so that its rule and role outlive it', async () => {
    const { dependencies, said, secondsPassed } = agent();
    const result = await onStackChange(deletion, dependencies);
    expect(result).toEqual({ physicalResourceId: physicalIdOf('acme') });
    expect(said()).toEqual([[0, 'Delete', 'acme']]);
    expect(secondsPassed()).toBe(45);
  });

  test('does not block the stack when there is no bus left, and says so', async () => {
    const { dependencies, secondsPassed } = agent({
      publish: async () => {
        throw new BusGoneError('Event bus default does not exist.');
      },
    });
    const result = await onStackChange(deletion, dependencies);
    expect(result.reason).toMatch(/the event bus is gone/);
    expect(secondsPassed()).toBe(0);
  });

  test('fails when the event did not go out', async () => {
    const { dependencies } = agent({
      publish: async () => {
        throw new Error('ThrottlingException');
      },
    });
    await expect(onStackChange(deletion, dependencies)).rejects.toThrow('ThrottlingException');
  });

  test('succeeds after a Create that failed for its tenantId', async () => {
    const { dependencies, announced } = agent();
    const after = request({
      RequestType: 'Delete',
      PhysicalResourceId: 'made-up-by-cloudformation',
      ResourceProperties: { tenantId: '/' },
    });
    const result = await onStackChange(after, dependencies);
    expect(result).toMatchObject({
      physicalResourceId: 'made-up-by-cloudformation',
      reason: expect.stringContaining('Nothing'),
    });
    expect(announced).toEqual([]);
  });
});

test('the schedule announces an Update, dated now', async () => {
  const { dependencies, announced } = agent();
  await onSchedule('acme', dependencies);
  expect(announced.map(({ announcement }) => announcement)).toEqual([
    {
      time: new Date('2026-11-23T12:00:00Z'),
      detail: { tenantId: 'acme', ...dependencies.home, eventName: 'Update', sequence: START },
    },
  ]);
});

/** The registrar's result of announcements that arrive in this order. */
function registeredAfter(announcements: readonly Announcement[]): string | undefined {
  let record: RegistrationRecord | undefined;
  for (const [index, { detail, time }] of announcements.entries()) {
    const envelope = {
      id: `e${index}`,
      source: 'TenantRegistration',
      'detail-type': 'Pinpoint Tenant Registration',
    };
    const { accountId: account, region } = detail;
    const event = parseRegistrationEvent(
      JSON.stringify({ ...envelope, account, region, time, detail }),
      'aws',
    );
    if ('kind' in event) throw new Error(event.explanation);
    const decision = decide({ record }, event, { now: START + 60_000, mode: 'open' });
    if (decision.kind === 'apply') record = decision.next;
  }
  return record?.registration;
}
