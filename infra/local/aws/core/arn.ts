import type { Home } from './caller.ts';

/** The account and Region of an ARN; empty when it has none, as an ARN of S3 or another text. */
export function homeOfArn(arn: string): Home {
  const [, , , region = '', accountId = ''] = arn.split(':');
  return { region, accountId };
}

/** The service's part of an ARN: `sqs`, `events`, … */
export function serviceOfArn(arn: string): string {
  return arn.split(':')[2] ?? '';
}
