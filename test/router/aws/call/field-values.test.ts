import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rig } from '../../rig.ts';
import { createRig, TENANTS } from '../../rig.ts';
import type { TestRouter } from '../../test-router.ts';
import { errorOf } from '../../test-router.ts';

const COMPANY = { FieldPath: 'companyInfo.companyName', TextValue: 'ACME Ltd' };
const SENDER = { FieldPath: 'senderIdInfo.senderId', TextValue: 'ACME' };
const VOLUME = { FieldPath: 'messagingUseCase.monthlyMessageVolume', SelectChoices: ['10'] };
const UNKNOWN = { FieldPath: 'companyInfo.noSuchField', TextValue: 'x' };

let rig: Rig;
let router: TestRouter;
let RegistrationId: string;

beforeEach(async () => {
  rig = await createRig();
  router = rig.startRouter();
  const { body } = await post('CreateRegistration', {
    RegistrationType: 'GB_SENDER_ID_REGISTRATION',
    Tags: [{ Key: 'customer', Value: 'acme' }],
  });
  RegistrationId = body.RegistrationId;
  rig.calls.clear();
});

afterEach(() => rig.stop());

const post = (action: string, body: object) => router.post(`/acme/${action}`, body);
const put = (...FieldValues: object[]) => post('PutRegistrationFieldValue', { RegistrationId, FieldValues });
const puts = () => rig.calls.matching({ operation: 'PutRegistrationFieldValue' });
const statuses = (body: { FieldValues: { Status: string }[] }) =>
  body.FieldValues.map(({ Status }) => Status);
const throttle = (times: number) =>
  rig.faults.inject(
    { operation: 'PutRegistrationFieldValue' },
    { kind: 'error', code: 'ThrottlingException', status: 400 },
    times,
  );

describe('one field', () => {
  it("goes through in AWS's own shape, with AWS's own answer", async () => {
    const answer = await post('PutRegistrationFieldValue', { RegistrationId, ...COMPANY });
    expect(answer).toMatchObject({ status: 200, body: { RegistrationId, ...COMPANY, VersionNumber: 1 } });
  });
});

