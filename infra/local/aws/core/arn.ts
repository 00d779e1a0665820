import type { Home } from './caller.ts';

/** The account and Region that an ARN names; empty where it names none, as an ARN of S3 or a text that is no ARN. */
export function homeOfArn(arn: string): Home {
  const [, , , region = '', accountId = ''] = arn.split(':');
  return { region, accountId };
}

/** The service's part of an ARN: `sqs`, `events`, … */
export function serviceOfArn(arn: string): string {
  return arn.split(':')[2] ?? '';
}
