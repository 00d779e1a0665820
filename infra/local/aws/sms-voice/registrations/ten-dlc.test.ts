import {
  CreateRegistrationAssociationCommand,
  CreateRegistrationCommand,
  DescribePhoneNumbersCommand,
  DescribeRegistrationFieldDefinitionsCommand,
  DescribeRegistrationFieldValuesCommand,
  DescribeRegistrationVersionsCommand,
  ListRegistrationAssociationsCommand,
  PutRegistrationFieldValueCommand,
  RequestPhoneNumberCommand,
  SubmitRegistrationVersionCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACME, MessagingBench } from '../messaging-bench.rig.ts';

const bench = new MessagingBench();
beforeAll(() => bench.listen());
afterAll(() => bench.close());

async function create(RegistrationType: string): Promise<string> {
  const { RegistrationId = '' } = await bench
    .client()
    .send(new CreateRegistrationCommand({ RegistrationType }));
  return RegistrationId;
}

const put = (RegistrationId: string, FieldPath: string, value: object) =>
  bench.client().send(new PutRegistrationFieldValueCommand({ RegistrationId, FieldPath, ...value }));

/** Every required field, by what its definition says. */
async function fillIn(RegistrationId: string, RegistrationType: string): Promise<void> {
  const command = new DescribeRegistrationFieldDefinitionsCommand({ RegistrationType, MaxResults: 100 });
  const { RegistrationFieldDefinitions = [] } = await bench.client().send(command);
  for (const { FieldPath = '', FieldRequirement, FieldType, ...definition } of RegistrationFieldDefinitions) {
    if (FieldRequirement !== 'REQUIRED') continue;
    const { MinLength = 1 } = definition.TextValidation ?? {};
    const TextValue = 'US'.padEnd(MinLength, 'x');
    const SelectChoices = definition.SelectValidation?.Options?.slice(0, 1);
    await put(RegistrationId, FieldPath, FieldType === 'TEXT' ? { TextValue } : { SelectChoices });
  }
}

const submit = (RegistrationId: string) =>
  bench.client().send(new SubmitRegistrationVersionCommand({ RegistrationId }));
const associate = (RegistrationId: string, ResourceId: string) =>
  bench.client().send(new CreateRegistrationAssociationCommand({ RegistrationId, ResourceId }));
const review = (id: string, decision: Parameters<typeof bench.smsVoice.reviewRegistration>[2]) =>
  bench.smsVoice.reviewRegistration(ACME, id, decision);

async function approvedBrand(): Promise<string> {
  const brand = await create('US_TEN_DLC_BRAND_REGISTRATION');
  await fillIn(brand, 'US_TEN_DLC_BRAND_REGISTRATION');
  await submit(brand);
  review(brand, { outcome: 'APPROVED' });
  return brand;
}

describe('a 10DLC brand', () => {
  it('of a listed company says where it is listed, and whom to ask', async () => {
    const brand = await create('US_TEN_DLC_BRAND_REGISTRATION');
    await fillIn(brand, 'US_TEN_DLC_BRAND_REGISTRATION');
    await put(brand, 'companyInfo.legalType', { SelectChoices: ['PUBLIC_PROFIT'] });
    await expect(submit(brand)).rejects.toMatchObject({ Reason: 'SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED' });
    await put(brand, 'companyInfo.stockSymbol', { TextValue: 'EXMPL' });
    await put(brand, 'companyInfo.stockExchange', { SelectChoices: ['NASDAQ'] });
    await put(brand, 'companyInfo.businessContactEmail', { TextValue: 'ir@example.com' });
    await submit(brand);
  });

  it('is sent back with the fields that need another value', async () => {
    const RegistrationId = await create('US_TEN_DLC_BRAND_REGISTRATION');
    await fillIn(RegistrationId, 'US_TEN_DLC_BRAND_REGISTRATION');
    await submit(RegistrationId);
    const fields = { 'contactInfo.website': 'The website cannot be reached.' };
    expect(() => review(RegistrationId, { outcome: 'UPDATES_REQUESTED', fields: { nowhere: '' } })).toThrow();
    expect(review(RegistrationId, { outcome: 'UPDATES_REQUESTED', fields })).toMatchObject({
      RegistrationStatus: 'REQUIRES_UPDATES',
    });
    const { RegistrationVersions } = await bench
      .client()
      .send(new DescribeRegistrationVersionsCommand({ RegistrationId }));
    expect(RegistrationVersions).toMatchObject([
      {
        RegistrationVersionStatus: 'DENIED',
        RegistrationVersionStatusHistory: { ReviewingTimestamp: expect.any(Date) },
        DeniedReasons: [{ Reason: 'INVALID_FIELD_VALUE' }],
      },
    ]);
    const values = new DescribeRegistrationFieldValuesCommand({
      RegistrationId,
      FieldPaths: Object.keys(fields),
    });
    expect((await bench.client().send(values)).RegistrationFieldValues).toMatchObject([
      { DeniedReason: 'The website cannot be reached.' },
    ]);
  });
});

