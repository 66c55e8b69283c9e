import type { CodecError } from 'latentcast/browser';
import { h } from './dom.js';
import { t } from './language.js';
import { keep, kept } from './tab-storage.js';

/** What a token is for. */
type Use = 'listen' | 'publish';

const nameOf = (use: Use, channel: string): string => `latentcast-token ${use} ${channel}`;

/** The token that was entered for a channel, as an option of the library. */
export function tokenFor(use: Use, channel: string): { readonly token?: string } {
  const token = kept(nameOf(use, channel));
  return token ? { token } : {};
}

/**
 * Forgets the token of a channel when the relay has refused it: where nobody needs one, a wrong one is refused all the same.
 */
export function forgetRefused(use: Use, channel: string, { code }: CodecError): void {
  if (code === 'NOT_ALLOWED') keep(nameOf(use, channel), '');
}

/** Where a key or token is entered. */
export interface TokenField {
  readonly node: HTMLElement;
  /** Shows it while the relay refuses. */
  show(isRefused: boolean): void;
}

/**
 * A field that is hidden until the relay refuses.
 *
 * @param channel that it is for, asked when a token has been entered
 * @param onEntered called when there is a token to try with
 */
export function tokenField(use: Use, channel: () => string, onEntered: () => void): TokenField {
  const input = h('input', {
    type: 'password',
    id: 'token',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
    pattern: '\\s*[!-~]{1,8192}\\s*',
    title: t.token.rule,
  });
  let wasTried = false;
  const last = `latentcast-token ${use}`;
  const node = h(
    'form',
    {
      class: 'card token',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        wasTried = true;
        const token = input.value.trim();
        keep(last, token);
        keep(nameOf(use, channel()), token);
        onEntered();
      },
    },
    h('div', { class: 'form one' }, h('label', { for: 'token' }, h('span', {}, t.token.label), input)),
    h('p', { class: 'gap' }, h('button', { type: 'submit' }, t.token.submit)),
    h('p', { class: 'quiet' }, t.token.kept),
  );
  node.hidden = true;
  return {
    node,
    show(isRefused) {
      if (node.hidden === !isRefused) return;
      node.hidden = !isRefused;
      // Often one token is for several channels.
      if (!isRefused) return;
      input.value = kept(last);
      if (wasTried) input.select();
    },
  };
}
