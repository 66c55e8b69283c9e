import { language } from '../language.js';
import { plain } from '../words.js';
import type { StatusEvent } from './api.js';
import { s } from './language.js';

/** Which events are shown, by their kind. */
export const EVENT_KINDS: Readonly<Record<keyof typeof s.events.kinds, (event: StatusEvent) => boolean>> = {
  all: () => true,
  sources: ({ event }) => /^(source|fallback)\./.test(event),
  refused: ({ event }) => event === 'refused' || event === 'closed',
  recordings: ({ event }) => event.startsWith('recording.'),
  operators: ({ event }) => event === 'administered' || event === 'moved',
  relay: ({ event }) => /^(node\.|cluster$|worker$)/.test(event),
};

const BAD = new Set(['refused', 'recording.failed', 'node.off', 'worker', 'cluster']);
const WARN = new Set(['closed', 'source.off', 'source.replaced']);
const GOOD = new Set(['source.on', 'recording.on', 'node.on']);

/** How grave an event is. */
export const toneOf = ({ event, status = 200 }: StatusEvent): 'bad' | 'warn' | 'good' | 'none' =>
  BAD.has(event) || status !== 200 ? 'bad' : WARN.has(event) ? 'warn' : GOOD.has(event) ? 'good' : 'none';

const nameIn = (texts: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(texts, name) ? texts[name]! : name;

/** Operations that end what they begin, by what they are asked for then. */
const ENDS: Readonly<Record<string, readonly [asked: RegExp, name: string]>> = {
  mute: [/\bmuted false\b/, 'unmute'],
  drainNode: [/\boverMs null\b/, 'undrain'],
};

/** What has happened, in a few words. */
export function eventTitle({ event, operation = '', status = 200, message = '' }: StatusEvent): string {
  if (event !== 'administered') return nameIn(s.events.names, event);
  const [asked, name] = ENDS[operation] ?? [];
  const what = nameIn(s.events.operations, asked?.test(message) ? name! : operation);
  return status === 200 ? s.events.operator(what) : s.events.operatorRefused(what);
}

/** Who and why, in one line; empty where nothing is known. */
export function eventDetails({
  role,
  connection,
  address,
  subject,
  object,
  message,
  node,
  event,
  reason,
}: StatusEvent): string {
  const number = connection ?? 0;
  const who = number === 0 ? '' : role === 'source' ? s.connections.source(number) : s.connections.listener(number);
  const about = object && event.startsWith('fallback') ? (object === 'files' ? s.channels.filesPlay : object) : object;
  const why = message ?? (reason && event.startsWith('fallback') ? nameIn(s.events.fallbackReasons, reason) : '');
  return [who, subject, address, about, why, node && s.events.noted(node)]
    .map((text) => plain(text ?? ''))
    .filter(Boolean)
    .join(' · ');
}

/** When, and how often. */
export function eventTime({ atMs, lastMs, count }: StatusEvent): string {
  const time = (ms: number): string =>
    new Date(ms).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' });
  return count > 1 ? s.events.times(count, time(atMs), time(lastMs)) : time(lastMs);
}
