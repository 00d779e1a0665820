import { OPTIONAL_CLASSES } from '../../registrar/contract/access-class.ts';
import { ALLOWLIST, isAction, isOffered } from '../../router/actions/allowlist.ts';
import { ManagementContext } from './management.ts';
import { type Context, howToSet } from './read-context.ts';

/** Rules between several context values of `PinpointManagementAccountStack`. Each function returns what breaks them. */

/** Every action in `allowedActions` must be of a class that is offered. */
export function offerContradictions({ allowedActions = '', allowClasses }: Context): readonly string[] {
  const allowedClasses = new Set(OPTIONAL_CLASSES.filter((name) => allowClasses?.split(',').includes(name)));
  const names = allowedActions.split(',').map((name) => name.trim());
  return names
    .filter(isAction)
    .filter((action) => !isOffered(action, { allowedActions: null, allowedClasses }))
    .map(
      (action) =>
        `allowedActions names ${action} of the class ${ALLOWLIST[action].access}, which is not offered. ` +
        howToSet('allowClasses', ManagementContext.entries),
    );
}

/** The rules for the custom domain's context values, as the sample's document gives them. */
export function domainContradictions(context: Context, region: string | undefined): readonly string[] {
  const { apiHostName, parentHostedZoneId, parentHostedZoneName, crossAccountZoneDelegationRoleArn } =
    context;
  const set = (name: string) => howToSet(name, ManagementContext.entries);
  if (apiHostName === undefined) {
    return [
      'parentHostedZoneId',
      'parentHostedZoneName',
      'crossAccountZoneDelegationRoleArn',
      'authCertificateArn',
    ]
      .filter((name) => context[name] !== undefined)
      .map((name) => `${name} is given, but apiHostName is missing. ${set('apiHostName')}`);
  }
  const problems: string[] = [];
  if (parentHostedZoneId === undefined) {
    problems.push(`apiHostName needs parentHostedZoneId, the zone above it. ${set('parentHostedZoneId')}`);
  }
  if (crossAccountZoneDelegationRoleArn === undefined && parentHostedZoneName === undefined) {
    problems.push(
      'apiHostName needs parentHostedZoneName when the parent zone is in this account, or ' +
        'crossAccountZoneDelegationRoleArn when it is in another one. ' +
        `${set('parentHostedZoneName')} or -c crossAccountZoneDelegationRoleArn=…`,
    );
  }
  if (parentHostedZoneName !== undefined && !apiHostName.endsWith(`.${parentHostedZoneName}`)) {
    problems.push(
      `apiHostName "${apiHostName}" does not lie in parentHostedZoneName "${parentHostedZoneName}".`,
    );
  }
  if (region !== undefined && region !== 'us-east-1' && context.authCertificateArn === undefined) {
    problems.push(
      `authCertificateArn is missing: outside us-east-1 (here ${region}) the sign-in at auth.${apiHostName} needs a ` +
        `certificate that you made in us-east-1. ${set('authCertificateArn')}`,
    );
  }
  return problems;
}