describe('a 10DLC campaign', () => {
  it('names its approved brand before it is submitted, and takes numbers when it is complete', async () => {
    const brand = await approvedBrand();
    const campaign = await create('US_TEN_DLC_CAMPAIGN_REGISTRATION');
    await fillIn(campaign, 'US_TEN_DLC_CAMPAIGN_REGISTRATION');
    await expect(submit(campaign)).rejects.toMatchObject({
      Reason: 'SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED',
    });
    const draft = await create('US_TEN_DLC_BRAND_REGISTRATION');
    await expect(associate(campaign, draft)).rejects.toMatchObject({ Reason: 'REGISTRATION_NOT_COMPLETE' });
    expect(await associate(campaign, brand)).toMatchObject({
      ResourceId: brand,
      ResourceType: 'US_TEN_DLC_BRAND_REGISTRATION',
    });
    await expect(associate(campaign, await approvedBrand())).rejects.toMatchObject({
      Reason: 'RESOURCE_ALREADY_ASSOCIATED',
    });
    // The first choice says that messages hold links.
    await expect(submit(campaign)).rejects.toMatchObject({
      Reason: 'SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED',
    });
    await put(campaign, 'campaignUseCase.embeddedLinkSample', { TextValue: 'https://example.com/order' });
    await submit(campaign);
    const request = { IsoCountryCode: 'US', MessageType: 'TRANSACTIONAL', NumberType: 'TEN_DLC' } as const;
    const buy = (RegistrationId?: string) =>
      bench.client().send(
        new RequestPhoneNumberCommand({
          ...request,
          NumberCapabilities: ['SMS'],
          ...(RegistrationId && { RegistrationId }),
        }),
      );
    const { PhoneNumberId = '', Status } = await buy();
    expect(Status).toBe('PENDING');
    await expect(associate(campaign, PhoneNumberId)).rejects.toMatchObject({
      Reason: 'REGISTRATION_NOT_COMPLETE',
    });
    review(campaign, { outcome: 'APPROVED' });
    await associate(campaign, PhoneNumberId);
    const { PhoneNumbers } = await bench
      .client()
      .send(new DescribePhoneNumbersCommand({ PhoneNumberIds: [PhoneNumberId] }));
    expect(PhoneNumbers).toMatchObject([{ Status: 'ACTIVE', RegistrationId: campaign }]);
    expect(await buy(campaign)).toMatchObject({ Status: 'ACTIVE' });
    const listed = new ListRegistrationAssociationsCommand({ RegistrationId: campaign });
    expect((await bench.client().send(listed)).RegistrationAssociations).toMatchObject([
      { ResourceType: 'US_TEN_DLC_BRAND_REGISTRATION' },
      { ResourceType: 'TEN_DLC', IsoCountryCode: 'US' },
      { ResourceType: 'TEN_DLC', IsoCountryCode: 'US' },
    ]);
  });
});
