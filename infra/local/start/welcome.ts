import type { NodeBinary } from '@pinpoint-tenant-router/local-aws/deploy';
import { ADMIN_SCOPE } from '../../../registrar/contract/names.ts';
import { DEFAULT_ENDPOINT_PORT } from '../../access/ports.ts';
import { tenantsTable } from '../commands/tenants-table.ts';
import { LOCAL_CLIENT } from '../system/local-clients.ts';
import type { LocalSystem } from '../system/local-system.ts';
import { tenantsOf } from '../system/tenant-control.ts';

/** The addresses, the tenants, and the commands of a first request. */
export function welcome(system: LocalSystem, explorerUrl: string, startedInMilliseconds: number): string {
  const { apiUrl, functionUrl, aws } = system;
  return `
Ready in ${(startedInMilliseconds / 1000).toFixed(1)} s.

  Explorer        ${explorerUrl}   (open it in a browser: every action to try, and the phone that gets the messages)
  Router          ${apiUrl}   (REST API with Cognito, as deployed)
  Function URL    ${functionUrl}   (SigV4, auth type AWS_IAM)
  AWS endpoint    ${aws.url}   (AWS_ENDPOINT_URL of any SDK or the AWS CLI)
${aws.lambda.nodes.found.map(functionsRunOn).join('')}
${tenantsTable(tenantsOf(system))}

Fetch a token, then send a text message as tenant acme:

  TOKEN=$(curl -s -u ${LOCAL_CLIENT.clientId}:${LOCAL_CLIENT.clientSecret} -d 'grant_type=client_credentials&scope=${ADMIN_SCOPE}' \\
    ${aws.url}/oauth2/token | node -p 'JSON.parse(require("fs").readFileSync(0)).access_token')

  curl -i ${apiUrl}/acme/SendTextMessage -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"DestinationPhoneNumber": "+14254147755", "MessageBody": "Hello from acme", "ConfigurationSetName": "Default"}'

What was sent: curl -s ${aws.url}/_local/messages
Add a tenant:  ${portOf(aws.url)}npm run local -- deploy initech

Press Ctrl-C to stop.`;
}

/** The variable that commands of a second terminal need when the local AWS listens on another port than the default. */
function portOf(url: string): string {
  const { port } = new URL(url);
  return port === String(DEFAULT_ENDPOINT_PORT) ? '' : `LOCAL_AWS_PORT=${port} `;
}

function functionsRunOn({ runtime, version, path, isExact }: NodeBinary): string {
  const [, major] = /(\d+)/.exec(runtime) ?? [];
  const where = isExact
    ? path
    : `this Node; LOCAL_NODE_${major}=/path/to/node or node${major} on the PATH runs them as deployed`;
  return `  Functions       Node ${version} for ${runtime}   (${where})\n`;
}
