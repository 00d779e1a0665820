/**
 * What phones have got and answered, as conversations between a phone and a number (or sender id) of a tenant's, the
 * most recent first.
 *
 * @param messages of the local AWS
 * @param answers the phone's own: `messageId`, `accountId`, `phone`, `sender`, `body`, `time`
 * @param states message id → what the router says became of it
 * @param tenants whose accounts the messages come from
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
      // A sender id and a push platform take no answer.
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
