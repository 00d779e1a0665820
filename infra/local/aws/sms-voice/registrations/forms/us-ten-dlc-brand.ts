import { COUNTRY_CODE, section, selectField, textField, VERTICALS } from './field.ts';
import type { RegistrationForm } from './form.ts';

const STOCK_EXCHANGES: readonly string[] = [
  ...['NONE', 'NASDAQ', 'NYSE', 'AMEX', 'AMX', 'ASX', 'B3', 'BME', 'BSE', 'FRA', 'ICEX', 'JPX', 'JSE', 'KRX'],
  ...['LON', 'NSE', 'OMX', 'SEHK', 'SGX', 'SSE', 'STO', 'SWX', 'SZSE', 'TSX', 'TWSE', 'VSE', 'OTHER'],
];

/**
 * The brand of a company that sends from US 10DLC numbers. Fields, limits and choices as in
 * aws-samples/sample-sms-10dlc-registration-automation; the labels agree with "Registering your company for 10DLC" of
 * the AWS End User Messaging SMS guide. Minimum lengths and patterns are published nowhere.
 */
export const US_TEN_DLC_BRAND_REGISTRATION: RegistrationForm = {
  type: {
    RegistrationType: 'US_TEN_DLC_BRAND_REGISTRATION',
    SupportedAssociations: [],
    DisplayHints: { Title: 'US 10DLC brand registration' },
  },
  sections: [
    section('companyInfo', 'Company information', 'The company as its tax authority knows it.'),
    section('contactInfo', 'Contact information', 'The brand as recipients know it.'),
  ],
  fields: [
    textField('companyInfo.companyName', 'REQUIRED', 100, ['Company name', 'The name behind the tax id.']),
    textField(
      'companyInfo.taxIdIssuingCountry',
      'REQUIRED',
      [2, 2],
      ['Tax id issuing country', 'Two letters, ISO 3166-1.'],
      COUNTRY_CODE,
    ),
    textField('companyInfo.taxId', 'REQUIRED', 21, ['Tax id', 'Such as the EIN.']),
    selectField(
      'companyInfo.legalType',
      'REQUIRED',
      ['PRIVATE_PROFIT', 'PUBLIC_PROFIT', 'NON_PROFIT', 'GOVERNMENT'],
      ['Legal form', 'Non-profit and government for organizations of the United States only.'],
    ),
    textField('companyInfo.stockSymbol', 'CONDITIONAL', 10, ['Stock symbol', 'Of a listed company.']),
    selectField('companyInfo.stockExchange', 'CONDITIONAL', STOCK_EXCHANGES, [
      'Stock exchange',
      'Where the company is listed.',
    ]),
    textField('companyInfo.businessContactEmail', 'CONDITIONAL', 100, [
      'Business contact email',
      'A person of the listed company, who is asked to authenticate.',
    ]),
    textField('companyInfo.address', 'REQUIRED', 100, ['Address', 'Street address, no PO box.']),
    textField('companyInfo.city', 'REQUIRED', 100, ['City', 'City of the address.']),
    textField('companyInfo.state', 'REQUIRED', 50, ['State or province', 'State of the address.']),
    textField('companyInfo.zipCode', 'REQUIRED', 20, ['Zip code', 'Postal code of the address.']),
    textField(
      'companyInfo.isoCountryCode',
      'REQUIRED',
      [2, 2],
      ['Country', 'Two letters, ISO 3166-1.'],
      COUNTRY_CODE,
    ),
    textField('contactInfo.dbaName', 'REQUIRED', 100, [
      'Brand name',
      'Under which the company does business.',
    ]),
    selectField('contactInfo.vertical', 'REQUIRED', VERTICALS, ['Vertical', 'The line of business.']),
    textField('contactInfo.website', 'REQUIRED', 100, ['Website', 'With http:// or https://.']),
    textField('contactInfo.supportEmail', 'REQUIRED', 100, ['Support email', 'In a domain of the company.']),
    textField('contactInfo.supportPhoneNumber', 'REQUIRED', 30, ['Support phone number', 'E.164 form.']),
  ],
  conditions: [
    {
      fieldPath: 'companyInfo.legalType',
      choices: ['PUBLIC_PROFIT'],
      requires: ['companyInfo.stockSymbol', 'companyInfo.stockExchange', 'companyInfo.businessContactEmail'],
    },
  ],
};
