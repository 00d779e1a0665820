import { Sha256 as SdkSha256 } from '@smithy/core/checksum';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Sha256 } from '../../../router/aws/sha256.ts';

const secret = fc.option(
  fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.uint8Array({ minLength: 1 })),
  { nil: undefined },
);

it('hashes and signs as the SDK does, with a new secret, a known one and after a reset', async () => {
  await fc.assert(
    fc.asyncProperty(secret, fc.array(fc.uint8Array(), { minLength: 1 }), async (secret, parts) => {
      const expected = new SdkSha256(secret);
      for (const part of parts) expected.update(part);
      const digest = [...(await expected.digest())];
      for (let use = 0; use < 2; use += 1) {
        const own = new Sha256(secret);
        own.update('thrown away');
        own.reset();
        for (const part of parts) own.update(part);
        expect([...(await own.digest())]).toEqual(digest);
      }
    }),
  );
});
