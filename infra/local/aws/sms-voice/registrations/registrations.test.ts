import {
  CreateRegistrationAssociationCommand,
  CreateRegistrationAttachmentCommand,
  CreateRegistrationCommand,
  CreateRegistrationVersionCommand,
  DeleteRegistrationCommand,
  DeleteRegistrationFieldValueCommand,
  DescribePhoneNumbersCommand,
  DescribeRegistrationFieldDefinitionsCommand,
  DescribeRegistrationFieldValuesCommand,
  DescribeRegistrationSectionDefinitionsCommand,
  DescribeRegistrationsCommand,
  DescribeRegistrationTypeDefinitionsCommand,
  DescribeRegistrationVersionsCommand,
  DiscardRegistrationVersionCommand,
  ListRegistrationAssociationsCommand,
  ListTagsForResourceCommand,
  PutRegistrationFieldValueCommand,
  type RegistrationFieldDefinition,
  RequestPhoneNumberCommand,
  RequestSenderIdCommand,
  SubmitRegistrationVersionCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACME, MessagingBench } from '../messaging-bench.rig.ts';

const bench = new MessagingBench();
beforeAll(() => bench.listen());
afterAll(() => bench.close());

const RegistrationType = 'US_TOLL_FREE_REGISTRATION';
/** Every byte there is. */
const PICTURE = Uint8Array.from({ length: 4096 }, (_, index) => index % 256);

let RegistrationId: string;
beforeEach(async () => {
  const Tags = [{ Key: 'team', Value: 'messaging' }];
  const created = await bench.client().send(new CreateRegistrationCommand({ RegistrationType, Tags }));
  RegistrationId = created.RegistrationId ?? '';
});

const put = (FieldPath: string, value: object) =>
  bench.client().send(new PutRegistrationFieldValueCommand({ RegistrationId, FieldPath, ...value }));
const submit = () => bench.client().send(new SubmitRegistrationVersionCommand({ RegistrationId }));
const current = async () => {
  const { Registrations } = await bench
    .client()
    .send(new DescribeRegistrationsCommand({ RegistrationIds: [RegistrationId] }));
  return Registrations?.[0];
};

async function definitions(): Promise<readonly RegistrationFieldDefinition[]> {
  const { RegistrationFieldDefinitions = [] } = await bench
    .client()
    .send(new DescribeRegistrationFieldDefinitionsCommand({ RegistrationType }));
  return RegistrationFieldDefinitions;
}

async function attach(): Promise<string> {
  const { RegistrationAttachmentId = '' } = await bench
    .client()
    .send(new CreateRegistrationAttachmentCommand({ AttachmentBody: PICTURE }));
  return RegistrationAttachmentId;
}

/** Fills in all required fields, as a caller would who knows the definitions only. */
async function fillIn(): Promise<void> {
  for (const { FieldPath = '', FieldType, FieldRequirement, SelectValidation } of await definitions()) {
    if (FieldRequirement !== 'REQUIRED') continue;
    if (FieldType === 'TEXT') await put(FieldPath, { TextValue: 'US' });
    if (FieldType === 'SELECT')
      await put(FieldPath, { SelectChoices: SelectValidation?.Options?.slice(0, 1) });
    if (FieldType === 'ATTACHMENT') await put(FieldPath, { RegistrationAttachmentId: await attach() });
  }
}

async function associateNumber(): Promise<string> {
  const { PhoneNumberId = '' } = await bench.client().send(
    new RequestPhoneNumberCommand({
      IsoCountryCode: 'US',
      MessageType: 'TRANSACTIONAL',
      NumberCapabilities: ['SMS'],
      NumberType: 'TOLL_FREE',
    }),
  );
  await bench
    .client()
    .send(new CreateRegistrationAssociationCommand({ RegistrationId, ResourceId: PhoneNumberId }));
  return PhoneNumberId;
}

const numberStatus = async (id: string) => {
  const { PhoneNumbers } = await bench
    .client()
    .send(new DescribePhoneNumbersCommand({ PhoneNumberIds: [id] }));
  return PhoneNumbers?.[0]?.Status;
};

