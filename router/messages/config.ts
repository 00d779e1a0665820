import * as v from 'valibot';
import { type Environment, parseEnvironment } from '../../registrar/runtime/environment.ts';

const ReaderVariables = v.pipe(
  v.object({
    EVENT_BUCKET: v.pipe(v.string(), v.nonEmpty('must be the name of the event bucket')),
    MESSAGES_TABLE: v.pipe(v.string(), v.nonEmpty('must be the name of the messages table')),
    MESSAGE_RETENTION_DAYS: v.pipe(
      v.string(),
      v.regex(/^[1-9]\d{0,3}$/, 'must be a number of days, from 1 to 9999'),
      v.transform(Number),
    ),
    CALLBACKS_TABLE: v.pipe(v.string(), v.nonEmpty('must be the name of the table of callbacks')),
    CALLBACK_QUEUE_URL: v.pipe(v.string(), v.url('must be the URL of the queue of callbacks')),
  }),
  v.transform((environment) => ({
    bucketName: environment.EVENT_BUCKET,
    tableName: environment.MESSAGES_TABLE,
    retentionDays: environment.MESSAGE_RETENTION_DAYS,
    callbacksTable: environment.CALLBACKS_TABLE,
    callbackQueueUrl: environment.CALLBACK_QUEUE_URL,
  })),
);

export type ReaderConfig = v.InferOutput<typeof ReaderVariables>;

/** @throws ConfigError */
export function readReaderConfig(environment: Environment = process.env): ReaderConfig {
  return parseEnvironment(ReaderVariables, environment);
}
