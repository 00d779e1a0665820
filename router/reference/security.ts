import type { SecurityRequirementObject, SecuritySchemeObject } from 'openapi3-ts/oas31';
import type { ApiScope } from '../../registrar/contract/names.ts';
import { ADMIN_SCOPE, API_SCOPES } from '../../registrar/contract/names.ts';
import type { AccessClass } from '../actions/allowlist.ts';
import { scopesFor } from '../http/caller/authorize.ts';

/** What each scope allows; the tenant's binding says which of a tenant's classes a caller has. */
const SCOPES: Readonly<Record<ApiScope, string>> = {
  'api/Admin': 'Every action for every tenant that is not exclusive; people need the group Admin too',
  'api/Read': 'Actions of class read, for tenants that bind the caller',
  'api/Send': 'Actions of class send, for tenants that bind the caller',
  'api/Manage': 'Actions of the classes read, send, manage and billing, for tenants that bind the caller',
};

/** @param tokenUrl the output TokenUrl, which ends with `/oauth2/token` */
export function securitySchemes(tokenUrl: string): Record<string, SecuritySchemeObject> {
  const scopes = Object.fromEntries(API_SCOPES.map((scope) => [scope, SCOPES[scope]]));
  return {
    oauth2: {
      type: 'oauth2',
      description: "Access tokens of the deployment's Cognito user pool.",
      flows: {
        clientCredentials: { tokenUrl, scopes },
        authorizationCode: {
          authorizationUrl: tokenUrl.replace(/token$/, 'authorize'),
          tokenUrl,
          scopes,
        },
      },
    },
    sigv4: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description: 'At the function URL: AWS Signature Version 4, service `lambda`.',
      'x-amazon-apigateway-authtype': 'awsSigv4',
    },
  };
}

/** Any one of them is enough. */
export function securityOf(access: AccessClass): SecurityRequirementObject[] {
  const scopes = [ADMIN_SCOPE, ...scopesFor(access)];
  return [...scopes.map((scope) => ({ oauth2: [scope] })), { sigv4: [] }];
}
