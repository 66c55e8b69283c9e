import { h } from '../dom.js';
import type { StatusChannel } from './api.js';
import type { s } from './language.js';

type Order = keyof typeof s.channels.orders;
type Kind = keyof typeof s.channels.kinds;

const byName = new Intl.Collator(undefined, { numeric: true }).compare;

const ORDERS: Readonly<Record<Order, (a: StatusChannel, b: StatusChannel) => number>> = {
  name: () => 0,
  listeners: (a, b) => b.listeners - a.listeners,
  lag: (a, b) => b.maxLagMs - a.maxLagMs,
};

const KINDS: Readonly<Record<Kind, (channel: StatusChannel) => boolean>> = {
  all: () => true,
  live: ({ isLive }) => isLive,
  away: ({ isLive }) => !isLive,
  changed: ({ isMuted, isRecording, operatorMetadata }) => isMuted || isRecording || Boolean(operatorMetadata),
  lagging: ({ thinnedListeners, skippedListeners }) => thinnedListeners + skippedListeners > 0,
};

/** Compares channels in an order; those that are equal by name. */
export const comparing =
  (order: Order) =>
  (a: StatusChannel, b: StatusChannel): number =>
    ORDERS[order](a, b) || byName(a.channel, b.channel);

/** Whether a channel is of a kind. */
export const isOfKind = (kind: Kind, channel: StatusChannel): boolean => KINDS[kind](channel);

/** A choice of which channels are shown or in which order. @param onChoose called after each choice */
export function chooser<Value extends string>(
  label: string,
  options: Readonly<Record<Value, string>>,
  onChoose: () => void,
): { readonly node: HTMLSelectElement; readonly value: Value } {
  const node = h(
    'select',
    { 'aria-label': label, onchange: onChoose },
    ...Object.entries<string>(options).map(([value, text]) => h('option', { value }, text)),
  );
  return {
    node,
    get value() {
      return node.value as Value;
    },
  };
}
