/** How long the router is asked again what became of a message: events take the buffer time of the event bucket. */
const PATIENCE_MILLISECONDS = 120_000;

/** As many as `DescribeMessages` takes. */
const BATCH = 25;

/** What became of the messages, as the router itself tells it by `DescribeMessages`. */
export class Delivery {
  /** Message id → its record. */
  states = new Map();
  #asked = new Set();
  #session;

  constructor(session) {
    this.#session = session;
  }

  /** Asks for those that are not final yet. */
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
    // What AWS answers by itself is no send of the tenant's.
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
