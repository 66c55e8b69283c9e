import { EXTRA_LATENCY_MS } from 'latentcast/browser';
import { h, setText } from '../dom.js';
import type { SessionState } from './state.js';

const STEP_MS = 5;

/** Where a device that is late or early is set right by ear. */
export interface DeviceCard {
  readonly node: HTMLElement;
  show(state: Pick<SessionState, 'offsetMs' | 'latencyMs'>): void;
}

/** @param onOffset called with ms when the user has changed the offset */
export function deviceCard(onOffset: (ms: number) => void): DeviceCard {
  const [min, max] = EXTRA_LATENCY_MS;
  const field = h('input', {
    type: 'number',
    id: 'offset',
    min,
    max,
    step: STEP_MS,
    value: 0,
    onchange: () => onOffset(Number(field.value) || 0),
  });
  const stated = h('p', { class: 'quiet' });
  const step = (by: number, text: string, label: string): HTMLButtonElement =>
    h('button', { type: 'button', 'aria-label': label, onclick: () => onOffset(Number(field.value) + by) }, text);
  return {
    node: h(
      'section',
      { class: 'card', 'aria-labelledby': 'device-title' },
      h('h2', { id: 'device-title' }, 'This device'),
      h(
        'p',
        { class: 'quiet' },
        'Some loudspeakers, wireless ones above all, are later than they say. Where this one lags behind the others in the room, make the offset larger; where it is ahead, smaller. It is kept for this browser.',
      ),
      h(
        'div',
        { class: 'row' },
        h('label', { for: 'offset' }, 'Offset in ms'),
        step(-STEP_MS, '−', `${STEP_MS} ms less`),
        field,
        step(STEP_MS, '+', `${STEP_MS} ms more`),
      ),
      stated,
    ),
    show({ offsetMs, latencyMs }) {
      if (document.activeElement !== field) field.value = String(offsetMs);
      setText(
        stated,
        latencyMs === null ? '' : `From this page to the loudspeaker: ${latencyMs.toFixed(0)} ms, the offset included.`,
      );
    },
  };
}
