import type { AwsError } from '../core/aws-error.ts';
import { operationOfTarget, parseJsonObject } from '../core/protocols/json-protocol.ts';
import { homeOf, type Reply, type WireService } from '../core/wire-service.ts';
import type { SmsVoice } from './sms-voice.ts';

/** AWS JSON 1.0. Errors have `Message` instead of other services' `message`, and the request's id when AWS failed. */
export function smsVoiceWire(smsVoice: SmsVoice): WireService {
  return {
    scope: 'sms-voice',
    operationOf: operationOfTarget,
    async handle(request) {
      const input = parseJsonObject(request.body);
      return jsonReply(
        200,
        await smsVoice.request(request.caller, homeOf(request), operationOfTarget(request), input),
      );
    },
    renderError({ code, message, members, status }: AwsError, requestId) {
      const internal = code === 'InternalServerException' && { RequestId: requestId };
      return jsonReply(status, { __type: code, Message: message, ...members, ...internal });
    },
  };
}

function jsonReply(status: number, body: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(body ?? {}),
  };
}