describe('a registration', () => {
  it('goes from creation to submission, and an approval makes its number active', async () => {
    expect(await current()).toMatchObject({
      RegistrationStatus: 'CREATED',
      CurrentVersionNumber: 1,
      CreatedTimestamp: new Date(Math.floor(bench.clock.now())),
    });
    await expect(submit()).rejects.toMatchObject({
      name: 'ConflictException',
      Reason: 'SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED',
      ResourceType: 'registration',
      ResourceId: RegistrationId,
    });
    await fillIn();
    await expect(submit()).rejects.toMatchObject({
      Reason: 'SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED',
    });
    const number = await associateNumber();
    expect(await numberStatus(number)).toBe('PENDING');
    expect(await submit()).toMatchObject({
      VersionNumber: 1,
      RegistrationVersionStatus: 'SUBMITTED',
      RegistrationVersionStatusHistory: {
        DraftTimestamp: expect.any(Date),
        SubmittedTimestamp: expect.any(Date),
      },
      AwsReview: false,
    });
    await expect(submit()).rejects.toMatchObject({ Reason: 'REGISTRATION_ALREADY_SUBMITTED' });
    await expect(put('companyInfo.city', { TextValue: 'Springfield' })).rejects.toMatchObject({
      Reason: 'EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED',
    });
    bench.smsVoice.reviewRegistration(ACME, RegistrationId, { outcome: 'APPROVED' });
    expect(await current()).toMatchObject({ RegistrationStatus: 'COMPLETE', ApprovedVersionNumber: 1 });
    expect(await numberStatus(number)).toBe('ACTIVE');
  });

  it('is filled in again in a new version after a denial', async () => {
    await fillIn();
    await associateNumber();
    await submit();
    const another = new CreateRegistrationVersionCommand({ RegistrationId });
    await expect(bench.client().send(another)).rejects.toMatchObject({
      Reason: 'CREATE_REGISTRATION_VERSION_NOT_ALLOWED',
    });
    bench.smsVoice.reviewRegistration(ACME, RegistrationId, { outcome: 'DENIED', reason: 'Opt-in unclear' });
    expect(await current()).toMatchObject({
      RegistrationStatus: 'REQUIRES_UPDATES',
      LatestDeniedVersionNumber: 1,
    });
    expect(await bench.client().send(another)).toMatchObject({ VersionNumber: 2 });
    const { RegistrationVersions } = await bench
      .client()
      .send(new DescribeRegistrationVersionsCommand({ RegistrationId }));
    expect(RegistrationVersions).toMatchObject([
      { RegistrationVersionStatus: 'DENIED', DeniedReasons: [{ Reason: 'Opt-in unclear' }] },
      { RegistrationVersionStatus: 'DRAFT' },
    ]);
    const values = async (VersionNumber?: number) => {
      const command = new DescribeRegistrationFieldValuesCommand({ RegistrationId, VersionNumber });
      return (await bench.client().send(command)).RegistrationFieldValues?.length;
    };
    expect(await values()).toBe(0);
    expect(await values(1)).toBeGreaterThan(10);
    await bench.client().send(new DiscardRegistrationVersionCommand({ RegistrationId }));
    await expect(values(3)).rejects.toMatchObject({ Reason: 'UNKNOWN_REGISTRATION_VERSION' });
  });

  it('keeps what was put into its fields, by section and by path', async () => {
    await put('companyInfo.companyName', { TextValue: 'Example Corp' });
    await put('companyInfo.companyName', { TextValue: 'Example Inc' });
    await put('messagingUseCase.monthlyMessageVolume', { SelectChoices: ['1,000'] });
    await put('messageSamples.messageSample1', { TextValue: 'Hi' });
    await bench.client().send(
      new DeleteRegistrationFieldValueCommand({
        RegistrationId,
        FieldPath: 'messageSamples.messageSample1',
      }),
    );
    const values = async (question: object) => {
      const command = new DescribeRegistrationFieldValuesCommand({ RegistrationId, ...question });
      return (await bench.client().send(command)).RegistrationFieldValues;
    };
    const company = { FieldPath: 'companyInfo.companyName', TextValue: 'Example Inc' };
    const volume = { FieldPath: 'messagingUseCase.monthlyMessageVolume', SelectChoices: ['1,000'] };
    expect(await values({})).toEqual([company, volume]);
    expect(await values({ SectionPath: 'messagingUseCase' })).toEqual([volume]);
    expect(await values({ FieldPaths: ['companyInfo.companyName'] })).toEqual([company]);
  });

  it.each([
    ['companyInfo.favouriteColour', { TextValue: 'blue' }, 'UNKNOWN_REGISTRATION_FIELD'],
    ['companyInfo.companyName', { TextValue: 'x'.repeat(101) }, 'INVALID_PARAMETER'],
    ['companyInfo.companyName', { TextValue: '   ' }, 'INVALID_PARAMETER'],
    ['companyInfo.companyName', { SelectChoices: ['1'] }, 'MISSING_PARAMETER'],
    [
      'companyInfo.companyName',
      { SelectChoices: ['1'], TextValue: 'x' },
      'PARAMETERS_CANNOT_BE_USED_TOGETHER',
    ],
    ['messagingUseCase.monthlyMessageVolume', { SelectChoices: ['7'] }, 'INVALID_PARAMETER'],
    ['messagingUseCase.monthlyMessageVolume', { SelectChoices: ['10', '100'] }, 'INVALID_PARAMETER'],
  ])('refuses for %s the value %j', async (path, value, Reason) => {
    await expect(put(path, value)).rejects.toMatchObject({ name: 'ValidationException', Reason });
  });

  it('takes an attachment byte for byte', async () => {
    const id = await attach();
    expect(bench.smsVoice.attachmentBody(ACME, id)).toEqual(Buffer.from(PICTURE));
    await expect(
      put('messagingUseCase.optInImage', { RegistrationAttachmentId: 'attachment-0' }),
    ).rejects.toMatchObject({ ResourceType: 'registration-attachment' });
    await put('messagingUseCase.optInImage', { RegistrationAttachmentId: id });
  });

  it('lists what is associated, and stays as long as something is', async () => {
    const ResourceId = await associateNumber();
    const { RegistrationAssociations } = await bench
      .client()
      .send(new ListRegistrationAssociationsCommand({ RegistrationId }));
    expect(RegistrationAssociations).toMatchObject([
      { ResourceId, ResourceType: 'TOLL_FREE', IsoCountryCode: 'US' },
    ]);
    await expect(
      bench.client().send(new DeleteRegistrationCommand({ RegistrationId })),
    ).rejects.toMatchObject({
      Reason: 'RESOURCE_DELETION_NOT_ALLOWED',
    });
    await bench.client().send(new RequestSenderIdCommand({ SenderId: 'EXAMPLE', IsoCountryCode: 'GB' }));
    const senderId = new CreateRegistrationAssociationCommand({ RegistrationId, ResourceId: 'EXAMPLE' });
    await expect(bench.client().send(senderId)).rejects.toMatchObject({
      Reason: 'INVALID_REGISTRATION_ASSOCIATION',
    });
  });

  it('carries its tags', async () => {
    const { RegistrationArn: ResourceArn } = (await current()) ?? {};
    const { Tags } = await bench.client().send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(Tags).toEqual([{ Key: 'team', Value: 'messaging' }]);
  });
});

