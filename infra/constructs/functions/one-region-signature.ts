import { SignatureV4 } from '@smithy/signature-v4';

/**
 * What the router's bundle has in place of the SDK's signer for requests to several Regions (SigV4a). Of its clients only
 * the one of STS has it, and a regional STS asks for none such: if one did, the SDK would say that it cannot.
 */
export class SignatureV4MultiRegion extends SignatureV4 {
  static sigv4aDependency(): 'none' {
    return 'none';
  }
}
