import { Bubbles } from './bubbles.js';
import { conversationsOf } from './conversations.js';
import { Delivery } from './delivery.js';
import { element } from './element.js';
import { onSubmit } from './form.js';

const POLL_MILLISECONDS = 1_000;

/** All phones of the local system in one view: the messages they receive, their status, and a field to answer. */
export function showPhone(session) {
  const list = document.getElementById('conversations');
  const panel = document.getElementById('conversation');
  const notice = document.getElementById('phone-notice');
  const answer = document.getElementById('answer');
  const send = document.getElementById('send');
  const bubbles = new Bubbles(document.getElementById('bubbles'));
  const delivery = new Delivery(session);
  /** The local AWS does not list texts from phones, so they are kept as long as the page is open. */
  const answers = [];
  let messages = [];
  let chosen;

  const conversations = () =>
    conversationsOf({ messages, answers, states: delivery.states, tenants: session.tenants });

  function show() {
    const all = conversations();
    notice.hidden = all.length > 0;
    panel.hidden = all.length === 0;
    if (all.length === 0) return;
    const current = all.find(({ id }) => id === chosen) ?? all[0];
    if (current.id !== chosen) open(current);
    showList(all);
    bubbles.show(current.messages);
  }

  function open({ id, phone, sender, tenantId, canAnswer }) {
    chosen = id;
    bubbles.clear();
    document.getElementById('conversation-title').textContent = `${tenantId} (${sender}) to ${phone}`;
    for (const control of answer.elements) control.disabled = !canAnswer;
    answer.querySelector('.result').textContent = canAnswer ? '' : `${sender} cannot be answered.`;
  }

  function showList(all) {
    const known = new Map([...list.children].map((item) => [item.dataset.id, item]));
    const items = all.map((conversation) => known.get(conversation.id) ?? itemOf(conversation));
    for (const [index, item] of items.entries()) {
      const [button] = item.children;
      button.setAttribute('aria-current', String(all[index].id === chosen));
      button.querySelector('.preview').textContent = all[index].messages.at(-1).body;
      // Moving an element takes the focus away, so only elements at a wrong place are moved.
      if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
    }
  }

  function itemOf(conversation) {
    const { id, phone, tenantId } = conversation;
    const button = element(
      'button',
      { type: 'button' },
      element('span', { class: 'tenant' }, tenantId),
      element('span', { class: 'number' }, phone),
      element('span', { class: 'preview' }),
    );
    button.addEventListener('click', () => {
      open(conversation);
      show();
    });
    const item = element('li', { 'data-id': id }, button);
    return item;
  }

  async function poll() {
    if (!document.hidden) {
      try {
        const response = await fetch('/phone/messages');
        const before = new Set(messages.map(({ messageId }) => messageId));
        ({ messages } = await response.json());
        const arrived = conversations().find(({ messages: all }) => !before.has(all.at(-1).messageId));
        const isAnswering = answer.contains(document.activeElement);
        if (arrived !== undefined && arrived.id !== chosen && !isAnswering) open(arrived);
        show();
        await delivery.follow(messages);
        show();
      } catch {
        // The system may have stopped or restarted; the next poll shows it.
      }
    }
    setTimeout(poll, POLL_MILLISECONDS);
  }

  onSubmit(answer, async ({ body }) => {
    const { phone, sender, accountId } = conversations().find(({ id }) => id === chosen);
    const response = await fetch('/phone/inbound', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: phone, to: sender, body }),
    });
    const outcome = await response.json();
    if (!response.ok) throw new Error(outcome.message ?? `The local AWS answered ${response.status}.`);
    const { inboundMessageId: messageId, keyword, action } = outcome;
    answers.push({ messageId, accountId, phone, sender, body, time: new Date().toISOString() });
    answer.elements.body.value = '';
    show();
    return keyword === undefined ? 'Sent.' : `Sent; recognized as the keyword ${keyword} (${action}).`;
  });
  for (const button of answer.querySelectorAll('[data-keyword]'))
    button.addEventListener('click', () => {
      answer.elements.body.value = button.dataset.keyword;
      answer.requestSubmit();
    });
  onSubmit(send, async ({ destination, body }) => {
    const input = { DestinationPhoneNumber: destination, MessageBody: body };
    const { MessageId } = await session.call(session.tenantId, 'SendTextMessage', input);
    return `Accepted: ${MessageId}`;
  });
  const nameTenant = () => {
    send.querySelector('[data-tenant]').textContent = session.tenantId;
  };
  session.addEventListener('change', nameTenant);
  nameTenant();
  poll();
}
