import { SignatureV4 } from '@smithy/signature-v4';

/**
 * Replaces the SDK's signer for requests to several Regions (SigV4a) in the router's bundle. Only the client of STS
 * includes it, and a regional endpoint of STS does not ask for it. If one did, the SDK would report that it is missing.
 */
export class SignatureV4MultiRegion extends SignatureV4 {
  static sigv4aDependency(): 'none' {
    return 'none';
  }
}
