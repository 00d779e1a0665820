/** Sent messages (`aws.outbox`), and the service that sends them. */
export type { PhoneMessage, SentMessage } from '../sms-voice/messages/outbox.ts';
export type { SmsVoice } from '../sms-voice/sms-voice.ts';
