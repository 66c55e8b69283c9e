import { h, setText } from '../dom.js';
import type { StatusEvent } from './api.js';
import type { Desk } from './desk.js';
import { EVENT_KINDS, eventDetails, eventTime, eventTitle, toneOf } from './event-text.js';
import { s } from './language.js';
import { chooser } from './order.js';

/** As many as the page keeps, and the relay tells at once. */
const MAX_EVENTS = 1000;
/** What is read when the page is opened, and when something has happened since. */
const FIRST = 200;
const NEXT = 30;
/** Rows that are shown, and by which they become more. */
const ROWS = 20;

/** Events that are known: those of the relay before it was started again stay. */
export class KnownEvents {
  #events: StatusEvent[] = [];

  /** Newest first. */
  get list(): readonly StatusEvent[] {
    return this.#events;
  }

  /**
   * Takes what the relay has told; an event that has happened again is told again.
   * @returns whether some of them were known: then none between is missing
   */
  take(told: readonly StatusEvent[]): boolean {
    const byId = new Map(this.#events.map((event) => [event.id, event]));
    const isJoined = told.some(({ id }) => byId.has(id));
    for (const event of told) byId.set(event.id, event);
    this.#events = [...byId.values()].sort((a, b) => b.lastMs - a.lastMs).slice(0, MAX_EVENTS);
    return isJoined;
  }
}

/**
 * What has happened, newest first.
 * @param only the only channel that the token may administer; empty for the whole relay
 */
export function eventList(desk: Desk, only: string): { readonly nodes: Node[]; refresh(): Promise<void> } {
  const known = new KnownEvents();
  const path = only ? `channels/${encodeURIComponent(only)}/events` : 'events';
  const list = h('ul', { class: 'people events', 'aria-label': s.events.title });
  const note = h('p', { class: 'quiet' }, '');
  const more = h('button', { type: 'button', hidden: true, onclick: () => showMore() }, s.connections.more);
  const kind = chooser(s.events.kind, s.events.kinds, () => begin());
  const channel = h('select', { 'aria-label': s.events.channel, onchange: () => void choose() });
  const save = h('button', { type: 'button', onclick: () => void download() }, s.events.save);
  const rows = new Map<string, { readonly event: StatusEvent; readonly node: HTMLElement }>();
  let most = ROWS;
  let reading: Promise<void> | null = null;
  let isOld = false;

  async function read(query: string): Promise<boolean> {
    const answer = await desk.read<{ events: StatusEvent[] }>(`${path}?${query}`);
    const isJoined = answer ? known.take(answer.events) : true;
    if (answer) show();
    return isJoined || answer!.events.length < NEXT;
  }

  /** What has happened since, and all of it where that is more than a few. */
  async function update(): Promise<void> {
    if (known.list.length === 0) await read(`limit=${FIRST}`);
    else if (!(await read(`limit=${NEXT}`))) await read(`limit=${MAX_EVENTS}`);
  }

  function refresh(): Promise<void> {
    if (reading) isOld = true;
    reading ??= update().finally(() => {
      reading = null;
      if (isOld) void refresh();
      isOld = false;
    });
    return reading;
  }

  const matching = (): StatusEvent[] =>
    known.list.filter((event) => EVENT_KINDS[kind.value](event) && (!channel.value || event.channel === channel.value));

  function show(): void {
    const events = matching();
    const shown = events.slice(0, most);
    for (const [id, { node }] of rows) {
      if (shown.some((event) => event.id === id)) continue;
      node.remove();
      rows.delete(id);
    }
    shown.forEach((event, place) => {
      let made = rows.get(event.id);
      if (made?.event.lastMs !== event.lastMs) {
        made?.node.remove();
        made = { event, node: row(event) };
        rows.set(event.id, made);
      }
      if (list.children[place] !== made.node) list.insertBefore(made.node, list.children[place] ?? null);
    });
    more.hidden = events.length <= shown.length;
    list.hidden = shown.length === 0;
    save.disabled = known.list.length === 0;
    setText(note, shown.length > 0 ? '' : known.list.length > 0 ? s.events.notFound : s.events.none);
    fillChannels();
  }

  /** Channels of which there are events; the chosen one stays. */
  function fillChannels(): void {
    if (only) return;
    const names = new Set(known.list.flatMap(({ channel: name }) => (name === null ? [] : [name])));
    if (channel.value) names.add(channel.value);
    const sorted = [...names].sort(new Intl.Collator(undefined, { numeric: true }).compare);
    const chosen = channel.value;
    const isSame =
      channel.length === sorted.length + 1 && sorted.every((name, i) => channel.options[i + 1]!.value === name);
    if (isSame) return;
    channel.replaceChildren(
      h('option', { value: '' }, s.events.allChannels),
      ...sorted.map((name) => h('option', { value: name }, name)),
    );
    channel.value = chosen;
  }

  function begin(): void {
    most = ROWS;
    show();
  }

  /** Of one channel the relay knows more than the page, which was told of all. */
  async function choose(): Promise<void> {
    begin();
    if (channel.value) await read(`limit=${FIRST}&channel=${encodeURIComponent(channel.value)}`);
  }

  function showMore(): void {
    most += 3 * ROWS;
    show();
  }

  async function download(): Promise<void> {
    await read(`limit=${MAX_EVENTS}`);
    const text = JSON.stringify({ events: matching() }, null, 2);
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
    const name = ['latentcast-events', only || channel.value, stamp].filter(Boolean).join('-');
    h('a', { href: url, download: `${name}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  const tools = h('div', { class: 'tools' }, kind.node, only ? null : channel, save);
  fillChannels();
  return {
    nodes: [h('div', { class: 'section' }, h('h2', {}, s.events.title), tools), note, list, more],
    refresh,
  };
}

function row(event: StatusEvent): HTMLElement {
  const details = eventDetails(event);
  return h(
    'li',
    { 'data-tone': toneOf(event) },
    h('time', { datetime: new Date(event.lastMs).toISOString() }, eventTime(event)),
    h(
      'div',
      {},
      event.channel ? h('strong', {}, event.channel) : null,
      h('span', {}, eventTitle(event)),
      details ? h('span', { class: 'what', dir: 'auto' }, details) : null,
    ),
  );
}
