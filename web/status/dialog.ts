import { h } from '../dom.js';
import { s } from './language.js';

/** A text that is asked for in a dialog. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string;
  readonly maxLength?: number;
  readonly isRequired?: boolean;
  /** What is wrong with a value; empty where nothing is. The dialog stays open until then. */
  readonly fault?: (value: string) => string;
}

/** What is asked before something is changed. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly isDangerous?: boolean;
  readonly fields?: readonly Field[];
}

/** Asks; resolves to the fields' values, or to null where the question was cancelled. */
export function ask({
  title,
  text,
  confirm,
  isDangerous = false,
  fields = [],
}: Question): Promise<Record<string, string> | null> {
  const inputs = fields.map(({ name, value = '', maxLength = 256, isRequired = false, fault }) => {
    const input = h('input', {
      type: 'text',
      name,
      value,
      maxlength: maxLength,
      required: isRequired,
      dir: 'auto',
      autocomplete: 'off',
    });
    input.addEventListener('input', () => input.setCustomValidity(fault?.(input.value.trim()) ?? ''));
    return input;
  });
  return new Promise((resolve) => {
    const dialog = h(
      'dialog',
      { 'aria-labelledby': 'question' },
      h(
        'form',
        { method: 'dialog' },
        h('h2', { id: 'question' }, title),
        h('p', {}, text),
        h(
          'div',
          { class: 'form' },
          ...fields.map(({ label, hint }, i) => h('label', {}, label, hint ? h('small', {}, hint) : null, inputs[i]!)),
        ),
        h(
          'div',
          { class: 'actions' },
          h('button', { type: 'submit', value: 'cancel', formnovalidate: true }, s.cancel),
          h('button', { type: 'submit', class: isDangerous ? 'main danger' : 'main', value: 'confirm' }, confirm),
        ),
      ),
    );
    // Enter in a field confirms, although Cancel is the first button.
    for (const input of inputs)
      input.addEventListener('keydown', (event) => {
        // Enter that ends the composition of a character is none.
        if (event.key !== 'Enter' || event.isComposing) return;
        event.preventDefault();
        if (input.form!.reportValidity()) dialog.close('confirm');
      });
    dialog.addEventListener('close', () => {
      dialog.remove();
      const values = Object.fromEntries(inputs.map((input) => [input.name, input.value.trim()]));
      resolve(dialog.returnValue === 'confirm' ? values : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    inputs[0]?.focus();
  });
}

/** How long a ban holds. */
export const hoursField = (): Field => ({
  name: 'hours',
  label: s.bans.hours,
  hint: s.bans.hoursHint,
  value: '24',
  maxLength: 9,
  fault: (text) => {
    const hours = Number(text.replace(',', '.'));
    return text === '' || (hours >= 0.001 && hours <= 1e6) ? '' : s.bans.hoursWrong(text);
  },
});
