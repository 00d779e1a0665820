/**
 * What the router's bundle has in place of the SDK's index: the client and its commands, each with its schema. The
 * index also exports enums, paginators and every schema by name, a tenth of the code, and esbuild cannot leave out
 * what the router might look up. By a path, for the package's own name stands for this file in the bundle.
 */
export * from '../../../node_modules/@aws-sdk/client-pinpoint-sms-voice-v2/dist-es/commands/index.js';
export { PinpointSMSVoiceV2Client } from '../../../node_modules/@aws-sdk/client-pinpoint-sms-voice-v2/dist-es/PinpointSMSVoiceV2Client.js';