describe('a batch of fields', () => {
  it('is one field when it is null, as when it is left out', async () => {
    const body = { RegistrationId, ...COMPANY, FieldValues: null };
    expect((await post('PutRegistrationFieldValue', body)).status).toBe(200);
    const batch = { RegistrationId, FieldValues: [COMPANY], FieldPath: null };
    expect((await post('PutRegistrationFieldValue', batch)).status).toBe(200);
  });

  it.each([0, 101, 50_000])('of %d fields is refused before the first is put', async (length) => {
    const FieldValues = Array.from({ length }, () => COMPANY);
    const answer = await post('PutRegistrationFieldValue', { RegistrationId, FieldValues });
    expect(errorOf(answer)).toMatchObject({
      status: 400,
      problems: [{ path: 'FieldValues', message: 'must be an array of 1 to 100 elements' }],
    });
    expect(rig.calls.count()).toBe(0);
  });

  it('puts one field a second, and reports the outcome of each', async () => {
    const start = rig.clock.now();
    const answer = await put(COMPANY, SENDER, VOLUME);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      RegistrationId,
      FieldValues: [COMPANY, SENDER, VOLUME].map((field) => ({
        FieldPath: field.FieldPath,
        Status: 'PUT',
        Result: expect.objectContaining(field),
      })),
    });
    expect(puts().map(({ at }) => at - start)).toEqual([0, 1_000, 2_000]);
  });

  it('makes a registration that can be submitted', async () => {
    const refused = await post('SubmitRegistrationVersion', { RegistrationId });
    expect(errorOf(refused)).toMatchObject({
      status: 409,
      Reason: 'SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED',
    });
    await put(COMPANY, SENDER, VOLUME);
    const submitted = await post('SubmitRegistrationVersion', { RegistrationId });
    expect(submitted).toMatchObject({ status: 200, body: { RegistrationVersionStatus: 'SUBMITTED' } });
    const { body } = await post('DescribeRegistrations', { RegistrationIds: [RegistrationId] });
    expect(body.Registrations[0].RegistrationStatus).toBe('SUBMITTED');
  });

  it('goes on after a field that AWS refuses: 207, and the refused one has its reason', async () => {
    const answer = await put(COMPANY, UNKNOWN, SENDER);
    expect(answer.status).toBe(207);
    expect(statuses(answer.body)).toEqual(['PUT', 'FAILED', 'PUT']);
    expect(answer.body.FieldValues[1]).toMatchObject({
      FieldPath: UNKNOWN.FieldPath,
      Error: { name: 'ValidationException', Reason: 'UNKNOWN_REGISTRATION_FIELD' },
    });
  });

  it('stops at an error that affects every field', async () => {
    const answer = await post('PutRegistrationFieldValue', {
      RegistrationId: 'registration-00000000000000000000000000000000',
      FieldValues: [COMPANY, SENDER, VOLUME],
    });
    expect(answer.status).toBe(207);
    expect(statuses(answer.body)).toEqual(['FAILED', 'NOT_ATTEMPTED', 'NOT_ATTEMPTED']);
    expect(puts()).toHaveLength(1);
  });

  it('waits out a throttled account and goes on', { timeout: 20_000 }, async () => {
    throttle(4);
    const answer = await put(COMPANY, SENDER);
    expect(statuses(answer.body)).toEqual(['PUT', 'PUT']);
    expect(answer.status).toBe(200);
  });

  it('never goes past the deadline, and says what is left to send again', async () => {
    const hasty = rig.startRouter({ environment: { DEADLINE_MILLISECONDS: '4500' } });
    const FieldValues = Array.from({ length: 10 }, () => COMPANY);
    const start = rig.clock.now();
    const answer = await hasty.post('/acme/PutRegistrationFieldValue', { RegistrationId, FieldValues });
    expect(answer.status).toBe(207);
    expect(statuses(answer.body)).toEqual([...Array(3).fill('PUT'), ...Array(7).fill('NOT_ATTEMPTED')]);
    expect(rig.clock.now() - start).toBeLessThan(4_500);
  });

  it('has no more time than Lambda has left', async () => {
    const { gatewayEvent } = await import('../../lambda-events.ts');
    const body = JSON.stringify({ RegistrationId, FieldValues: [COMPANY, SENDER, VOLUME] });
    const answer = await router.invoke(
      gatewayEvent({ path: '/acme/PutRegistrationFieldValue', body }),
      3_600,
    );
    expect(statuses(answer.body)).toEqual(['PUT', 'PUT', 'NOT_ATTEMPTED']);
  });

  it.each([
    [{ FieldValues: [] }, ['RegistrationId', 'FieldValues']],
    [{ RegistrationId: 'r', FieldValues: 'x' }, ['FieldValues']],
    [{ RegistrationId: 1, FieldValues: [null] }, ['RegistrationId', 'FieldValues[0]']],
    [
      {
        RegistrationId: 'r',
        FieldPath: 'a',
        FieldValues: [{ TextValue: 1 }, { ...COMPANY, RegistrationId: 'other' }],
      },
      ['FieldPath', 'FieldValues[0].FieldPath', 'FieldValues[0].TextValue', 'FieldValues[1].RegistrationId'],
    ],
    [
      {
        RegistrationId: 'r',
        FieldValues: [
          { ...VOLUME, SelectChoices: ['10', 10] },
          { ...COMPANY, Text: 'x' },
        ],
      },
      ['FieldValues[0].SelectChoices[1]', 'FieldValues[1].Text'],
    ],
  ])('is refused whole, before any call, when its shape is wrong: %j', async (body, paths) => {
    const answer = await post('PutRegistrationFieldValue', body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.problems.map(({ path }: { path: string }) => path)).toEqual(paths);
    expect(rig.calls.count()).toBe(0);
  });

  it('is for that action alone', async () => {
    const answer = await post('DeleteRegistrationFieldValue', { RegistrationId, FieldValues: [COMPANY] });
    expect(errorOf(answer).problems).toEqual([
      { path: 'FieldPath', message: 'is required' },
      { path: 'FieldValues', message: 'is not a known member' },
    ]);
  });
});

it('CreateRegistration passes its tags on', async () => {
  const { body } = await post('DescribeRegistrations', { RegistrationIds: [RegistrationId] });
  const tags = await post('ListTagsForResource', { ResourceArn: body.Registrations[0].RegistrationArn });
  expect(tags.body.Tags).toEqual([{ Key: 'customer', Value: TENANTS.acme.pk }]);
});
