import { makeAccessible } from './accessible.js';
import { curlCommand } from './curl.js';

const TENANT_PARAMETER = 'TenantId';

/** Swagger UI has drawn the requested part by then. */
const DRAWN_MILLISECONDS = 200;

/** The reference with try-it, by Swagger UI; calls go to the explorer's own origin. */
export async function showReference(session) {
  const notice = document.getElementById('reference-notice');
  const response = await fetch('/openapi.json');
  const reference = await response.json();
  if (!response.ok) {
    notice.textContent = `The reference is not available: ${reference.error.message}`;
    return;
  }
  const ui = globalThis.SwaggerUIBundle({
    dom_id: '#swagger-ui',
    spec: forTrying(reference, session.tenantId),
    docExpansion: 'list',
    filter: true,
    deepLinking: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    showExtensions: true,
    syntaxHighlight: { theme: 'nord' },
    // The schemas are thousands of lines, and each action shows the ones it uses.
    defaultModelsExpandDepth: -1,
    // No external validator, and no change to requests besides the interceptor's.
    validatorUrl: null,
    showMutatedRequest: false,
    requestInterceptor: (request) => onItsWay(request, session),
    plugins: [
      () => ({
        wrapComponents: {
          curl: (_, { React }) => curlBlock(React),
          execute: (Execute, { React }) => onceResolved(Execute, React),
          // A link inside a button can only be clicked with the mouse.
          DeepLink: (_, { React }) => plainText(React),
          // There is one server, and try-it is enabled for every action.
          ServersContainer: () => () => null,
          TryItOutButton: () => () => null,
        },
      }),
    ],
    onComplete: () => notice.remove(),
  });
  offerStarts(ui, reference);
  makeAccessible(document.getElementById('swagger-ui'));
  session.addEventListener('change', () => fillInTenant(ui, reference, session.tenantId));
}

/** Authorization comes from the header's choice of caller, so Swagger UI's own is removed. */
function forTrying(reference, tenantId) {
  const copy = structuredClone(reference);
  const parameter = copy.components?.parameters?.[TENANT_PARAMETER];
  if (parameter) parameter.example = tenantId;
  delete copy.components?.securitySchemes;
  // Swagger UI's OpenAPI 3.1 resolver walks the whole document for each action, which takes seconds; its 3.0 resolver
  // reads only what is shown.
  copy.openapi = '3.0.4';
  delete copy.security;
  // It shows the version of Swagger UI, not of the API.
  delete copy.info.license;
  for (const path of Object.values(copy.paths))
    for (const operation of Object.values(path)) delete operation.security;
  return copy;
}

function onItsWay(request, session) {
  const url = session.ownAddress(request.url);
  if (url === request.url) return request;
  return { ...request, url, headers: { ...request.headers, ...session.callHeaders() } };
}

/** Buttons that close an opened action and return to the list. */
function offerStarts(ui, reference) {
  const { layoutActions } = ui.getSystem();
  const starts = document.getElementById('starts');
  for (const button of starts.querySelectorAll('button')) {
    const action = button.textContent;
    const tag = reference.paths[`/{tenantId}/${action}`]?.post.tags[0];
    button.addEventListener('click', () => {
      layoutActions.updateFilter('all' in button.dataset ? true : action);
      if (tag === undefined) return;
      layoutActions.show(['operations', tag, action], true);
      setTimeout(() => document.querySelector('.opblock.is-open')?.scrollIntoView(), DRAWN_MILLISECONDS);
    });
  }
  starts.hidden = false;
}

function fillInTenant(ui, reference, tenantId) {
  const { specActions } = ui.getSystem();
  for (const path of Object.keys(reference.paths))
    specActions.changeParam([path, 'post'], 'tenantId', 'path', tenantId, false);
}

function plainText({ createElement }) {
  return ({ text }) => createElement('span', null, text);
}

/** An action that Swagger UI is still resolving cannot be called: it would not find the operation. */
function onceResolved(Execute, { createElement }) {
  return (props) => {
    const { specSelectors, path, method } = props;
    return specSelectors.specResolvedSubtree(['paths', path, method]) ? createElement(Execute, props) : null;
  };
}

/** Replaces Swagger UI's own curl command, which shows neither the token variable nor how to paste it. */
function curlBlock({ createElement }) {
  return ({ request }) =>
    createElement(
      'div',
      { className: 'curl-command' },
      createElement('h4', null, 'In a terminal'),
      createElement('pre', { className: 'curl', tabIndex: 0 }, curlCommand(request.toJS())),
    );
}
