import { randomUUID } from 'node:crypto';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { eventPrefix } from '../../../../registrar/contract/names.ts';
import { inRegion } from '../../../access/aws-access.ts';
import { isDenied } from '../../../access/explain-error.ts';
import { broken, type Check, ok, skipped } from '../../check.ts';

export const otherWriter: Check = {
  hop: "Refused: writes by others of the tenant's account",
  proves: "the tenant's own credentials cannot write to the bucket: only the delivery role can",
  advice:
    "Remove the statements of the bucket policy that are not the registrar's, then run npm run tenants -- reconcile.",
  async run({ deployment, findings }) {
    const record = findings.get('record');
    const tenant = deployment.tenant(record);
    if (tenant === undefined) return skipped(deployment.tenantHint);
    const { EventBucketName: Bucket } = findings.get('outputs');
    const { management } = deployment;
    const s3 = new S3Client(inRegion(tenant, management.region));
    const name = `verify-${randomUUID()}`;
    for (const prefix of [eventPrefix(record.accountId), eventPrefix('000000000000'), '']) {
      const Key = `${prefix}${name}`;
      try {
        await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'This should have been refused.' }));
      } catch (error) {
        if (isDenied(error)) continue;
        throw error;
      }
      await new S3Client(management).send(new DeleteObjectCommand({ Bucket, Key }));
      return broken(`An object was written at ${Key} (and removed again).`);
    }
    return ok("AccessDenied under its own prefix, under another account's, and without a prefix");
  },
};
