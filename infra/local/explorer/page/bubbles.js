import { element } from './element.js';

/**
 * Draws the bubbles of a conversation. Unchanged bubbles stay in place, so that a screen reader reads only new ones.
 */
export class Bubbles {
  #list;
  #shown = new Map();

  constructor(list) {
    this.#list = list;
  }

  clear() {
    this.#list.replaceChildren();
    this.#shown.clear();
  }

  show(messages) {
    const screen = this.#list.parentElement;
    const isAtEnd = screen.scrollHeight - screen.scrollTop - screen.clientHeight < 40;
    let isNew = false;
    for (const message of messages) {
      const bubble = this.#shown.get(message.messageId);
      isNew ||= bubble === undefined;
      if (bubble === undefined) this.#add(message);
      else update(bubble, message);
    }
    if (isNew && isAtEnd) screen.scrollTop = screen.scrollHeight;
  }

  #add(message) {
    const item = element('li', { class: message.isAnswer ? 'bubble answer' : 'bubble' });
    const state = element('span', { class: 'state' });
    const events = element('ol');
    const summary = element('summary', {}, 'Events');
    const meta = element('p', { class: 'meta' }, clockTime(message.time));
    item.append(element('p', { class: 'body' }, bodyOf(message)), meta);
    if (message.inReplyTo !== undefined) meta.append(' · automatic answer');
    else if (!message.isAnswer) {
      meta.append(' · ', state);
      const id = element('p', { class: 'id' }, message.messageId);
      item.append(element('details', {}, summary, events, id));
    }
    this.#list.append(item);
    const bubble = { state, summary, events };
    this.#shown.set(message.messageId, bubble);
    update(bubble, message);
  }
}

function update({ state, summary, events }, message) {
  const { Status = 'ACCEPTED', IsFinal = false, Events = [] } = message.state ?? {};
  const word = inWords(Status);
  if (state.textContent !== word) state.textContent = word;
  state.dataset.outcome = outcomeOf(Status, IsFinal);
  if (events.childElementCount === Events.length) return;
  summary.textContent = `Events (${Events.length})`;
  events.replaceChildren(
    ...Events.map(({ EventType, Timestamp }) => element('li', {}, clockTime(Timestamp), ` ${EventType}`)),
  );
}

function bodyOf({ channel, body, mediaUrls = [] }) {
  const kind = { VOICE: 'Call: ', PUSH: 'Notification: ' }[channel] ?? '';
  return [`${kind}${body}`, ...mediaUrls].join('\n').trim();
}

function outcomeOf(status, isFinal) {
  if (!isFinal) return 'open';
  return ['DELIVERED', 'SUCCESSFUL', 'COMPLETED'].includes(status) ? 'good' : 'bad';
}

/** `TTL_EXPIRED` → `Ttl expired` */
function inWords(status) {
  const words = status.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function clockTime(time) {
  const date = new Date(time);
  return element('time', { datetime: date.toISOString() }, date.toLocaleTimeString([], { hour12: false }));
}
