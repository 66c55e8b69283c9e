import { h } from './dom.js';

/** What is asked, and the two answers. */
export interface Question {
  readonly title: string;
  /** A line about what it concerns; empty for none. */
  readonly about: string;
  readonly text: string;
  readonly go: string;
  /** What the main button says, and what Escape means. */
  readonly cancel: string;
}

/** Asks in a dialog, behind which everything runs as before; resolves with whether the answer is `go`. */
export function ask({ title, about, text, go, cancel }: Question): Promise<boolean> {
  const dialog = h('dialog', { 'aria-labelledby': 'question' });
  const answer = (value: string, label: string, isMain: boolean): HTMLElement =>
    h('button', { type: 'button', class: isMain ? 'main' : '', onclick: () => dialog.close(value) }, label);
  dialog.append(
    h(
      'div',
      {},
      h('h2', { id: 'question', dir: 'auto' }, title),
      about ? h('p', { dir: 'auto' }, about) : null,
      h('p', { class: 'quiet' }, text),
      h('div', { class: 'row' }, answer('go', go, false), answer('', cancel, true)),
    ),
  );
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'go');
    });
    dialog.showModal();
  });
}
