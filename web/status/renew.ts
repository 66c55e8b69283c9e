import { h, setText } from '../dom.js';
import { StatusApi } from './api.js';
import { s } from './language.js';

/**
 * Asks for another key or token in front of whatever is on the page, which stays as it is: a text that was being typed, a
 * question that was asked.
 *
 * @param check resolves where a token suffices for what the page shows; rejects with the reason
 * @returns the token; null for whoever signs out
 */
export function askForToken(why: string, check: (api: StatusApi) => Promise<unknown>): Promise<string | null> {
  const input = h('input', { type: 'password', autocomplete: 'off', required: true, spellcheck: 'false' });
  const submit = h('button', { type: 'submit', class: 'main' }, s.renew.submit);
  const alert = h('div', { class: 'alert', role: 'alert' }, why);
  return new Promise((resolve) => {
    let isDone = false;
    const end = (token: string | null): void => {
      isDone = true;
      resolve(token);
      dialog.close();
    };
    const form = h(
      'form',
      { onsubmit: (event: SubmitEvent) => void tryIt(event) },
      h('h2', { id: 'renew' }, s.renew.title),
      h('p', {}, s.renew.text),
      alert,
      h('div', { class: 'form' }, h('label', {}, s.signIn.field, input)),
      h('div', { class: 'actions' }, h('button', { type: 'button', onclick: () => end(null) }, s.signIn.out), submit),
    );
    const dialog = h('dialog', { 'aria-labelledby': 'renew' }, form);

    async function tryIt(event: SubmitEvent): Promise<void> {
      event.preventDefault();
      const token = input.value.trim();
      submit.disabled = true;
      try {
        await check(new StatusApi(token));
        end(token);
      } catch (error) {
        setText(alert, (error as Error).message);
        input.focus();
        input.select();
      }
      submit.disabled = false;
    }

    // Escape would sign out and lose what was typed, or, pressed again, close what is being typed in below. As a gesture
    // nobody can prevent it twice.
    const keep = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') event.preventDefault();
    };
    addEventListener('keydown', keep, true);
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.addEventListener('close', () => {
      if (!isDone) {
        dialog.showModal();
        return;
      }
      removeEventListener('keydown', keep, true);
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
  });
}