describe('the definitions of registrations', () => {
  it('have sections and fields for every type, and refuse unknown ones', async () => {
    const client = bench.client();
    const { RegistrationTypeDefinitions = [] } = await client.send(
      new DescribeRegistrationTypeDefinitionsCommand({}),
    );
    expect(RegistrationTypeDefinitions.length).toBeGreaterThan(1);
    for (const { RegistrationType } of RegistrationTypeDefinitions) {
      const { RegistrationSectionDefinitions: sections = [] } = await client.send(
        new DescribeRegistrationSectionDefinitionsCommand({ RegistrationType }),
      );
      for (const { SectionPath } of sections) {
        const command = new DescribeRegistrationFieldDefinitionsCommand({ RegistrationType, SectionPath });
        expect((await client.send(command)).RegistrationFieldDefinitions?.length).toBeGreaterThan(0);
      }
    }
    const unknown = new CreateRegistrationCommand({ RegistrationType: 'MOON_REGISTRATION' });
    await expect(client.send(unknown)).rejects.toMatchObject({ Reason: 'UNKNOWN_REGISTRATION_TYPE' });
    const other = new CreateRegistrationCommand({ RegistrationType: 'US_TEN_DLC_BRAND_VETTING' });
    await expect(client.send(other)).rejects.toMatchObject({ name: 'NotSimulatedException' });
  });
});
