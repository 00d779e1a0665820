import { REGISTRATION_GROUP_ID } from '../../registrar/contract/names.ts';
import { registrationEvent } from '../registrar/registration-events.ts';
import { registrarArm } from './arms.ts';
import { startBenchAws } from './aws.ts';
import { Worker } from './warm/worker.ts';

export interface RegistrationFigures {
  readonly perSecond: number;
  /** Calls of DynamoDB and S3 a registration, the registrar's batch being full. */
  readonly calls: number;
}

/** How many registrations the queue hands over at once. */
const BATCH = 10;

/** New tenants, as the queue hands them to the registrar: ten at a time, one batch after the other. */
export async function measureRegistrations(options: {
  readonly node: string;
  readonly batches: number;
}): Promise<RegistrationFigures> {
  const { node, batches } = options;
  const aws = await startBenchAws();
  const registrar = new Worker(registrarArm(), {
    node,
    aws,
    environment: {
      EVENT_BUCKET: 'events',
      ORGANIZATION_ID: 'o-local000000',
      DEAD_LETTER_QUEUE_URL: `${aws.endpoints.AWS_ENDPOINT_URL}/111111111111/refused.fifo`,
    },
  });
  await registrar.run([batchEvent(0)]);
  const before = await aws.counts();
  const events = Array.from({ length: batches }, (_, index) => batchEvent(index + 1));
  const { elapsed } = await registrar.run(events);
  const after = await aws.counts();
  for (const stoppable of [registrar, aws]) stoppable.stop();
  const registered = batches * BATCH;
  if ((after['dynamodb:UpdateItem'] ?? 0) - (before['dynamodb:UpdateItem'] ?? 0) !== registered)
    throw new Error(`The registrar has not written ${registered} tenants: ${JSON.stringify(after)}`);
  return { perSecond: (registered / elapsed) * 1_000, calls: (sum(after) - sum(before)) / registered };
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** The queue's event, as JSON. */
function batchEvent(batch: number): string {
  const Records = Array.from({ length: BATCH }, (_, index) => {
    const number = batch * BATCH + index;
    const event = registrationEvent({
      tenantId: `new-${number}`,
      accountId: String(300_000_000_000 + number),
      id: `event-${number}`,
      // Not from the future, and not from before the tenants that other benchmarks know.
      time: new Date().toISOString().replace(/\.\d+Z/, 'Z'),
    });
    return {
      messageId: `message-${number}`,
      body: JSON.stringify(event),
      attributes: { MessageGroupId: REGISTRATION_GROUP_ID },
    };
  });
  return JSON.stringify({ Records });
}
