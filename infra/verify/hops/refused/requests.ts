import { randomUUID } from 'node:crypto';
import { broken, type Check, ok } from '../../check.ts';
import { callApi, describeAnswer } from '../../requests/api.ts';

const ACTION = 'DescribePhoneNumbers';

export const withoutToken: Check = {
  hop: 'Refused: no token',
  proves: 'the API answers 401 to a request without a token',
  advice: 'The method has no authorizer, or an old deployment is served: deploy the management stack again.',
  async run(context) {
    const answer = await callApi(context, { action: ACTION, token: null });
    return answer.status === 401 ? ok('401') : broken(describeAnswer(answer));
  },
};

export const forgedToken: Check = {
  hop: 'Refused: forged token',
  proves: 'a malformed token, and a real token with altered claims, are 401',
  advice: withoutToken.advice,
  async run(context) {
    const [header = '', claims = '', signature = ''] = context.findings.get('token').split('.');
    const altered = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as object;
    const forged = Buffer.from(JSON.stringify({ ...altered, client_id: 'forged' })).toString('base64url');
    for (const token of ['garbage', [header, forged, signature].join('.')]) {
      const answer = await callApi(context, { action: ACTION, token });
      if (answer.status !== 401) return broken(describeAnswer(answer));
    }
    return ok('401 to both');
  },
};

export const unknownTenant: Check = {
  hop: 'Refused: unknown tenant',
  proves: 'an unannounced tenant is 404 TenantNotFoundException',
  advice: "The router's log has the request under the requestId.",
  async run(context) {
    const answer = await callApi(context, { action: ACTION, tenantId: `nobody-${randomUUID()}` });
    const expected = answer.status === 404 && answer.error.name === 'TenantNotFoundException';
    return expected ? ok('404') : broken(describeAnswer(answer));
  },
};

/** An AWS operation that is not on the allowlist, and a name that every JavaScript object has. */
const NOT_ALLOWED = ['SetAccountDefaultProtectConfiguration', 'constructor'];

export const otherAction: Check = {
  hop: 'Refused: action off the list',
  proves: 'an action off the allowlist is 404 InvalidActionException',
  advice: 'Look at router/actions/allowlist.ts in the deployed revision.',
  async run(context) {
    for (const action of NOT_ALLOWED) {
      const answer = await callApi(context, { action });
      if (answer.status !== 404 || answer.error.name !== 'InvalidActionException')
        return broken(`${action}: ${describeAnswer(answer)}`);
    }
    return ok(`404 to ${NOT_ALLOWED.join(' and ')}`);
  },
};
