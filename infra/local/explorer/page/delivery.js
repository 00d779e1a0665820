/** For how long the status of a message is asked for: events take as long as the event bucket's buffer time. */
const PATIENCE_MILLISECONDS = 120_000;

/** The most ids that `DescribeMessages` takes. */
const BATCH = 25;

/** The status of each message, from the router's `DescribeMessages`. */
export class Delivery {
  /** Message id → its record. */
  states = new Map();
  #asked = new Set();
  #session;

  constructor(session) {
    this.#session = session;
  }

  /** Asks for the messages whose status is not final. */
  async follow(messages) {
    const open = Object.groupBy(
      messages.filter((message) => this.#isOpen(message)),
      ({ accountId }) => accountId,
    );
    await Promise.all(
      this.#session.tenants.map(async ({ tenantId, accountId }) => {
        const ids = (open[accountId] ?? []).slice(-BATCH).map(({ messageId }) => messageId);
        if (ids.length > 0) await this.#ask(tenantId, ids);
      }),
    );
  }

  #isOpen({ messageId, time, inReplyTo }) {
    // AWS's automatic answers are not sends of the tenant.
    if (inReplyTo !== undefined || this.states.get(messageId)?.IsFinal) return false;
    const age = Date.now() - Date.parse(time);
    return age < PATIENCE_MILLISECONDS || !this.#asked.has(messageId);
  }

  async #ask(tenantId, MessageIds) {
    for (const id of MessageIds) this.#asked.add(id);
    const [administrator] = this.#session.callers;
    const { Messages } = await this.#session.call(
      tenantId,
      'DescribeMessages',
      { MessageIds },
      administrator,
    );
    for (const message of Messages) this.states.set(message.MessageId, message);
  }
}
