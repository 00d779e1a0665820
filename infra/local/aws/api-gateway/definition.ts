import { AwsError, notSimulated } from '../core/aws-error.ts';
import type { GatewayResponse } from './gateway-response.ts';
import { assertSimulated } from './gateway-response.ts';

/** A node of the path tree; the root has neither parent nor part. */
export interface ApiResource {
  readonly id: string;
  readonly parentId?: string;
  readonly pathPart: string;
  /** Such as `/{tenantId}/{action}`. */
  readonly path: string;
}

/** Admits callers with an access token of a user pool, with one of the scopes. */
export interface CognitoAuthorization {
  readonly authorizerId: string;
  readonly scopes: readonly string[];
}

/** A method integrated with a Lambda function as a proxy. */
export interface ApiMethod {
  /** Such as `POST`, or `ANY`. */
  readonly httpMethod: string;
  /** Undefined admits every caller. */
  readonly authorization: CognitoAuthorization | undefined;
  readonly functionArn: string;
  readonly timeoutMilliseconds: number;
}

export interface CognitoAuthorizer {
  readonly name: string;
  /** Lower-case name of the request header with the token. */
  readonly headerName: string;
  readonly userPoolArns: readonly string[];
}

/** A REST API's definition. Callers see copies of it, which deployments make. */
export interface ApiDefinition {
  readonly resources: ReadonlyMap<string, ApiResource>;
  /** By resource id and HTTP method. */
  readonly methods: ReadonlyMap<string, ApiMethod>;
  readonly authorizers: ReadonlyMap<string, CognitoAuthorizer>;
  /** By type, such as `UNAUTHORIZED`. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
  readonly binaryMediaTypes: readonly string[];
}

export function methodKey(resourceId: string, httpMethod: string): string {
  return `${resourceId} ${httpMethod}`;
}

/** What a deployment copies of a REST API. */
export class RestApiDefinition implements ApiDefinition {
  readonly rootResourceId: string;
  readonly resources = new Map<string, ApiResource>();
  readonly methods = new Map<string, ApiMethod>();
  readonly authorizers = new Map<string, CognitoAuthorizer>();
  readonly gatewayResponses = new Map<string, GatewayResponse>();
  binaryMediaTypes: readonly string[] = [];

  constructor(rootResourceId: string) {
    this.rootResourceId = rootResourceId;
    this.resources.set(rootResourceId, { id: rootResourceId, pathPart: '', path: '/' });
  }

  /** @throws AwsError NotFoundException, ConflictException */
  addResource(id: string, parentId: string, pathPart: string): void {
    const parent = this.resource(parentId);
    const taken = [...this.resources.values()].some(
      (other) => other.parentId === parentId && other.pathPart === pathPart,
    );
    if (taken)
      throw new AwsError('ConflictException', 'Another resource with the same parent already has this name', {
        status: 409,
      });
    if (!/^([\w.:~-]+|\{[\w-]+\+?\})$/.test(pathPart))
      throw new AwsError('BadRequestException', `Resource's path part ${pathPart} is not allowed.`);
    const path = `${parent.path === '/' ? '' : parent.path}/${pathPart}`;
    this.resources.set(id, { id, parentId, pathPart, path });
  }

  /** @throws AwsError NotFoundException */
  putMethod(resourceId: string, method: ApiMethod): void {
    this.resource(resourceId);
    const { authorization } = method;
    if (authorization !== undefined) {
      if (!this.authorizers.has(authorization.authorizerId))
        throw new AwsError('NotFoundException', 'Invalid Authorizer identifier specified', { status: 404 });
      // Without scopes the gateway expects identity tokens, not access tokens.
      if (authorization.scopes.length === 0)
        throw notSimulated('a Cognito authorizer on a method without AuthorizationScopes');
    }
    this.methods.set(methodKey(resourceId, method.httpMethod), method);
  }

  /** @throws AwsError NotSimulatedException for templates beyond `$context` variables */
  putGatewayResponse(type: string, response: GatewayResponse): void {
    assertSimulated(type, response);
    this.gatewayResponses.set(type, response);
  }

  /** @throws AwsError NotFoundException */
  resource(id: string): ApiResource {
    const found = this.resources.get(id);
    if (found === undefined)
      throw new AwsError('NotFoundException', 'Invalid Resource identifier specified', { status: 404 });
    return found;
  }

  /**
   * The copy for a deployment.
   *
   * @throws AwsError BadRequestException for an API without methods
   */
  snapshot(): ApiDefinition {
    if (this.methods.size === 0)
      throw new AwsError('BadRequestException', "The REST API doesn't contain any methods");
    return {
      resources: new Map(this.resources),
      methods: new Map(this.methods),
      authorizers: new Map(this.authorizers),
      gatewayResponses: new Map(this.gatewayResponses),
      binaryMediaTypes: this.binaryMediaTypes,
    };
  }
}

/**
 * The function of an integration's `Uri`, `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<arn>/invocations`.
 *
 * @throws AwsError NotSimulatedException for anything else
 */
export function functionOfUri(uri: string): string {
  const [, arn] =
    /^arn:aws:apigateway:[a-z0-9-]+:lambda:path\/2015-03-31\/functions\/(arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+)\/invocations$/.exec(
      uri,
    ) ?? [];
  if (arn === undefined) throw notSimulated(`an integration with ${uri}`);
  return arn;
}
