import type { NowPlaying, PlayCommand } from 'latentcast/browser';
import { h, setText } from '../dom.js';
import { icon, setIcon } from '../icons.js';
import { t } from '../language.js';
import { duration, plain } from '../words.js';
import { s } from './language.js';
import { hasEnded, type SessionState } from './state.js';

/** What is played, with pause, seek, next and volume. */
export interface Controls {
  readonly node: HTMLElement;
  show(state: SessionState): void;
}

/** What the user does. */
export interface ControlHandlers {
  onCommand(command: PlayCommand): void;
  onVolume(percent: number): void;
  onResume(): void;
  onLeave(): void;
}

/** What an arrow key moves the position by, in seconds. */
const KEY_STEPS: Readonly<Record<string, number>> = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5 };

/** A card with the controls of a session. */
export function controls(handlers: ControlHandlers): Controls {
  const title = h('p', { class: 'now', 'aria-live': 'polite' });
  const artist = h('p', { class: 'quiet artist' });
  const pause = h('button', { class: 'main play', type: 'button', onclick: () => toggle() }, icon('pause'));
  const next = h(
    'button',
    { type: 'button', onclick: () => handlers.onCommand({ action: 'next' }) },
    icon('next'),
    s.controls.next,
  );
  const leave = h('button', { type: 'button', onclick: () => handlers.onLeave() }, s.controls.leave);
  const place = h('input', { type: 'range', id: 'place', min: 0, max: 0, step: 'any', value: 0 });
  const clock = h('span', { class: 'time' });
  const seek = h('div', { class: 'seek' }, h('label', { for: 'place' }, s.controls.position), place, clock);
  const volume = h('input', {
    type: 'range',
    id: 'session-volume',
    min: 0,
    max: 100,
    value: 80,
    oninput: () => handlers.onVolume(Number(volume.value)),
  });
  const hint = h('p', { class: 'quiet' });
  let now: NowPlaying | null = null;
  let isBlocked = false;
  let isSeeking = false;
  const toggle = (): void =>
    isBlocked ? handlers.onResume() : handlers.onCommand({ action: now?.isPlaying ? 'pause' : 'resume' });
  const showPlace = (seconds: number, whole: number | null): void =>
    setText(clock, whole === null ? duration(seconds) : `${duration(seconds)} / ${duration(whole)}`);
  place.addEventListener('input', () => {
    isSeeking = true;
    if (now?.durationMs) showPlace(Number(place.value), now.durationMs / 1000);
  });
  place.addEventListener('change', () => {
    isSeeking = false;
    handlers.onCommand({ action: 'seek', positionMs: Number(place.value) * 1000 });
  });
  place.addEventListener('keydown', (event) => {
    const step = KEY_STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    place.value = String(Number(place.value) + step);
    place.dispatchEvent(new Event('change'));
  });
  return {
    node: h(
      'section',
      { class: 'card player', 'aria-label': s.controls.label },
      h(
        'div',
        { class: 'stage' },
        h('div', { class: 'cover' }, pause),
        h('div', { class: 'what' }, title, artist, hint),
      ),
      seek,
      h(
        'div',
        { class: 'controls' },
        next,
        h('div', { class: 'volume' }, h('label', { for: 'session-volume' }, t.listen.volume), volume),
        leave,
      ),
    ),
    show(state) {
      const words = s.controls;
      now = state.now;
      const { sound, isHost } = state;
      isBlocked = sound === 'blocked' || sound === 'suspended';
      const isHeard = now !== null && now.positionMs !== null;
      const unheard = isHost ? words.gettingReady : words.nothingYet;
      setText(title, isHeard ? plain(now!.title) || words.nothingPlayed : unheard);
      setText(artist, isHeard ? plain(now!.artist) : '');
      const again = now && hasEnded(now) ? words.again : words.resume;
      const isPaused = now !== null && !now.isPlaying;
      const label = isBlocked ? words.playHere : isPaused ? again : words.pause;
      setIcon(pause, isBlocked || isPaused ? 'play' : 'pause');
      pause.title = label;
      pause.setAttribute('aria-label', label);
      const mayControl = now?.mayControl ?? false;
      const hasLength = now?.durationMs != null;
      pause.disabled = !isBlocked && !mayControl;
      next.disabled = !mayControl;
      place.disabled = !mayControl;
      // Its place is kept, so that nothing below moves when the first track is heard.
      seek.style.visibility = now?.positionMs == null ? 'hidden' : '';
      place.hidden = now?.positionMs != null && !hasLength;
      (seek.firstElementChild as HTMLElement).hidden = place.hidden;
      setText(hint, now && !mayControl && !now.isHostAway ? words.hostControls : '');
      if (isSeeking || now?.positionMs == null) return;
      if (hasLength) {
        place.max = String(now.durationMs! / 1000);
        place.value = String(now.positionMs / 1000);
        place.setAttribute('aria-valuetext', duration(now.positionMs / 1000));
      }
      showPlace(now.positionMs / 1000, hasLength ? now.durationMs! / 1000 : null);
    },
  };
}
