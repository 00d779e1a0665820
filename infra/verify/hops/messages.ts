import { CONFIGURATION_SET_NAME } from '../../../registrar/contract/names.ts';
import { broken, type Check, ok } from '../check.ts';
import { brokenAnswer, callApi } from '../requests/api.ts';

/** A United States destination whose messages succeed: "Simulator phone numbers in AWS End User Messaging SMS". */
const SUCCESS_DESTINATION = '+14254147755';

interface PhoneNumber {
  readonly PhoneNumberId: string;
  readonly Status: string;
}

export const read: Check = {
  hop: 'Read',
  proves: "gateway, router, table, access role and the tenant's Region work together",
  advice: "The router's log has the request under the requestId.",
  async run(context) {
    // A tenant that the table does not have cannot be found by the router.
    const { region } = context.findings.get('record');
    const answer = await callApi(context, {
      action: 'DescribePhoneNumbers',
      input: { Filters: [{ Name: 'number-type', Values: ['SIMULATOR'] }] },
    });
    if (answer.status !== 200) return brokenAnswer(answer);
    const numbers = (answer.body.PhoneNumbers ?? []) as readonly PhoneNumber[];
    const active = numbers.find(({ Status }) => Status === 'ACTIVE');
    if (active === undefined)
      return broken(
        `The answer is a success, but has no active simulator number: ${numbers[0]?.Status ?? 'there is none'}.`,
        'Wait until the number is active, or deploy the tenant stack again.',
      );
    context.findings.add({ simulatorNumberId: active.PhoneNumberId });
    return ok(`200, and an active simulator number in ${region}`);
  },
};

export const send: Check = {
  hop: 'Send',
  proves: 'the SIMULATOR number that CloudFormation made sends, with the configuration set',
  advice: "The router's log has the request under the requestId.",
  async run(context) {
    const OriginationIdentity = context.findings.get('simulatorNumberId');
    const sentAt = Date.now();
    const answer = await callApi(context, {
      action: 'SendTextMessage',
      input: {
        DestinationPhoneNumber: SUCCESS_DESTINATION,
        OriginationIdentity,
        ConfigurationSetName: CONFIGURATION_SET_NAME,
        MessageBody: 'Deployment check',
      },
    });
    const { MessageId: messageId } = answer.body;
    if (answer.status !== 200 || typeof messageId !== 'string') return brokenAnswer(answer);
    context.findings.add({ message: { messageId, sentAt } });
    return ok(`MessageId ${messageId}`);
  },
};
