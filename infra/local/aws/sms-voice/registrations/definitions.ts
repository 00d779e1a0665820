import { notSimulated } from '../../core/aws-error.ts';
import { invalid } from '../errors.ts';
import type { RegistrationForm } from './forms/form.ts';
import { GB_SENDER_ID_REGISTRATION } from './forms/gb-sender-id.ts';
import { US_TEN_DLC_BRAND_REGISTRATION } from './forms/us-ten-dlc-brand.ts';
import { US_TEN_DLC_CAMPAIGN_REGISTRATION } from './forms/us-ten-dlc-campaign.ts';
import { US_TOLL_FREE_REGISTRATION } from './forms/us-toll-free.ts';

export const REGISTRATION_FORMS: readonly RegistrationForm[] = [
  US_TOLL_FREE_REGISTRATION,
  US_TEN_DLC_BRAND_REGISTRATION,
  US_TEN_DLC_CAMPAIGN_REGISTRATION,
  GB_SENDER_ID_REGISTRATION,
];

/** Types that AWS has and whose forms are not modelled. */
const OTHER_TYPES: ReadonlySet<string> = new Set(['ID_SENDER_ID_REGISTRATION', 'US_TEN_DLC_BRAND_VETTING']);

/** @throws AwsError ValidationException UNKNOWN_REGISTRATION_TYPE */
export function formOf(registrationType: string): RegistrationForm {
  const form = REGISTRATION_FORMS.find(({ type }) => type.RegistrationType === registrationType);
  if (form !== undefined) return form;
  if (OTHER_TYPES.has(registrationType)) throw notSimulated(`registrations of type ${registrationType}`);
  throw invalid('UNKNOWN_REGISTRATION_TYPE', { RegistrationType: `There is no type ${registrationType}.` });
}
