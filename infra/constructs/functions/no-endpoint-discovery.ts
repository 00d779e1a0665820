/**
 * What bundles have in place of the SDK's endpoint discovery. DynamoDB's client sets it up, with a cache, and none of
 * its commands asks it.
 */
export function resolveEndpointDiscoveryConfig<Config>(config: Config): Config {
  return config;
}

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: undefined,
};
