import { h, setText } from '../dom.js';
import { t } from '../language.js';
import { type ListenState, nextStep, type Surroundings } from './state.js';

/** What the user can do where nothing plays. */
export interface NextStepLine {
  readonly node: HTMLElement;
  show(state: ListenState, surroundings: Omit<Surroundings, 'isOnline'>): void;
}

/** A line that is hidden while all is well. */
export function nextStepLine(): NextStepLine {
  const text = h('p', { 'aria-live': 'polite' });
  const leads = h(
    'p',
    { class: 'row' },
    h('a', { class: 'button', href: '#/' }, t.listen.next.otherChannels),
    h('a', { class: 'button', href: '#broadcast' }, t.listen.next.goOnAir),
  );
  const node = h('div', { class: 'next' }, text, leads);
  return {
    node,
    show(state, surroundings) {
      const step = nextStep(state, { ...surroundings, isOnline: navigator.onLine !== false });
      node.hidden = step === null;
      leads.hidden = !step?.leads;
      setText(text, step?.text ?? '');
    },
  };
}
