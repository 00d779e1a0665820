import { broken, type Check, ok } from '../check.ts';
import { signedGet } from '../requests/signed-request.ts';

/** The router answers this path itself, behind the URL's authentication. */
const PATH = '/healthz';

export const functionUrl: Check = {
  hop: 'Function URL',
  proves: 'it accepts a request that the operator has signed',
  advice:
    "For a 403, check that the operator has lambda:InvokeFunctionUrl and lambda:InvokeFunction. Otherwise see the router's log.",
  async run({ deployment: { management }, findings }) {
    const { status } = await signedGet(findings.get('outputs').FunctionUrl, PATH, management);
    return status === 200 ? ok(`200 to GET ${PATH}`) : broken(`${status} to GET ${PATH}`);
  },
};

export const unsignedUrl: Check = {
  hop: 'Refused: unsigned function URL',
  proves: 'the function URL answers 403 to a request without a signature',
  advice: "The URL's auth type is not AWS_IAM: deploy the management stack again.",
  async run({ findings }) {
    const { status } = await signedGet(findings.get('outputs').FunctionUrl, PATH);
    return status === 403 ? ok('403') : broken(`It answered ${status}.`);
  },
};
