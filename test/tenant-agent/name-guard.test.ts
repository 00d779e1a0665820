import { expect, test } from 'vitest';
import type { CustomResourceRequest } from '../../registrar/runtime/custom-resource.ts';
import { guardName } from '../../tenant-agent/name-guard.ts';

function request(more: Partial<CustomResourceRequest>): CustomResourceRequest {
  return {
    RequestType: 'Update',
    ResponseURL: 'https://cloudformation-custom-resource-response.example/answer',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Name',
    ResourceType: 'Custom::TenantName',
    PhysicalResourceId: 'tenant-name/globex',
    ResourceProperties: { tenantId: 'globex' },
    ...more,
  };
}

const slip = request({ ResourceProperties: { tenantId: 'acme' } });

test('a stack without a name takes the first', () => {
  const first = request({ RequestType: 'Create', ResourceProperties: { tenantId: 'acme' } });
  delete (first as { PhysicalResourceId?: string }).PhysicalResourceId;
  expect(guardName(first)).toEqual({ physicalResourceId: 'tenant-name/acme' });
});

test('a name that stays passes, whatever renamedFrom still says', () => {
  const again = request({ ResourceProperties: { tenantId: 'globex', renamedFrom: 'acme' } });
  expect(guardName(again)).toEqual({ physicalResourceId: 'tenant-name/globex' });
});

test('another name is refused, with what to do about it', () => {
  expect(() => guardName(slip)).toThrow(
    'This account is the tenant globex, and this deployment would rename it to acme.',
  );
  expect(() => guardName(slip)).toThrow('-c renamedFrom=globex');
});

test('another name passes when it is said which name it follows, and only that', () => {
  const renamed = (renamedFrom: string) => request({ ResourceProperties: { tenantId: 'acme', renamedFrom } });
  expect(guardName(renamed('globex'))).toEqual({ physicalResourceId: 'tenant-name/acme' });
  expect(() => guardName(renamed('initech'))).toThrow('renamedFrom=globex');
});

test('the roll-back of a refused name passes: the stack never had it', () => {
  const rollBack = request({ OldResourceProperties: { tenantId: 'acme' } });
  expect(guardName(rollBack)).toEqual({ physicalResourceId: 'tenant-name/globex' });
});

test('the roll-back of a wanted rename passes: it goes to where the rename came from', () => {
  const rollBack = request({
    PhysicalResourceId: 'tenant-name/acme',
    ResourceProperties: { tenantId: 'globex' },
    OldResourceProperties: { tenantId: 'acme', renamedFrom: 'globex' },
  });
  expect(guardName(rollBack)).toEqual({ physicalResourceId: 'tenant-name/globex' });
  const elsewhere = { ...rollBack, ResourceProperties: { tenantId: 'initech' } };
  expect(() => guardName(elsewhere)).toThrow('renamedFrom=acme');
});

test('a Delete changes nothing', () => {
  expect(guardName({ ...slip, RequestType: 'Delete' })).toEqual({ physicalResourceId: 'tenant-name/globex' });
});
