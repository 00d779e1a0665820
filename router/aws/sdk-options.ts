/**
 * What clients of the SDK would look for, each at its first call, in the environment and in the configuration files of
 * a workstation; the values are the SDK's defaults.
 *
 * @param endpointUrl Where all of AWS is, if not at each service's own endpoint. Then the SDK looks for itself, for
 *   the environment may name a service's.
 */
export function sdkOptions(endpointUrl: string | undefined) {
  return {
    ignoreConfiguredEndpointUrls: endpointUrl === undefined,
    defaultsMode: 'standard' as const,
    retryMode: 'standard',
    maxAttempts: 3,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: '',
    authSchemePreference: [] as string[],
    sigv4aSigningRegionSet: [] as string[],
    disableClockSkewCorrection: false,
  };
}
