import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';

const client = new PinpointSMSVoiceV2Client();

/** The SDK called directly, with the options it has by default: what the router's own work is measured against. */
export async function handler({ body }: { body: string }) {
  const { MessageId } = await client.send(new SendTextMessageCommand(JSON.parse(body)));
  return { statusCode: 200, body: JSON.stringify({ MessageId }) };
}
