import type {
  ConflictExceptionReason,
  ResourceType,
  ServiceQuotaExceededExceptionReason,
  ValidationExceptionField,
  ValidationExceptionReason,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { AwsError } from '../core/aws-error.ts';

/** `ConflictException`, with the conflicting resource. */
export function conflict(
  reason: ConflictExceptionReason,
  resourceType?: ResourceType,
  resourceId?: string,
): AwsError {
  const members = { Reason: reason, ResourceType: resourceType, ResourceId: resourceId };
  return new AwsError('ConflictException', `Conflict Occurred - ${describe(members)}`, { members });
}

export function notFound(resourceType: ResourceType, resourceId: string): AwsError {
  const members = { ResourceType: resourceType, ResourceId: resourceId };
  return new AwsError('ResourceNotFoundException', `Resource Not Found - ${describe(members)}`, { members });
}

/** `ValidationException`; `fields` by member name, such as `{DestinationPhoneNumber: 'No such country.'}`. */
export function invalid(
  reason: ValidationExceptionReason,
  fields: Readonly<Record<string, string>> = {},
): AwsError {
  const list = Object.entries(fields).map(([Name, Message]) => ({ Name, Message }));
  return invalidFields(reason, list);
}

export function invalidFields(
  reason: ValidationExceptionReason,
  fields: readonly ValidationExceptionField[],
): AwsError {
  const listed = fields.map(({ Name, Message }) => `${Name}: ${Message}`).join(' ');
  const message = `Validation Failed - Reason="${reason}"${listed && ` Fields="${listed}"`}`;
  return new AwsError('ValidationException', message, {
    members: { Reason: reason, ...(fields.length > 0 && { Fields: fields }) },
  });
}

export function quotaExceeded(reason: ServiceQuotaExceededExceptionReason): AwsError {
  const members = { Reason: reason };
  return new AwsError('ServiceQuotaExceededException', `Service Quota Exceeded - ${describe(members)}`, {
    members,
  });
}

/** The form of AWS's messages: `Reason="…" ResourceType="…" ResourceId="…"`. */
function describe(members: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ');
}
