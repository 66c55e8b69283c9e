import { h, setText } from '../dom.js';
import { decimal, t } from '../language.js';

/** Lower end of the scale, dB of full scale. */
const FLOOR_DB = -60;
/** Marks of the scale. */
const MARKS_DB = [-60, -40, -20, -12, -6, 0] as const;
/** From these levels on it is good, loud and clipped. */
export const ZONES_DB = { good: -40, loud: -6, clipped: -0.5 } as const;
/** The greatest sample of this time is what the verdict is about. */
const VERDICT_MS = 1500;
/** Time between two changes of the numbers. */
const TELL_MS = 500;
/** A bar that falls slowly shows a word. */
const FALL_DB_PER_SECOND = 30;

/** What a level means. */
export type Verdict = 'silent' | 'quiet' | 'good' | 'loud' | 'clipped';

/** @param peakDb greatest sample, dB of full scale */
export function verdictOf(peakDb: number): Verdict {
  if (peakDb <= FLOOR_DB) return 'silent';
  if (peakDb < ZONES_DB.good) return 'quiet';
  if (peakDb < ZONES_DB.loud) return 'good';
  return peakDb < ZONES_DB.clipped ? 'loud' : 'clipped';
}

/** Place on the scale, 0..1. */
export const placeOf = (db: number): number => Math.min(1, Math.max(0, 1 - db / FLOOR_DB));

/** A bar of the level over a scale in dB: its colours are those of the zones, and a text says what they mean. */
export interface Meter {
  readonly node: HTMLElement;
  /** @param peakDb greatest sample since the last call */
  show(peakDb: number): void;
}

/** @param nowMs monotonic clock */
export function levelMeter(nowMs: () => number = () => performance.now()): Meter {
  const words = t.broadcast.meter;
  const bar = h('div', { class: 'bar' });
  const hold = h('div', { class: 'hold' });
  const verdict = h('span', { class: 'verdict' });
  const scale = MARKS_DB.map((db) =>
    h('span', { style: `inset-inline-start:${placeOf(db) * 100}%` }, String(db).replace('-', '−')),
  );
  const track = h(
    'div',
    { class: 'track', role: 'meter', 'aria-label': words.label, 'aria-valuemin': FLOOR_DB, 'aria-valuemax': 0 },
    bar,
    hold,
  );
  let shownDb = FLOOR_DB;
  let heldDb = FLOOR_DB;
  let heldAtMs = 0;
  let lastMs = nowMs();
  let told: Verdict | null = null;
  let toldAtMs = 0;
  const show = (peakDb: number): void => {
    const now = nowMs();
    shownDb = Math.max(peakDb, shownDb - (FALL_DB_PER_SECOND * Math.min(200, now - lastMs)) / 1000);
    lastMs = now;
    if (peakDb >= heldDb || now - heldAtMs > VERDICT_MS) [heldDb, heldAtMs] = [shownDb, now];
    // Clipped rather than scaled: each colour stays at its place of the scale.
    bar.style.setProperty('--level', String(placeOf(shownDb)));
    hold.style.insetInlineStart = `${placeOf(heldDb) * 100}%`;
    hold.hidden = heldDb <= FLOOR_DB;
    const is = verdictOf(heldDb);
    // A screen reader, and whoever reads, need no sixty of them a second.
    if (is === told && now - toldAtMs < TELL_MS) return;
    [told, toldAtMs] = [is, now];
    track.dataset.verdict = is;
    verdict.dataset.verdict = is;
    setText(verdict, words[is]);
    const value = Math.max(FLOOR_DB, Math.round(heldDb));
    track.setAttribute('aria-valuenow', String(value));
    track.setAttribute('aria-valuetext', words.value(decimal(value, 0), words[is]));
  };
  show(FLOOR_DB);
  return {
    node: h(
      'div',
      { class: 'meter' },
      h('div', { class: 'headline' }, h('b', {}, words.label), verdict),
      track,
      h('div', { class: 'marks', 'aria-hidden': 'true', title: words.scale }, ...scale),
    ),
    show,
  };
}
