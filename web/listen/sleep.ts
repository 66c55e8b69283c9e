import { h, setText } from '../dom.js';
import { icon } from '../icons.js';
import { counted, t } from '../language.js';
import { duration } from '../words.js';

/** Times to choose from, in minutes. */
const CHOICES = [15, 30, 45, 60, 90] as const;
/** The sound fades over the last seconds. */
export const FADE_MS = 15_000;
const TICK_MS = 500;

/** Factor of the amplitude while the timer runs out: 1 until the last {@link FADE_MS}, then down to 0. */
export const sleepGain = (leftMs: number): number => Math.min(1, Math.max(0, leftMs / FADE_MS));

/** A timer that ends the sound. */
export interface SleepTimer {
  readonly node: HTMLElement;
  /** Factor of the amplitude now, 0..1. */
  readonly gain: number;
  /** Switches it off: there is nothing to be ended. */
  cancel(): void;
  close(): void;
}

/**
 * @param onFade called while the sound fades, and when it need not any more: `gain` has changed
 * @param onSleep called at the end
 * @param nowMs wall clock
 */
export function sleepTimer(onFade: () => void, onSleep: () => void, nowMs: () => number = Date.now): SleepTimer {
  let endMs: number | null = null;
  let gain = 1;
  let timer: ReturnType<typeof setInterval> | undefined;
  const left = h('span', { class: 'quiet time', 'aria-live': 'off' });
  const select = h(
    'select',
    { id: 'sleep', onchange: () => start(Number(select.value)) },
    h('option', { value: 0 }, t.listen.sleepOff),
    ...CHOICES.map((minutes) => h('option', { value: minutes }, counted(t.listen.minutes, minutes))),
  );
  const tick = (): void => {
    const leftMs = endMs === null ? Number.POSITIVE_INFINITY : endMs - nowMs();
    setText(left, endMs === null ? '' : t.listen.sleepsIn(duration(Math.max(0, leftMs) / 1000)));
    const next = sleepGain(leftMs);
    if (next !== gain) {
      gain = next;
      onFade();
    }
    if (leftMs > 0) return;
    onSleep();
    cancel();
  };
  const start = (minutes: number): void => {
    clearInterval(timer);
    endMs = minutes > 0 ? nowMs() + minutes * 60_000 : null;
    if (endMs !== null) timer = setInterval(tick, TICK_MS);
    tick();
  };
  const cancel = (): void => {
    select.value = '0';
    start(0);
  };
  return {
    node: h('div', { class: 'sleep' }, h('label', { for: 'sleep' }, icon('moon'), t.listen.sleep), select, left),
    get gain() {
      return gain;
    },
    cancel,
    close: () => clearInterval(timer),
  };
}
