import { REGISTRATION_DETAIL_TYPE, REGISTRATION_SOURCE } from '../../../registrar/contract/names.ts';

/**
 * Conditions under which PutEvents puts registrations and nothing else. One call can put many events, so these keys
 * hold many values: there must be one, and each must fit ("Using IAM policy conditions in Amazon EventBridge").
 */
export const REGISTRATIONS_ONLY = {
  'ForAllValues:StringEquals': {
    'events:source': REGISTRATION_SOURCE,
    'events:detail-type': REGISTRATION_DETAIL_TYPE,
  },
  Null: { 'events:source': 'false', 'events:detail-type': 'false' },
} as const;
