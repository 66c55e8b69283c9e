import type { CodecError } from '../../../../core/errors.js';
import type { FallbackEvent } from '../../../../relay/channel/fallback.js';
import type { RelayOptions } from '../../../../relay/relay-options.js';
import type { AdminChange } from '../admin/admin-change.js';
import { errorFields, peerFields } from '../log/log-fields.js';
import type { RecordingEvent } from '../recording/recording-store.js';
import type { EventJournal } from './event-journal.js';
import type { NewEvent } from './relay-event.js';

/** What a relay's server tells of, for its journal. */
export type JournalHandlers = Required<Pick<RelayOptions, 'onRefused' | 'onJoined' | 'onLeft' | 'onMoved'>> & {
  onChannelEvent(event: FallbackEvent | RecordingEvent): void;
  onAdministered(change: AdminChange): void;
  onTurnedAway(address: string, why: string): void;
  onWorkerLost(line: string): void;
  onClusterNote(line: string): void;
};

/** Handlers that note what happens. */
export const journalHandlers = (journal: EventJournal): JournalHandlers => ({
  onRefused: (channel, error, address) =>
    journal.add({
      event: 'refused',
      channel: channel === '*' ? null : channel.slice(0, 64),
      ...(address !== undefined && { address }),
      ...why(error),
    }),
  onJoined: (peer) =>
    peer.role === 'source' ? journal.add({ event: 'source.on', ...peerFields(peer) }) : journal.touch(),
  onLeft: (peer, error) => {
    if (peer.role === 'source') {
      const event = error?.code === 'CHANNEL_BUSY' ? 'source.replaced' : 'source.off';
      journal.add({ event, ...peerFields(peer), ...(error && why(error)) });
    } else if (error) journal.add({ event: 'closed', ...peerFields(peer), ...why(error) });
    else journal.touch();
  },
  onMoved: (from, to) => journal.add({ event: 'moved', ...peerFields(from), object: to.channel }),
  onChannelEvent: (event) => journal.add(channelEvent(event)),
  onAdministered: ({ administrator, operation, channel, details, status, address }) => {
    const message = detailText(details);
    journal.add({
      event: 'administered',
      channel: channel ?? null,
      operation,
      status,
      subject: administrator,
      ...(address !== undefined && { address }),
      ...(message && { message }),
    });
  },
  onTurnedAway: (address, message) =>
    journal.add({ event: 'refused', channel: null, address, reason: 'turned away', message }),
  onWorkerLost: (message) => journal.add({ event: 'worker', channel: null, message }),
  onClusterNote: (message) => journal.add({ event: 'cluster', channel: null, message }),
});

/** What the peer was not told stands behind what it was told. */
function why(error: CodecError): Pick<NewEvent, 'reason' | 'message'> {
  const { reason, message, cause } = errorFields(error);
  return { reason, message: cause === undefined ? message : `${message}: ${cause}` };
}

function channelEvent(event: FallbackEvent | RecordingEvent): NewEvent {
  const { event: name, channel } = event;
  if ('fallback' in event)
    return { event: name, channel, object: event.fallback, ...(event.reason && { reason: event.reason }) };
  const { file, reason } = event as RecordingEvent;
  return { event: name, channel, ...(file !== undefined && { object: file }), ...(reason && { message: reason }) };
}

/** `muted true`, `to other, id 7`; empty for nothing. */
const detailText = (details: AdminChange['details'] = {}): string =>
  Object.entries(details)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
