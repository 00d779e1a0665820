import { randomInt } from 'node:crypto';
import { notSimulated } from '../../core/aws-error.ts';
import { arnOf, idOf, newId } from '../arns.ts';
import { conflict, invalid, quotaExceeded } from '../errors.ts';
import { sendMessage } from '../messages/sending.ts';
import type { Handlers } from '../operation.ts';
import { e164 } from '../originators/phone-numbering.ts';
import { filtered } from '../requests/filters.ts';
import { find, findAll } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import { putTags, tagsOf } from '../requests/tags.ts';
import type { VerifiedDestination } from '../state.ts';

/** "You can add up to 10 verified destination numbers" (CreateVerifiedDestinationNumber). */
export const VERIFIED_NUMBERS_PER_ACCOUNT = 10;

/** How long a code is valid; AWS does not say. */
const CODE_LIFETIME_MILLISECONDS = 24 * 3_600_000;

type Names =
  | 'CreateVerifiedDestinationNumber'
  | 'DeleteVerifiedDestinationNumber'
  | 'DescribeVerifiedDestinationNumbers'
  | 'SendDestinationNumberVerificationCode'
  | 'VerifyDestinationNumber';

export const verifiedDestinationHandlers: Handlers<Names> = {
  CreateVerifiedDestinationNumber(operation, input) {
    const { home, state } = operation;
    if (input.RcsAgentId !== undefined) throw notSimulated('RCS agents');
    const DestinationPhoneNumber = e164(input.DestinationPhoneNumber);
    const known = [...state.verifiedDestinations.values()];
    const existing = known.find((other) => other.DestinationPhoneNumber === DestinationPhoneNumber);
    if (existing !== undefined)
      throw conflict(
        'RESOURCE_ALREADY_EXISTS',
        'verified-destination-number',
        existing.VerifiedDestinationNumberId,
      );
    if (known.length >= VERIFIED_NUMBERS_PER_ACCOUNT)
      throw quotaExceeded('VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT');
    const VerifiedDestinationNumberId = newId('verified');
    const created: VerifiedDestination = {
      VerifiedDestinationNumberArn: arnOf(home, 'verified-destination-number', VerifiedDestinationNumberId),
      VerifiedDestinationNumberId,
      DestinationPhoneNumber,
      Status: 'PENDING',
      CreatedTimestamp: operation.now(),
    };
    putTags(operation, created.VerifiedDestinationNumberArn, input.Tags);
    state.verifiedDestinations.set(VerifiedDestinationNumberId, created);
    return { ...created, Tags: tagsOf(operation, created.VerifiedDestinationNumberArn) };
  },

  SendDestinationNumberVerificationCode(operation, input) {
    const { state } = operation;
    const current = find(
      operation,
      state.verifiedDestinations,
      'verified-destination-number',
      input.VerifiedDestinationNumberId,
    );
    const value = String(randomInt(1_000_000)).padStart(6, '0');
    const MessageId = sendMessage(operation, {
      ...input,
      channel: input.VerificationChannel,
      DestinationPhoneNumber: current.DestinationPhoneNumber,
      MessageBody: `Your verification code is ${value}.`,
      toUnverified: true,
    });
    const expiresAt = operation.now().getTime() + CODE_LIFETIME_MILLISECONDS;
    state.verifiedDestinations.set(current.VerifiedDestinationNumberId, {
      ...current,
      code: { value, expiresAt },
    });
    return { MessageId };
  },

  VerifyDestinationNumber(operation, { VerifiedDestinationNumberId, VerificationCode }) {
    const { state } = operation;
    const type = 'verified-destination-number';
    const current = find(operation, state.verifiedDestinations, type, VerifiedDestinationNumberId);
    const { VerifiedDestinationNumberId: id, code } = current;
    if (current.Status === 'VERIFIED') throw conflict('VERIFICATION_ALREADY_COMPLETE', type, id);
    if (code?.value !== VerificationCode)
      throw invalid('VERIFICATION_CODE_MISMATCH', {
        VerificationCode: 'The code is not the one that was sent.',
      });
    if (code.expiresAt <= operation.now().getTime()) throw conflict('VERIFICATION_CODE_EXPIRED', type, id);
    const verified: VerifiedDestination = { ...current, Status: 'VERIFIED' };
    state.verifiedDestinations.set(id, verified);
    return verified;
  },

  DeleteVerifiedDestinationNumber(operation, { VerifiedDestinationNumberId }) {
    const { state } = operation;
    const type = 'verified-destination-number';
    const deleted = find(operation, state.verifiedDestinations, type, VerifiedDestinationNumberId);
    state.verifiedDestinations.delete(deleted.VerifiedDestinationNumberId);
    state.tags.delete(deleted.VerifiedDestinationNumberArn);
    return deleted;
  },

  DescribeVerifiedDestinationNumbers(operation, input) {
    const { home, state } = operation;
    const type = 'verified-destination-number';
    const ids = input.VerifiedDestinationNumberIds?.map((id) => idOf(home, type, id));
    const numbers = input.DestinationPhoneNumbers?.map(e164) ?? [];
    const found = findAll(operation, state.verifiedDestinations, type, ids).filter(
      ({ DestinationPhoneNumber }) => numbers.length === 0 || numbers.includes(DestinationPhoneNumber),
    );
    const { items, NextToken } = paged(
      filtered(found, input.Filters, {
        status: (destination) => destination.Status,
        'rcs-agent-id': (destination) => destination.RcsAgentId,
      }),
      input,
    );
    return { VerifiedDestinationNumbers: items, NextToken };
  },
};
