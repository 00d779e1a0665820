import { randomBytes } from 'node:crypto';
import { badRequest, notFound } from '../errors.ts';
import type { App } from '../state.ts';
import type { Handlers, Operation } from './operation.ts';

const DEFAULT_PAGE_SIZE = 100;

/** @throws AwsError NotFoundException */
export function findApp({ state }: Operation, applicationId: string): App {
  const app = state.apps.get(applicationId);
  if (app === undefined) throw notFound(`Application ${applicationId} not found.`);
  return app;
}

export const appHandlers: Handlers<'CreateApp' | 'DeleteApp' | 'GetApp' | 'GetApps'> = {
  CreateApp(operation, { CreateApplicationRequest: { Name, tags } }) {
    const { accountId, region } = operation.home;
    if (Name.length === 0 || Name.length > 128) throw badRequest('Name must have 1 to 128 characters.');
    const Id = randomBytes(16).toString('hex');
    const created: App = {
      Arn: `arn:aws:mobiletargeting:${region}:${accountId}:apps/${Id}`,
      Id,
      Name,
      CreationDate: operation.now().toISOString(),
      tags: tags ?? {},
      channels: new Map(),
    };
    operation.state.apps.set(Id, created);
    return { ApplicationResponse: created };
  },

  GetApp: (operation, { ApplicationId }) => ({ ApplicationResponse: findApp(operation, ApplicationId) }),

  GetApps({ state }, { PageSize, Token }) {
    const size = PageSize === undefined ? DEFAULT_PAGE_SIZE : Number(PageSize);
    const start = Token === undefined ? 0 : Number(Token);
    if (!Number.isInteger(size) || size < 1) throw badRequest('page-size must be a positive integer.');
    if (!Number.isInteger(start) || start < 0) throw badRequest('token is not valid.');
    const apps = [...state.apps.values()];
    const end = start + size;
    const NextToken = end < apps.length ? String(end) : undefined;
    return { ApplicationsResponse: { Item: apps.slice(start, end), NextToken } };
  },

  DeleteApp(operation, { ApplicationId }) {
    const deleted = findApp(operation, ApplicationId);
    operation.state.apps.delete(ApplicationId);
    return { ApplicationResponse: deleted };
  },
};
