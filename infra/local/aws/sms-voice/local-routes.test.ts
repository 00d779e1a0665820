import { expect, it } from 'vitest';
import { MessagingBench } from './messaging-bench.rig.ts';

it.each<[string, string, object]>([
  ['inbound', '{}', { message: 'from is required; to is required; body is required.' }],
  ['inbound', '7', { message: 'The body must be an object.' }],
  [
    'inbound',
    '{"from": "1", "to": "+12065550100", "body": 1, "text": ""}',
    {
      message: 'from must be a phone number such as +12065550100; body must be a string; text is not known.',
    },
  ],
  [
    'registrations/r-1/review',
    '{"accountId": "222222222222", "region": "us-east-1", "decision": "maybe"}',
    { message: 'decision must be approve, deny or update.' },
  ],
])('POST /_local/%s refuses %s in words about its members', async (path, body, answer) => {
  const bench = new MessagingBench();
  await bench.listen();
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${bench.kernel.endpoint.url}/_local/${path}`, {
      method: 'POST',
      headers,
      body,
    });
    expect([response.status, await response.json()]).toEqual([400, answer]);
  } finally {
    await bench.close();
  }
});
