import { homeOfArn } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import type { Caller, Home } from '../core/caller.ts';
import type { Kernel } from '../iam/kernel.ts';
import { logGroupArn } from '../logs/log-group.ts';
import type { Logs } from '../logs/logs.ts';
import type { S3 } from '../s3/s3.ts';
import { type DeliveredObject, DeliveredObjects } from './delivered-objects.ts';
import { Delivery } from './delivery.ts';
import type { DeliveryFailure, DeliveryStream, Destination } from './delivery-stream.ts';
import { deliveryStreamArn } from './delivery-stream.ts';
import { assertPrefixes } from './prefix.ts';
import { assumeDeliveryRole, writeBatch } from './s3-writer.ts';

const MEBIBYTE = 1_048_576;
/** "The maximum size of a record sent to Firehose, before base64 encoding, is 1,000 KiB." */
const MAX_RECORD_BYTES = 1_024_000;

/** The most memory that delivered objects may take, in all buckets together. */
const DELIVERED_BYTES = 128 * MEBIBYTE;

/** Amazon Data Firehose: streams with direct put to a bucket of the same or another account. */
export class Firehose {
  readonly #kernel: Kernel;
  readonly #s3: S3;
  readonly #logs: Logs;
  readonly #streams = new Map<string, { readonly stream: DeliveryStream; readonly delivery: Delivery }>();

  readonly #delivered = new DeliveredObjects(DELIVERED_BYTES, (object) => this.#expire(object));

  constructor(kernel: Kernel, s3: S3, logs: Logs) {
    this.#kernel = kernel;
    this.#s3 = s3;
    this.#logs = logs;
  }

  /** @throws AwsError ResourceInUseException; InvalidArgumentException, as when Firehose cannot assume the role */
  createDeliveryStream(
    { accountId, region }: Home,
    { name, ...destination }: { readonly name: string } & Destination,
  ): { readonly arn: string } {
    const arn = deliveryStreamArn({ accountId, region }, name);
    if (this.#streams.has(arn))
      throw new AwsError(
        'ResourceInUseException',
        `Firehose ${name} under accountId ${accountId} already exists`,
      );
    const createdAt = this.#kernel.clock.now();
    const stream = { accountId, region, name, arn, createdAt, version: 1, destination };
    this.#assertDestination(stream);
    const delivery = new Delivery({
      clock: this.#kernel.clock,
      hints: () => hintsOf(stream.destination),
      write: (batch) => this.#delivered.add(writeBatch(this.#kernel.iam, this.#s3, stream, batch)),
      report: (failure) => this.#report(stream, failure),
    });
    this.#streams.set(arn, { stream, delivery });
    return { arn };
  }

  /** Records that are already buffered go to the new destination. */
  updateDestination(arn: string, destination: Destination): void {
    const { stream } = this.#find(arn);
    this.#assertDestination({ ...stream, destination });
    stream.destination = destination;
    stream.version += 1;
  }

  /** Records that are not delivered by then are lost. */
  deleteDeliveryStream(arn: string): void {
    this.#find(arn).delivery.stop();
    this.#streams.delete(arn);
  }

  /** @throws AwsError ResourceNotFoundException */
  describeDeliveryStream(caller: Caller, arn: string): DeliveryStream {
    this.#authorize(caller, 'firehose:DescribeDeliveryStream', arn);
    return this.#find(arn).stream;
  }

  /** The stream itself, without an authorization by IAM. @throws AwsError ResourceNotFoundException */
  deliveryStream(arn: string): DeliveryStream {
    return this.#find(arn).stream;
  }

  /** Does PutRecord for each of the records. */
  putRecords(caller: Caller, arn: string, records: readonly Buffer[]): void {
    this.#put(caller, 'firehose:PutRecord', arn, records);
  }

  putRecordBatch(caller: Caller, arn: string, records: readonly Buffer[]): void {
    this.#put(caller, 'firehose:PutRecordBatch', arn, records);
  }

  /** Writes at once what the buffers of all streams have, and batches that were refused. */
  flush(): void {
    for (const { delivery } of this.#streams.values()) delivery.flush();
  }

  /** Every failed attempt to deliver, oldest first. */
  deliveryFailures(arn: string): readonly DeliveryFailure[] {
    return this.#find(arn).delivery.failures;
  }

  /** How many records are buffered or wait for another attempt. */
  pendingRecords(arn: string): number {
    return this.#find(arn).delivery.pendingRecords;
  }

  #expire({ bucketName, key }: DeliveredObject): void {
    this.#s3.expireObject(bucketName, key);
    this.#kernel.log(
      `Firehose: ${DELIVERED_BYTES / MEBIBYTE} MiB of delivered objects are kept; ${bucketName}/${key} was dropped.`,
    );
  }

  #put(caller: Caller, action: string, arn: string, records: readonly Buffer[]): void {
    this.#authorize(caller, action, arn);
    const { delivery } = this.#find(arn);
    if (records.some(({ length }) => length > MAX_RECORD_BYTES))
      throw new AwsError('ValidationException', `A record is larger than ${MAX_RECORD_BYTES} bytes.`);
    for (const record of records) delivery.add(record);
  }

  #authorize(caller: Caller, action: string, arn: string): void {
    const resourceAccountId = homeOfArn(arn).accountId;
    this.#kernel.iam.authorize({ caller, action, resource: arn, resourceAccountId });
  }

  #find(arn: string) {
    const found = this.#streams.get(arn);
    if (found !== undefined) return found;
    const { accountId } = homeOfArn(arn);
    const name = arn.replace(/^.*:deliverystream\//, '');
    throw new AwsError('ResourceNotFoundException', `Firehose ${name} under account ${accountId} not found.`);
  }

  #assertDestination(stream: DeliveryStream): void {
    const { roleArn, prefix = '', errorOutputPrefix } = stream.destination;
    assertPrefixes(prefix, errorOutputPrefix);
    try {
      assumeDeliveryRole(this.#kernel.iam, stream);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new AwsError(
        'InvalidArgumentException',
        `Firehose is unable to assume role ${roleArn}. Please check the role provided. ${error.message}`,
      );
    }
  }

  /** Logs to the stream's error log, with its role, and to the local AWS's log. */
  #report(stream: DeliveryStream, { code, message, records, lost }: DeliveryFailure): void {
    const { clock, iam, log } = this.#kernel;
    const fate = lost ? 'lost after 24 hours' : 'kept for another try';
    log(`Firehose ${stream.name} (${stream.accountId}): ${records} records ${fate}: ${code}: ${message}`);
    const { errorLog, bucketArn } = stream.destination;
    if (errorLog === undefined) return;
    const line = {
      deliveryStreamARN: stream.arn,
      destination: bucketArn,
      deliveryStreamVersionId: stream.version,
      message,
      // Firehose has one code for errors that IAM and S3 name differently.
      errorCode: `S3.${code.replace('AccessDeniedException', 'AccessDenied')}`,
    };
    try {
      const session = assumeDeliveryRole(iam, stream);
      const groupArn = logGroupArn(stream, errorLog.logGroupName);
      const event = { timestamp: clock.now(), message: JSON.stringify(line) };
      this.#logs.putLogEvents(session, groupArn, errorLog.logStreamName, [event]);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      log(`Firehose ${stream.name} (${stream.accountId}) cannot write its error log: ${error.message}`);
    }
  }
}

function hintsOf({ bufferSeconds = 300, bufferMegabytes = 5 }: Destination) {
  return { bufferSeconds, bufferBytes: bufferMegabytes * MEBIBYTE };
}
