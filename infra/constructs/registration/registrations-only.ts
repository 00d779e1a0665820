import { REGISTRATION_DETAIL_TYPE, REGISTRATION_SOURCE } from '../../../registrar/contract/names.ts';

/**
 * Conditions that limit PutEvents to registrations. One call can put several events, so these keys have several values:
 * at least one must exist, and each must match ("Using IAM policy conditions in Amazon EventBridge").
 */
export const REGISTRATIONS_ONLY = {
  'ForAllValues:StringEquals': {
    'events:source': REGISTRATION_SOURCE,
    'events:detail-type': REGISTRATION_DETAIL_TYPE,
  },
  Null: { 'events:source': 'false', 'events:detail-type': 'false' },
} as const;
