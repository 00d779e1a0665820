import type { ResourceType } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { idOf } from '../arns.ts';
import { notFound } from '../errors.ts';
import type { Operation } from '../operation.ts';
import type {
  ConfigurationSet,
  OptOutList,
  PhoneNumber,
  Pool,
  ProtectConfiguration,
  Registration,
} from '../state.ts';

/** The record with that name, id or ARN. @throws AwsError ResourceNotFoundException */
export function find<T>(
  { home }: Operation,
  records: ReadonlyMap<string, T>,
  type: ResourceType,
  idOrArn: string,
): T {
  const record = records.get(idOf(home, type, idOrArn));
  if (record === undefined) throw notFound(type, idOrArn);
  return record;
}

export function findConfigurationSet(operation: Operation, nameOrArn: string): ConfigurationSet {
  return find(operation, operation.state.configurationSets, 'configuration-set', nameOrArn);
}

export function findPhoneNumber(operation: Operation, idOrArn: string): PhoneNumber {
  return find(operation, operation.state.phoneNumbers, 'phone-number', idOrArn);
}

export function findPool(operation: Operation, idOrArn: string): Pool {
  return find(operation, operation.state.pools, 'pool', idOrArn);
}

export function findOptOutList(operation: Operation, nameOrArn: string): OptOutList {
  return find(operation, operation.state.optOutLists, 'opt-out-list', nameOrArn);
}

export function findRegistration(operation: Operation, idOrArn: string): Registration {
  return find(operation, operation.state.registrations, 'registration', idOrArn);
}

export function findProtectConfiguration(operation: Operation, idOrArn: string): ProtectConfiguration {
  return find(operation, operation.state.protectConfigurations, 'protect-configuration', idOrArn);
}

/** The records with the given names, each of which must exist, or all records when there are none. */
export function findAll<T>(
  operation: Operation,
  records: ReadonlyMap<string, T>,
  type: ResourceType,
  idsOrArns: readonly string[] | undefined,
): readonly T[] {
  if (idsOrArns === undefined || idsOrArns.length === 0) return [...records.values()];
  return idsOrArns.map((idOrArn) => find(operation, records, type, idOrArn));
}
