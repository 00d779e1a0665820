import { readFileSync } from 'node:fs';
import { type ClientResponse, hc } from 'hono/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../infra/local/system/local-system.ts';
import type { App } from '../../router/http/app.ts';
import { accessToken } from '../support/api.ts';
import { startSystem } from '../support/deployment.ts';

let system: LocalSystem;
let client: ReturnType<typeof hc<App>>[':tenantId'];
const param = { tenantId: 'acme' };

beforeAll(async () => {
  system = await startSystem();
  const headers = { authorization: `Bearer ${await accessToken(system)}` };
  client = hc<App>(system.apiUrl, { headers })[':tenantId'];
});
afterAll(() => system.stop());

type Output<R> = R extends ClientResponse<infer T, 200, 'json'> ? T : never;

/** The answer's body, if all went well: then it is of the operation's type. */
async function ok<R extends ClientResponse<unknown, number, 'json'>>(answer: R): Promise<Output<R>> {
  const body = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return body as Output<R>;
}

/** Every field that the type of registration asks for, with a value of its kind. */
async function requiredFields(RegistrationType: string) {
  const definitions = await ok(
    await client.DescribeRegistrationFieldDefinitions.$post({ param, json: { RegistrationType } }),
  );
  return (definitions.RegistrationFieldDefinitions ?? []).filter(
    ({ FieldRequirement }) => FieldRequirement === 'REQUIRED',
  );
}

describe("the sample's nine actions, through the deployed API and its typed client", () => {
  it('describes what the tenant stack made', async () => {
    const sets = await ok(await client.DescribeConfigurationSets.$post({ param, json: {} }));
    expect(sets.ConfigurationSets).toMatchObject([
      { ConfigurationSetName: 'Default', CreatedTimestamp: expect.stringMatching(/^\d{4}-.*T.*Z$/) },
    ]);
    const pools = await ok(await client.DescribePools.$post({ param, json: {} }));
    expect(pools.Pools).toHaveLength(1);
    const types = await ok(await client.DescribeRegistrationTypeDefinitions.$post({ param, json: {} }));
    expect(types.RegistrationTypeDefinitions?.map(({ RegistrationType }) => RegistrationType)).toContain(
      'US_TOLL_FREE_REGISTRATION',
    );
  });

  it('sends a text', async () => {
    const json = {
      DestinationPhoneNumber: '+14254147755',
      MessageBody: 'Hello',
      ConfigurationSetName: 'Default',
    };
    expect(await ok(await client.SendTextMessage.$post({ param, json }))).toEqual({
      MessageId: expect.any(String),
    });
  });

  it('creates a registration with tags, does not submit it half-filled, and takes a batch of values', async () => {
    const RegistrationType = 'US_TOLL_FREE_REGISTRATION';
    const created = await ok(
      await client.CreateRegistration.$post({
        param,
        json: { RegistrationType, Tags: [{ Key: 'team', Value: 'growth' }] },
      }),
    );
    const { RegistrationId, RegistrationArn: ResourceArn } = created;
    const tags = await ok(await client.ListTagsForResource.$post({ param, json: { ResourceArn } }));
    expect(tags.Tags).toEqual([{ Key: 'team', Value: 'growth' }]);

    const early = await client.SubmitRegistrationVersion.$post({ param, json: { RegistrationId } });
    expect(early.status).toBe(409);

    const batch = { FieldPath: 'companyInfo.companyName', TextValue: 'Acme Corp' };
    const written = await client.PutRegistrationFieldValue.$post({
      param,
      json: { RegistrationId, FieldValues: [batch] },
    });
    expect(written.status).toBe(200);
    const values = await ok(
      await client.DescribeRegistrationFieldValues.$post({ param, json: { RegistrationId } }),
    );
    expect(values.RegistrationFieldValues).toMatchObject([batch]);

    const fields = await requiredFields(RegistrationType);
    expect(fields.length).toBeGreaterThan(5);
    const registrations = await ok(await client.DescribeRegistrations.$post({ param, json: {} }));
    expect(registrations.Registrations).toMatchObject([{ RegistrationId, RegistrationStatus: 'CREATED' }]);
  });

  it('carries an attachment byte for byte', async () => {
    const picture = readFileSync(new URL('../../LICENSE', import.meta.url));
    const made = await ok(
      await client.CreateRegistrationAttachment.$post({
        param,
        json: { AttachmentBody: picture.toString('base64') },
      }),
    );
    const home = { accountId: '222222222222', region: 'us-east-1' };
    expect(
      Buffer.from(system.aws.smsVoice.attachmentBody(home, made.RegistrationAttachmentId) ?? []),
    ).toEqual(picture);
  });
});
