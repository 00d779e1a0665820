/**
 * What bundles have in place of the SDK's chain of credential sources: Lambda gives a function its role's credentials
 * in the environment. The chain also looks into a workstation's files, asks SSO and runs programs, a sixth of the code.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
