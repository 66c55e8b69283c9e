import { h, setText } from '../dom.js';
import { qrCode } from '../share/qr-code.js';

/** The invitation: its link to copy, to share and to scan. */
export interface Invite {
  readonly node: HTMLElement;
  show(link: string): void;
}

/** A card that shows how others join. */
export function invite(): Invite {
  const field = h('input', { type: 'text', id: 'invite-link', readonly: true, onfocus: () => field.select() });
  const done = h('p', { class: 'quiet', role: 'status' });
  const copy = h('button', { type: 'button', onclick: () => void copyLink() }, 'Copy');
  const share = h('button', { type: 'button', onclick: () => void shareLink() }, 'Share');
  share.hidden = typeof navigator.share !== 'function';
  const code = h('div', { class: 'qr' });
  const copyLink = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(field.value);
      setText(done, 'The link is copied.');
    } catch {
      field.select();
      setText(done, 'The browser does not allow it: the link is selected, copy it yourself.');
    }
  };
  const shareLink = async (): Promise<void> => {
    try {
      await navigator.share({ title: 'Listening session', text: 'Listen with me', url: field.value });
      setText(done, '');
    } catch (error) {
      if ((error as Error).name !== 'AbortError') setText(done, `It cannot be shared: ${(error as Error).message}`);
    }
  };
  let shown = '';
  return {
    node: h(
      'section',
      { class: 'card invite', 'aria-labelledby': 'invite-title' },
      h(
        'div',
        {},
        h('h2', { id: 'invite-title' }, 'Invite'),
        h(
          'p',
          { class: 'quiet' },
          'Whoever has this link can join. Its last part is the key; it is sent to no server, so pass it on by a way that you trust.',
        ),
        h('div', { class: 'form' }, h('label', { for: field.id, class: 'wide' }, 'Link', field)),
        h('div', { class: 'row gap' }, copy, share),
        done,
      ),
      code,
    ),
    show(link) {
      if (link === shown) return;
      shown = link;
      field.value = link;
      setText(done, '');
      code.replaceChildren(...(link === '' ? [] : [qrCode(link, 'QR code of the link')]));
    },
  };
}
