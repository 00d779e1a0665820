import type { Properties, ResourceProvider, ResourceProviders } from '../cloudformation/resource-provider.ts';
import { clientProvider } from './client-resource.ts';
import type { Cognito } from './cognito.ts';
import type { PasswordPolicy, UserPool } from './user-pool.ts';

/** CloudFormation's user pool types. Signing in is not simulated, so neither are its settings. */
export function cognitoResources(cognito: Cognito): ResourceProviders {
  return {
    'AWS::Cognito::UserPool': userPoolProvider(cognito),
    'AWS::Cognito::UserPoolClient': clientProvider(cognito),
    'AWS::Cognito::UserPoolDomain': domainProvider(cognito),
    'AWS::Cognito::UserPoolGroup': groupProvider(cognito),
    'AWS::Cognito::UserPoolResourceServer': resourceServerProvider(cognito),
    'AWS::Cognito::UserPoolUser': userProvider(cognito),
    'AWS::Cognito::UserPoolUserToGroupAttachment': membershipProvider(cognito),
  };
}

function userPoolProvider(cognito: Cognito): ResourceProvider {
  return {
    properties: ['DeletionProtection', 'Policies'],
    withoutLocalEffect: [
      'AccountRecoverySetting',
      'AdminCreateUserConfig',
      'AliasAttributes',
      'AutoVerifiedAttributes',
      'EmailVerificationMessage',
      'EmailVerificationSubject',
      'EnabledMfas',
      'MfaConfiguration',
      'SmsVerificationMessage',
      'UserPoolAddOns',
      'UserPoolName',
      'UserPoolTags',
      'UserPoolTier',
      'UsernameConfiguration',
      'VerificationMessageTemplate',
    ],
    async create(context, properties) {
      return configure(cognito.createUserPool(context), properties);
    },
    async update(_context, physicalId, properties) {
      return configure(cognito.userPool(physicalId), properties);
    },
    async delete(_context, physicalId) {
      cognito.deleteUserPool(physicalId);
    },
  };
}

function configure(pool: UserPool, { DeletionProtection, Policies }: Properties) {
  pool.deletionProtection = DeletionProtection === 'ACTIVE';
  pool.passwordPolicy = passwordPolicy((Policies as Properties | undefined)?.PasswordPolicy as Properties);
  const providerName = pool.issuer.replace('https://', '');
  return {
    physicalId: pool.id,
    attributes: {
      Arn: pool.arn,
      UserPoolId: pool.id,
      ProviderName: providerName,
      ProviderURL: pool.issuer,
    },
  };
}

function passwordPolicy(properties: Properties = {}): PasswordPolicy {
  const shapes = {
    RequireLowercase: /[a-z]/,
    RequireNumbers: /\d/,
    RequireSymbols: /[^A-Za-z0-9]/,
    RequireUppercase: /[A-Z]/,
  };
  return {
    minimumLength: Number(properties.MinimumLength ?? 8),
    required: Object.entries(shapes).flatMap(([name, shape]) =>
      String(properties[name]) === 'true' ? [shape] : [],
    ),
  };
}

function domainProvider(cognito: Cognito): ResourceProvider {
  return {
    properties: ['Domain', 'UserPoolId'],
    withoutLocalEffect: ['CustomDomainConfig', 'ManagedLoginVersion'],
    async create(_context, { Domain, UserPoolId }) {
      cognito.createDomain(String(UserPoolId), String(Domain));
      return { physicalId: String(Domain), attributes: {} };
    },
    async delete(_context, physicalId) {
      cognito.deleteDomain(physicalId);
    },
  };
}

function resourceServerProvider(cognito: Cognito): ResourceProvider {
  const put = ({ UserPoolId, Identifier, Scopes }: Properties) => {
    const scopes = Array.isArray(Scopes) ? (Scopes as readonly Properties[]) : [];
    cognito.userPool(String(UserPoolId)).putResourceServer(
      String(Identifier),
      scopes.map(({ ScopeName }) => String(ScopeName)),
    );
    return { physicalId: String(Identifier), attributes: {} };
  };
  return {
    properties: ['Identifier', 'Scopes', 'UserPoolId'],
    withoutLocalEffect: ['Name'],
    replacedBy: ['Identifier', 'UserPoolId'],
    create: async (_context, properties) => put(properties),
    update: async (_context, _physicalId, properties) => put(properties),
    async delete(_context, physicalId, { UserPoolId }) {
      cognito.userPool(String(UserPoolId)).deleteResourceServer(physicalId);
    },
  };
}

function groupProvider(cognito: Cognito): ResourceProvider {
  return {
    properties: ['GroupName', 'UserPoolId'],
    withoutLocalEffect: ['Description', 'Precedence'],
    async create(context, { GroupName, UserPoolId }) {
      const name = String(GroupName ?? context.generateName(128));
      cognito.userPool(String(UserPoolId)).groups.add(name);
      return { physicalId: name, attributes: {} };
    },
    async delete(_context, physicalId, { UserPoolId }) {
      cognito.userPool(String(UserPoolId)).groups.delete(physicalId);
    },
  };
}

function userProvider(cognito: Cognito): ResourceProvider {
  return {
    properties: ['UserPoolId', 'Username'],
    withoutLocalEffect: ['DesiredDeliveryMediums', 'ForceAliasCreation', 'MessageAction', 'UserAttributes'],
    async create(context, { UserPoolId, Username }) {
      const username = String(Username ?? context.generateName(128));
      cognito.userPool(String(UserPoolId)).createUser(username);
      return { physicalId: username, attributes: {} };
    },
    async delete(_context, physicalId, { UserPoolId }) {
      cognito.userPool(String(UserPoolId)).users.delete(physicalId);
    },
  };
}

function membershipProvider(cognito: Cognito): ResourceProvider {
  return {
    properties: ['GroupName', 'UserPoolId', 'Username'],
    async create(context, { GroupName, UserPoolId, Username }) {
      cognito.userPool(String(UserPoolId)).addUserToGroup(String(Username), String(GroupName));
      return { physicalId: context.generateName(), attributes: {} };
    },
    async delete(_context, _physicalId, { GroupName, UserPoolId, Username }) {
      cognito.userPool(String(UserPoolId)).users.get(String(Username))?.groups.delete(String(GroupName));
    },
  };
}
