import { callGuarded } from '../../core/guarded.js';
import type { EventJournal } from './operations/events/event-journal.js';
import { journalHandlers } from './operations/events/journal-handlers.js';
import type { RelayServerOptions } from './server-options.js';

type Handler = (...args: unknown[]) => unknown;

const NAMES = [
  'onRefused',
  'onJoined',
  'onLeft',
  'onMoved',
  'onChannelEvent',
  'onTurnedAway',
  'onWorkerLost',
  'onClusterNote',
] as const satisfies readonly (keyof RelayServerOptions)[];

/** The same options, of which the journal notes what the owner is told. */
export function withJournal(options: RelayServerOptions, journal: EventJournal): RelayServerOptions {
  const notes = journalHandlers(journal);
  const both =
    (note: (...args: never[]) => unknown, own: unknown): Handler =>
    (...args) => {
      callGuarded(
        () => (note as Handler)(...args),
        () => {},
      );
      return (own as Handler | undefined)?.(...args);
    };
  return {
    ...options,
    ...Object.fromEntries(NAMES.map((name) => [name, both(notes[name], options[name])])),
    operations: {
      ...options.operations,
      onAdministered: both(notes.onAdministered, options.operations?.onAdministered),
    },
  };
}
