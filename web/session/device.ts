import { EXTRA_LATENCY_MS } from 'latentcast/browser';
import { h, setText } from '../dom.js';
import { decimal } from '../language.js';
import { s } from './language.js';
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
      h('h2', { id: 'device-title' }, s.device.title),
      h('p', { class: 'quiet' }, s.device.hint),
      h(
        'div',
        { class: 'row' },
        h('label', { for: 'offset' }, s.device.offset),
        step(-STEP_MS, '−', s.device.less(decimal(STEP_MS, 0))),
        field,
        step(STEP_MS, '+', s.device.more(decimal(STEP_MS, 0))),
      ),
      stated,
    ),
    show({ offsetMs, latencyMs }) {
      if (document.activeElement !== field) field.value = String(offsetMs);
      setText(stated, latencyMs === null ? '' : s.device.latency(decimal(latencyMs, 0)));
    },
  };
}
