/**
 * The caller and the tenant of the calls. The explorer adds the token of a local client; a pasted token stays in this
 * page's memory and is sent only with calls.
 */
export class Session extends EventTarget {
  constructor({ apiUrl, callers = [], tenants }) {
    super();
    this.apiUrl = apiUrl;
    this.callers = callers;
    this.tenants = tenants ?? [];
    this.isLocal = tenants !== undefined;
    /** A local client's id; undefined for a pasted token. */
    this.caller = callers[0];
    this.token = '';
    this.tenantId = this.tenants[0]?.tenantId ?? '';
  }

  /** Notifies listeners of `change`. */
  choose(choice) {
    Object.assign(this, choice);
    this.dispatchEvent(new Event('change'));
  }

  callHeaders(caller = this.caller) {
    if (caller !== undefined) return { 'x-explorer-caller': caller };
    return this.token === '' ? {} : { authorization: `Bearer ${this.token}` };
  }

  /** The explorer's path for an address of the API. */
  ownAddress(url) {
    return url.startsWith(this.apiUrl) ? `${location.origin}/api${url.slice(this.apiUrl.length)}` : url;
  }

  /**
   * Calls an action.
   *
   * @throws Error with the name and message of the API's error
   */
  async call(tenantId, action, input, caller = this.caller) {
    const response = await fetch(`/api/${encodeURIComponent(tenantId)}/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.callHeaders(caller) },
      body: JSON.stringify(input),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    const { name, message, Reason } = answer.error;
    throw new Error(`${response.status} ${name}${Reason ? ` (${Reason})` : ''}: ${message}`);
  }
}

export async function openSession() {
  const response = await fetch('/session.json');
  return new Session(await response.json());
}
