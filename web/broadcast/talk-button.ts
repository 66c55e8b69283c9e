import { h } from '../dom.js';
import { t } from '../language.js';

/** A button that calls `onTalk` with true when it is pressed, by pointer or key, and with false when it is released. */
export function talkButton(onTalk: (isTalking: boolean) => void): HTMLButtonElement {
  const button = h('button', { class: 'talk', type: 'button', 'aria-pressed': 'false' }, t.broadcast.holdToTalk);
  button.addEventListener('pointerdown', (event) => {
    button.setPointerCapture(event.pointerId);
    onTalk(true);
  });
  for (const name of ['pointerup', 'pointercancel', 'blur']) button.addEventListener(name, () => onTalk(false));
  button.addEventListener('keydown', (event) => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) onTalk(true);
  });
  button.addEventListener('keyup', () => onTalk(false));
  return button;
}
