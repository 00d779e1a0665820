import { AwsError } from '../../core/aws-error.ts';

/** One receive of one message; only the latest one is valid for deleting or changing visibility. */
export interface Receipt {
  readonly queueArn: string;
  readonly messageId: string;
  /** The message's receive count at that receive. */
  readonly receiveCount: number;
}

export function receiptHandle({ queueArn, messageId, receiveCount }: Receipt): string {
  return Buffer.from(JSON.stringify([queueArn, messageId, receiveCount])).toString('base64');
}

/** @throws AwsError ReceiptHandleIsInvalid when this queue did not issue the handle */
export function parseReceiptHandle(handle: string, queueArn: string): Receipt {
  try {
    const [arn, messageId, receiveCount] = JSON.parse(Buffer.from(handle, 'base64').toString('utf8'));
    if (arn === queueArn && typeof messageId === 'string' && typeof receiveCount === 'number')
      return { queueArn, messageId, receiveCount };
  } catch {
    // Any text that is not a receipt handle is refused below.
  }
  throw new AwsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}
