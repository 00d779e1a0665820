/** Forms of AWS identifiers, as far as registrations and context are checked. */

export const ACCOUNT_ID = /^\d{12}$/;
/** A Region of any partition: `us-east-1`, `us-gov-west-1`, `us-isob-east-1`, `eusc-de-east-1`. */
export const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;
export const ORGANIZATION_ID = /^o-[a-z0-9]{10,32}$/;

/** A role ARN without wildcards: partition, account id and role name (with its path) are captured. */
export const ROLE_ARN = /^arn:(aws(?:-[a-z]+)*):iam::(\d{12}):role\/((?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64})$/;

/** The last part of a role ARN's path: the role's name. Undefined when `arn` is not the ARN of a role. */
export function parseRoleArn(
  text: string,
): { partition: string; accountId: string; roleName: string } | undefined {
  const match = ROLE_ARN.exec(text);
  if (match === null) return undefined;
  const [, partition = '', accountId = '', path = ''] = match;
  return { partition, accountId, roleName: path.slice(path.lastIndexOf('/') + 1) };
}
