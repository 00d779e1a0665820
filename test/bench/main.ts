import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import Table from 'cli-table3';
import { startInstantAws } from '../router/instant-aws.ts';
import { gatewayEvent } from '../router/lambda-events.ts';
import { startTestRouter } from '../router/test-router.ts';
import { measure } from './measure.ts';

/**
 * `npm run bench`: what the router adds to an AWS call. The Lambda handler gets API Gateway events; AWS is a server in
 * this process that answers at once, so its share of the time is in every figure. Compare rows, not machines.
 */
const SEND = { DestinationPhoneNumber: '+14254147755', MessageBody: 'hello' };

const aws = await startInstantAws({ answer: () => ({ body: '{"MessageId":"m-1"}' }) });
const newRouter = () => startTestRouter({ awsUrl: aws.url, log: () => {} });
const router = newRouter();
const sdk = new PinpointSMSVoiceV2Client({
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  cacheMiddleware: true,
});

const sendEvent = gatewayEvent({ path: '/acme/SendTextMessage', body: JSON.stringify(SEND) });
const wrongEvent = gatewayEvent({ path: '/acme/SendTextMessage', body: '{"MessageBody":1}' });

const cases: readonly [name: string, request: () => Promise<unknown>, count: number, concurrency: number][] =
  [
    ['the SDK alone', () => sdk.send(new SendTextMessageCommand(SEND)), 3_000, 1],
    ['router, warm caches', () => router.invoke(sendEvent), 3_000, 1],
    ['router, cold caches (table, AssumeRole, client)', () => newRouter().invoke(sendEvent), 200, 1],
    ['router, a request it refuses (400)', () => router.invoke(wrongEvent), 3_000, 1],
    ['the SDK alone, 20 at once', () => sdk.send(new SendTextMessageCommand(SEND)), 5_000, 20],
    ['router, warm caches, 20 at once', () => router.invoke(sendEvent), 5_000, 20],
  ];

const table = new Table({
  head: ['SendTextMessage', 'requests/s', 'mean ms', 'p50 ms', 'p99 ms'],
  colAligns: ['left', 'right', 'right', 'right', 'right'],
  style: { head: [] },
});
for (const [name, request, count, concurrency] of cases) {
  await measure(request, { count: Math.ceil(count / 5), concurrency });
  const { requestsPerSecond, mean, p50, p99 } = await measure(request, { count, concurrency });
  table.push([name, requestsPerSecond.toFixed(0), ...[mean, p50, p99].map((time) => time.toFixed(2))]);
}
console.log(table.toString());

sdk.destroy();
await aws.stop();
