/**
 * Replaces the SDK's index in the router's bundle: the client and its commands, each with its schema. The index also
 * exports enums, paginators and every schema by name, a tenth of the code that esbuild cannot remove, because the
 * router looks operations up by name. Imported by path, because in the bundle the package's name resolves to this file.
 */
export * from '../../../node_modules/@aws-sdk/client-pinpoint-sms-voice-v2/dist-es/commands/index.js';
export { PinpointSMSVoiceV2Client } from '../../../node_modules/@aws-sdk/client-pinpoint-sms-voice-v2/dist-es/PinpointSMSVoiceV2Client.js';
