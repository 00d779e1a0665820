import { idOf } from '../arns.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { simulatorDestination } from '../messages/simulator.ts';
import type { Operation } from '../operation.ts';
import type { PhoneNumber, Pool, SenderId } from '../state.ts';
import { DEFAULT_OPT_OUT_LIST } from '../state.ts';
import { assertCapable, originationNumber } from './phone-numbers.ts';
import { findIdentity } from './pool-members.ts';
import { findSenderId } from './sender-ids.ts';

/** The origination of a message, once an identity has been chosen. */
export interface Origin {
  /** What the recipient sees. */
  readonly sender: string;
  readonly optOutListName: string;
  readonly messageType: 'TRANSACTIONAL' | 'PROMOTIONAL';
  /** Whether the number may send to other countries. */
  readonly isInternational: boolean;
}

/** The destination, and the channel. */
export interface Route {
  /** E.164. */
  readonly destination: string;
  readonly isoCountryCode: string;
  readonly capability: 'SMS' | 'VOICE' | 'MMS';
}

/**
 * The phone number or sender id that sends: the given one, one of the given pool, or, when none is given, any that
 * reaches the destination.
 *
 * @throws AwsError ResourceNotFoundException, ConflictException NO_ORIGINATION_IDENTITIES_FOUND,
 *   ValidationException INVALID_IDENTITY_FOR_DESTINATION_COUNTRY
 */
export function chooseOrigin(operation: Operation, identity: string | undefined, route: Route): Origin {
  const { home, state } = operation;
  if (identity === undefined) {
    const candidates = [
      ...[...state.phoneNumbers.values()].map(({ PhoneNumberArn }) => PhoneNumberArn),
      ...[...state.senderIds.values()].map(({ SenderIdArn }) => SenderIdArn),
    ];
    return firstThatReaches(operation, candidates, route);
  }
  const pool = state.pools.get(idOf(home, 'pool', identity));
  if (pool !== undefined) return firstThatReaches(operation, pool.members, route, pool);
  const number = originationNumber(operation, identity);
  if (number !== undefined) return fromNumber(number, route);
  if (/^\+|^phone-|:phone-number\//.test(identity)) throw notFound('phone-number', identity);
  if (/^pool-|:pool\//.test(identity)) throw notFound('pool', identity);
  return fromSenderId(findSenderId(operation, identity, countryFor(identity, route)), route);
}

function countryFor(identity: string, { isoCountryCode }: Route): string | undefined {
  return identity.includes('/') ? undefined : isoCountryCode;
}

function firstThatReaches(operation: Operation, arns: readonly string[], route: Route, pool?: Pool): Origin {
  for (const arn of arns) {
    const identity = findIdentity(operation, arn);
    if (identity.kind === 'sender-id') {
      if (identity.senderId.IsoCountryCode === route.isoCountryCode && route.capability === 'SMS')
        return { ...originOfSenderId(identity.senderId), ...ofPool(pool) };
      continue;
    }
    const { number } = identity;
    const usable = number.Status === 'ACTIVE' && number.NumberCapabilities.includes(route.capability);
    if (usable && reaches(number, route)) return { ...originOfNumber(number), ...ofPool(pool) };
  }
  throw conflict('NO_ORIGINATION_IDENTITIES_FOUND');
}

/** A pool's opt-out list and message type apply when a pool sends. */
function ofPool(pool: Pool | undefined): Partial<Origin> {
  return pool === undefined ? {} : { optOutListName: pool.OptOutListName, messageType: pool.MessageType };
}

function fromNumber(number: PhoneNumber, route: Route): Origin {
  if (number.Status !== 'ACTIVE') throw conflict('RESOURCE_NOT_ACTIVE', 'phone-number', number.PhoneNumberId);
  assertCapable(number, route.capability);
  if (!reaches(number, route))
    throw invalid('INVALID_IDENTITY_FOR_DESTINATION_COUNTRY', {
      OriginationIdentity:
        number.NumberType === 'SIMULATOR'
          ? 'A simulator number reaches only simulator destinations of its own country.'
          : `A number of ${number.IsoCountryCode} does not reach ${route.isoCountryCode}.`,
    });
  return originOfNumber(number);
}

function fromSenderId(senderId: SenderId, route: Route): Origin {
  if (senderId.IsoCountryCode !== route.isoCountryCode || route.capability !== 'SMS')
    throw invalid('INVALID_IDENTITY_FOR_DESTINATION_COUNTRY', {
      OriginationIdentity: `The sender ID is for ${senderId.IsoCountryCode}.`,
    });
  return originOfSenderId(senderId);
}

function reaches(number: PhoneNumber, { destination, isoCountryCode }: Route): boolean {
  if (number.NumberType === 'SIMULATOR')
    return simulatorDestination(destination)?.isoCountryCode === number.IsoCountryCode;
  return number.IsoCountryCode === isoCountryCode || number.InternationalSendingEnabled === true;
}

function originOfNumber(number: PhoneNumber): Origin {
  return {
    sender: number.PhoneNumber,
    optOutListName: number.OptOutListName,
    messageType: number.MessageType,
    isInternational: number.InternationalSendingEnabled ?? false,
  };
}

function originOfSenderId({ SenderId, MessageTypes }: SenderId): Origin {
  return {
    sender: SenderId,
    optOutListName: DEFAULT_OPT_OUT_LIST,
    messageType: MessageTypes[0] ?? 'TRANSACTIONAL',
    isInternational: false,
  };
}
