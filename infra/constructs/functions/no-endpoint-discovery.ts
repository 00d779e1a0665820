/**
 * Replaces the SDK's endpoint discovery in bundles. DynamoDB's client sets it up, with a cache, but none of its commands
 * uses it.
 */
export function resolveEndpointDiscoveryConfig<Config>(config: Config): Config {
  return config;
}

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: undefined,
};
