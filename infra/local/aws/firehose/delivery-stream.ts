import type { Home } from '../core/caller.ts';

/** The destination of a stream: `ExtendedS3DestinationConfiguration`, as far as it is simulated. */
export interface Destination {
  /** Firehose writes with this role. */
  readonly roleArn: string;
  readonly bucketArn: string;
  /** @default '' */
  readonly prefix?: string;
  readonly errorOutputPrefix?: string;
  /** 0 to 900. @default 300 */
  readonly bufferSeconds?: number;
  /** 1 to 128. @default 5 */
  readonly bufferMegabytes?: number;
  /** @default UNCOMPRESSED */
  readonly compression?: 'UNCOMPRESSED' | 'GZIP';
  /** Appended to every record. @default none: records follow each other without a separator */
  readonly delimiter?: string;
  /** The prefix of delivery errors. */
  readonly errorLog?: { readonly logGroupName: string; readonly logStreamName: string };
}

export interface DeliveryStream extends Home {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  /** Counts the changes of the destination, from 1. */
  version: number;
  destination: Destination;
}

/** A failed attempt to write one object. */
export interface DeliveryFailure {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** S3's or IAM's error name. */
  readonly code: string;
  readonly message: string;
  readonly records: number;
  /** Whether it was the last attempt: the records are older than 24 hours and lost. */
  readonly lost: boolean;
}

export function deliveryStreamArn({ region, accountId }: Home, name: string): string {
  return `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`;
}
