/**
 * Replaces the SDK's chain of credential sources in bundles. Lambda gives a function its role's credentials in the
 * environment; the chain also reads a workstation's files, asks SSO and runs programs, and is a sixth of the code.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
