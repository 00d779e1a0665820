import { element } from './element.js';

const OWN_TOKEN = 'own token';

/** The header's choice of caller and tenant. */
export function showChoices(session) {
  const [caller, token, tenant, tenants] = ['caller', 'token', 'tenant', 'tenants'].map((id) =>
    document.getElementById(id),
  );
  caller.append(
    ...session.callers.map((clientId) => element('option', { value: clientId }, clientId)),
    element('option', { value: OWN_TOKEN }, 'my own token'),
  );
  tenants.append(...session.tenants.map(({ tenantId }) => element('option', { value: tenantId })));
  tenant.value = session.tenantId;
  const showToken = () => {
    document.getElementById('token-field').hidden = caller.value !== OWN_TOKEN;
  };
  showToken();
  caller.addEventListener('change', () => {
    session.choose({ caller: caller.value === OWN_TOKEN ? undefined : caller.value });
    showToken();
  });
  token.addEventListener('input', () => session.choose({ token: token.value.trim() }));
  tenant.addEventListener('change', () => session.choose({ tenantId: tenant.value.trim() }));
  document.getElementById('choices').addEventListener('submit', (event) => event.preventDefault());
}
