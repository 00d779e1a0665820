/**
 * Who calls, and for which tenant. A local client's token is put in by the explorer; a token of one's own stays in this
 * page's memory and goes with the calls alone.
 */
export class Session extends EventTarget {
  constructor({ apiUrl, callers = [], tenants }) {
    super();
    this.apiUrl = apiUrl;
    this.callers = callers;
    this.tenants = tenants ?? [];
    this.isLocal = tenants !== undefined;
    /** A local client's id; undefined for a token of one's own. */
    this.caller = callers[0];
    this.token = '';
    this.tenantId = this.tenants[0]?.tenantId ?? '';
  }

  /** Tells who listens for `change`. */
  choose(choice) {
    Object.assign(this, choice);
    this.dispatchEvent(new Event('change'));
  }

  callHeaders(caller = this.caller) {
    if (caller !== undefined) return { 'x-explorer-caller': caller };
    return this.token === '' ? {} : { authorization: `Bearer ${this.token}` };
  }

  /** Where this page sends what is meant for an address of the API. */
  ownAddress(url) {
    return url.startsWith(this.apiUrl) ? `${location.origin}/api${url.slice(this.apiUrl.length)}` : url;
  }

  /**
   * Calls an action.
   *
   * @throws Error with the API's name and message of the error
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
