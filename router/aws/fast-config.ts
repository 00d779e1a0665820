import { getSchemaSerdePlugin } from '@smithy/core/schema';

type SerdePlugin = ReturnType<typeof getSchemaSerdePlugin>;

interface SdkClient<Config> {
  config: Config;
  readonly middlewareStack: { use(plugin: SerdePlugin): void };
}

/**
 * Makes a client's configuration quick to copy: the SDK copies it three times a call. As it was put together, V8 holds
 * it as a dictionary, which takes 7 µs to copy; a copy of it is a plain object, which takes next to nothing.
 */
export function makeConfigFast<Config extends Parameters<typeof getSchemaSerdePlugin>[0]>(
  client: SdkClient<Config>,
): void {
  client.config = { ...client.config };
  // What was given the configuration when the client was made, and copies it.
  client.middlewareStack.use(getSchemaSerdePlugin(client.config));
}
