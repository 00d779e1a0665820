import { countryOf, e164 } from '../../sms-voice/originators/phone-numbering.ts';
import { badRequest } from '../errors.ts';
import type { Handlers } from './operation.ts';

/** "INVALID" of the documented phone types. */
const INVALID = { PhoneType: 'INVALID', PhoneTypeCode: 3 } as const;

/**
 * What follows from the number itself: its form, and its country by the calling code. Carrier, type of line and place
 * are unknown and left out.
 */
export const phoneNumberValidateHandlers: Handlers<'PhoneNumberValidate'> = {
  PhoneNumberValidate(_operation, { NumberValidateRequest: { IsoCountryCode, PhoneNumber } }) {
    if (PhoneNumber === undefined) throw badRequest('PhoneNumber is required.');
    const asked = { OriginalPhoneNumber: PhoneNumber, OriginalCountryCodeIso2: IsoCountryCode };
    const number = e164(PhoneNumber.replace(/[\s().-]/g, ''));
    if (!/^\+[1-9]\d{6,14}$/.test(number)) return { NumberValidateResponse: { ...asked, ...INVALID } };
    return {
      NumberValidateResponse: {
        ...asked,
        CleansedPhoneNumberE164: number,
        CountryCodeIso2: countryOf(number),
      },
    };
  },
};
