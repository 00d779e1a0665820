/**
 * Messages that phones received and sent, as conversations between a phone and a number (or sender id) of a tenant, the
 * most recent first.
 *
 * @param messages those of the local AWS
 * @param answers texts that the phone sent: `messageId`, `accountId`, `phone`, `sender`, `body`, `time`
 * @param states message id → its record from DescribeMessages
 * @param tenants whose accounts sent the messages
 */
export function conversationsOf({ messages, answers, states, tenants }) {
  const conversations = new Map();
  const received = messages.map((message) => ({
    ...message,
    phone: message.destination,
    sender: message.origination,
    state: states.get(message.messageId),
  }));
  const answered = answers.map((answer) => ({ ...answer, isAnswer: true }));
  for (const message of [...received, ...answered].sort(byTime)) {
    const { accountId, sender, phone } = message;
    const id = [accountId, sender, phone].join(' ');
    const conversation = conversations.get(id) ?? {
      id,
      phone,
      sender,
      accountId,
      tenantId: tenants.find((tenant) => tenant.accountId === accountId)?.tenantId ?? accountId,
      // A sender id or a push platform cannot be answered.
      canAnswer: /^\+?\d+$/.test(sender),
      messages: [],
    };
    conversation.messages.push(message);
    conversations.set(id, conversation);
  }
  return [...conversations.values()].sort((one, other) => byTime(other.messages.at(-1), one.messages.at(-1)));
}

function byTime(one, other) {
  return Date.parse(one.time) - Date.parse(other.time);
}
