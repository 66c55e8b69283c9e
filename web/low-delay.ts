import { h, setText } from './dom.js';
import { decimal, t } from './language.js';
import { type Delay, delayOf, type ModelDirection } from './model.js';
import { relayUrl } from './relay-url.js';

const PARTS = { encode: 'encoder', decode: 'decoder' } as const;
/** A shorter saving is not worth a choice. */
const MIN_SAVED_MS = 1;

/** What of a model's manifest tells how far its graphs look ahead. */
interface Lookahead {
  readonly delaySamples: number;
}
interface DelayManifest {
  readonly format: { readonly sampleRateHz: number; readonly encoder: Lookahead; readonly decoder: Lookahead };
  readonly lowDelay?: { readonly encoder?: Lookahead; readonly decoder?: Lookahead };
}

/** How much sooner the graph of low delay of this server's model is, in ms; null where it has none for this direction. */
async function savedMs(direction: ModelDirection): Promise<number | null> {
  const response = await fetch(relayUrl('models/default/manifest.json'));
  if (!response.ok) return null;
  const { format, lowDelay } = (await response.json()) as DelayManifest;
  const low = lowDelay?.[PARTS[direction]];
  if (!low) return null;
  return (1000 * (format[PARTS[direction]].delaySamples - low.delaySamples)) / format.sampleRateHz;
}

/** The choice of less delay. */
export interface LowDelayChoice {
  /** Removed where the model has no such graph. */
  readonly node: HTMLElement;
  /** Shows the delay that is used. */
  show(): void;
}

/** @param change uses the model's graph of another delay; rejects where it cannot be used */
export function lowDelayChoice(direction: ModelDirection, change: (delay: Delay) => Promise<void>): LowDelayChoice {
  const words = t.lowDelay[direction];
  const note = h('span', { class: 'quiet', role: 'status' });
  const box = h('input', { type: 'checkbox', id: 'low-delay', onchange: () => void choose() });
  const saves = h('small', { class: 'quiet' }, words.saves('00'));
  const label = h('label', { class: 'pick', for: box.id }, box, h('span', {}, words.label, ' ', saves));
  const node = h('div', { class: 'row' }, label, note);
  // Its place is kept until it is known whether it is offered: nothing moves when it comes.
  node.style.visibility = 'hidden';
  const show = (): void => {
    if (!box.disabled) box.checked = delayOf(direction) === 'low';
  };
  const choose = async (): Promise<void> => {
    box.disabled = true;
    setText(note, t.lowDelay.loading);
    try {
      await change(box.checked ? 'low' : 'normal');
      setText(note, '');
    } catch (error) {
      setText(note, t.lowDelay.failed((error as Error).message));
    }
    box.disabled = false;
    show();
  };
  const offer = (ms: number | null): void => {
    if (ms === null || ms < MIN_SAVED_MS) {
      node.remove();
      return;
    }
    setText(saves, words.saves(decimal(ms, 0)));
    node.style.visibility = '';
    show();
  };
  savedMs(direction).then(offer, () => node.remove());
  return { node, show };
}
