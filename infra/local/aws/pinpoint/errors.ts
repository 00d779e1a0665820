import { AwsError } from '../core/aws-error.ts';

export function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message, { status: 400 });
}

export function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message, { status: 404 });
}
