import type { RelayEvent } from '../../node/relay/operations/events/relay-event.js';
import { integerArg } from '../arguments.js';
import { table } from '../table.js';
import type { AddAdmin } from './handler.js';

/** `latentcast admin events`. */
export function addEventsCommand(add: AddAdmin): void {
  add('events [channel]', 'what has happened last, on all channels or on one', async (client, [channel], { limit }) => {
    const of = channel === undefined ? '' : `channels/${encodeURIComponent(channel)}/`;
    const value = await client.call<{ events: readonly RelayEvent[] }>('GET', `${of}events?limit=${limit}`);
    return { value, text: value.events.length > 0 ? eventRows(value.events) : 'nothing has happened' };
  }).option('--limit <n>', 'at most this many', integerArg(1, 1000), 50);
}

/** One line for each event, the newest last, where a terminal shows it. */
function eventRows(events: readonly RelayEvent[]): string {
  const rows = [...events]
    .reverse()
    .map((event) => [
      new Date(event.lastMs).toISOString().slice(0, 19).replace('T', ' '),
      event.channel ?? '-',
      event.operation === undefined ? event.event : `${event.event} ${event.operation}`,
      event.count > 1 ? String(event.count) : '',
      detailsOf(event),
    ]);
  return table([['time (UTC)', 'channel', 'event', 'times', ''], null, ...rows], { right: [3] });
}

function detailsOf({
  role,
  connection,
  address,
  subject,
  object,
  reason,
  message,
  status = 200,
  node,
}: RelayEvent): string {
  const who = connection === undefined ? undefined : `${role} ${connection}`;
  const refused = status === 200 ? undefined : `refused with ${status}`;
  const why = message ?? reason;
  return [who, address, subject, object, refused, why, node && `noted by ${node}`].filter(Boolean).join(', ');
}
