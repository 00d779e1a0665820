import { renderRestJsonError, restJsonReply } from '../core/protocols/rest-json-protocol.ts';
import { homeOf, type WireService } from '../core/wire-service.ts';
import { resourceOf } from './access.ts';
import { notFound } from './errors.ts';
import type { Pinpoint } from './pinpoint.ts';
import { readInput, routeOf, writeOutput } from './rest-operations.ts';

/** REST JSON, with the paths in the SDK's schemas. */
export function pinpointWire(pinpoint: Pinpoint): WireService {
  return {
    scope: 'mobiletargeting',
    operationOf: (request) => routeOf(request)?.target.name ?? '',
    async handle(request) {
      const route = routeOf(request);
      if (route === undefined) throw notFound(`No operation has the path ${request.path}.`);
      const { target, parameters } = route;
      const home = homeOf(request);
      const output = await pinpoint.request(request.caller, home, {
        name: target.name,
        resource: resourceOf(home, request.path),
        input: readInput(target, parameters, request),
        requestId: request.requestId,
      });
      return restJsonReply(target.status, writeOutput(target, output));
    },
    // The error's members have the names of Pinpoint's model.
    renderError(error, requestId) {
      const { status, headers } = renderRestJsonError(error);
      return {
        status,
        ...(headers && { headers }),
        body: JSON.stringify({ Message: error.message, RequestID: requestId }),
      };
    },
  };
}
