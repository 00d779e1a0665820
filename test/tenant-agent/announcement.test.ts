import { expect, test } from 'vitest';
import type { CustomResourceRequest } from '../../registrar/runtime/custom-resource.ts';
import { physicalIdOf, tenantOf } from '../../tenant-agent/announcement.ts';

function request(more: Partial<CustomResourceRequest>): CustomResourceRequest {
  return {
    RequestType: 'Create',
    ResponseURL: 'https://cloudformation-custom-resource-response.example/answer',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'TenantRegistration',
    ResourceType: 'Custom::TenantRegistration',
    ResourceProperties: { tenantId: 'acme' },
    ...more,
  };
}

test('a Create and an Update are about the tenant in the properties', () => {
  expect(tenantOf(request({}))).toBe('acme');
  const renamed = {
    RequestType: 'Update',
    PhysicalResourceId: physicalIdOf('acme'),
    ResourceProperties: { tenantId: 'acme-new' },
  } as const;
  expect(tenantOf(request(renamed))).toBe('acme-new');
});

test('a Delete is about the tenant in the physical id, whatever the properties say by now', () => {
  const old = {
    RequestType: 'Delete',
    PhysicalResourceId: physicalIdOf('acme'),
    ResourceProperties: { tenantId: 'acme-new' },
  } as const;
  expect(tenantOf(request(old))).toBe('acme');
});

test('a Delete with an id that CloudFormation made up is about the tenant in the properties', () => {
  expect(
    tenantOf(request({ RequestType: 'Delete', PhysicalResourceId: 'PinpointTenantAccountStack-1A2B' })),
  ).toBe('acme');
});

test.each([undefined, '', 'a', '../globex', 7])('the property %j names no tenant', (tenantId) => {
  expect(tenantOf(request({ ResourceProperties: { tenantId } }))).toBeUndefined();
});
