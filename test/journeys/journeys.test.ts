import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_CLIENT } from '../../infra/local/system/local-clients.ts';
import type { LocalSystem } from '../../infra/local/system/local-system.ts';
import { startSystem } from '../support/deployment.ts';
import { unusedPermissions } from './access/permissions.ts';
import { UNUSED_PERMISSIONS } from './access/unused-permissions.ts';
import { installClient, programOfReadme, type Stranger } from './client-package/stranger.ts';
import { TYPED_PROGRAM } from './client-package/typed-program.ts';
import { type FrontDoors, openFrontDoors } from './front-doors/doors.ts';
import { type Door, ODD_REQUESTS } from './front-doors/odd-requests.ts';
import type { Journey } from './journey.ts';
import { JOURNEYS } from './journeys.ts';

let system: LocalSystem;
const finished = new Set<Journey>();

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

async function run(journey: Journey): Promise<void> {
  await journey.run(system);
  finished.add(journey);
}

// Before the journeys, some of which change the stage for a while.
describe('the client, installed from its tarball into an empty project without a network', () => {
  let stranger: Stranger;
  beforeAll(async () => {
    stranger = await installClient();
  });
  afterAll(() => stranger.leave());

  it('has no dependencies', () => {
    expect(stranger.packages).toEqual(['node_modules/pinpoint-tenant-router-client']);
  });

  it("runs its README's program, which sends a text and waits for its delivery", async () => {
    const printed = await stranger.run('program.mjs', programOfReadme(), {
      ENDPOINT: system.apiUrl,
      TOKEN_URL: `${system.aws.url}/oauth2/token`,
      CLIENT_ID: LOCAL_CLIENT.clientId,
      CLIENT_SECRET: LOCAL_CLIENT.clientSecret,
    });
    expect(printed.trim().split('\n').at(-1)).toBe('DELIVERED');
  });

  it('is required as CommonJS, too', async () => {
    const source = "console.log(Object.keys(require('pinpoint-tenant-router-client')).sort().join())";
    expect(await stranger.run('required.cjs', source)).toContain('createClient,errors,verifyCallback');
  });

  it.each(['typed.mts', 'typed.cts'])('is typed, as %s', async (file) => {
    expect(await stranger.check(file, TYPED_PROGRAM)).toBe('');
  });
});

describe('the three front doors answer alike', () => {
  let doors: FrontDoors;
  beforeAll(async () => {
    doors = await openFrontDoors(system);
  });
  afterAll(() => doors.close());

  it.each(ODD_REQUESTS.map((odd) => [odd.title, odd] as const))('%s', async (_title, odd) => {
    const at: readonly Door[] = odd.doors ?? ['gateway', 'url', 'dev'];
    const answers = await Promise.all(at.map((door) => doors.knock(door, odd)));
    const seen = at.map((door, index) => [door, answers[index]?.status, answers[index]?.name]);
    expect(seen).toEqual(
      at.map((door) => {
        const [status, name] = odd.but?.[door] ?? odd.answer;
        return [door, status, name];
      }),
    );
    for (const { name, message, requestId, header } of answers) {
      if (odd.says !== undefined) expect(message).toMatch(odd.says);
      expect(header).toMatch(/^[\w-]{36}$/);
      if (name !== undefined) expect(requestId).toBe(header);
    }
  });
});

describe('on a system deployed from the templates', () => {
  it.each(JOURNEYS.map((journey) => [journey.title, journey] as const))('%s', async (_title, journey) => {
    await run(journey);
  });

  it('every permission of every role is used by some journey, or has its reason', {
    timeout: 60_000,
  }, async () => {
    for (const journey of JOURNEYS) if (!finished.has(journey)) await run(journey);
    const unused = unusedPermissions(system).map(({ role, action, resource }) => {
      const excuse = UNUSED_PERMISSIONS.find(
        ({ roles, actions }) => roles.some((name) => role.startsWith(name)) && actions.includes(action),
      );
      return { role, action, resource, reason: excuse?.reason };
    });
    const lines = unused.map(
      ({ role, action, resource, reason = 'NO REASON' }) => `${role}: ${action} on ${resource}. ${reason}`,
    );
    console.info(`Permissions that no journey used:\n  ${lines.join('\n  ')}`);
    expect(unused.filter(({ reason }) => reason === undefined)).toEqual([]);
    // A permission that is used needs no excuse.
    const listed = UNUSED_PERMISSIONS.flatMap(({ roles, actions }) =>
      roles.flatMap((role) => actions.map((action) => ({ role, action }))),
    );
    const stale = listed.filter(
      (entry) => !unused.some(({ role, action }) => role.startsWith(entry.role) && action === entry.action),
    );
    expect(stale).toEqual([]);
  });
});
