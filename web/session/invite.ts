import { h, setText } from '../dom.js';
import { t } from '../language.js';
import { qrCode } from '../share/qr-code.js';
import { s } from './language.js';

/** The invitation: its link to copy, to share and to scan. */
export interface Invite {
  readonly node: HTMLElement;
  /** @param mayRenew whether this peer is the host */
  show(link: string, mayRenew: boolean): void;
}

/** A card that shows how others join. */
export function invite(onRenew: () => void): Invite {
  const field = h('input', { type: 'text', id: 'invite-link', readonly: true, onfocus: () => field.select() });
  const done = h('p', { class: 'quiet', role: 'status' });
  const copy = h('button', { type: 'button', onclick: () => void copyLink() }, s.invite.copy);
  const share = h('button', { type: 'button', onclick: () => void shareLink() }, s.invite.share);
  share.hidden = typeof navigator.share !== 'function';
  const renew = h('button', { type: 'button', class: 'quiet-button', onclick: () => onRenew() }, s.invite.renew);
  const code = h('div', { class: 'qr' });
  const copyLink = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(field.value);
      setText(done, t.share.copied);
    } catch {
      field.select();
      setText(done, t.share.copyRefused);
    }
  };
  const shareLink = async (): Promise<void> => {
    try {
      await navigator.share({ title: s.title, text: s.invite.shareText, url: field.value });
      setText(done, '');
    } catch (error) {
      if ((error as Error).name !== 'AbortError') setText(done, t.share.sendFailed((error as Error).message));
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
        h('h2', { id: 'invite-title' }, s.invite.title),
        h('p', { class: 'quiet' }, s.invite.hint),
        h('div', { class: 'form' }, h('label', { for: field.id, class: 'wide' }, t.share.link, field)),
        h('div', { class: 'row gap' }, copy, share, renew),
        done,
      ),
      code,
    ),
    show(link, mayRenew) {
      renew.hidden = !mayRenew;
      if (link === shown) return;
      shown = link;
      field.value = link;
      setText(done, '');
      code.replaceChildren(...(link === '' ? [] : [qrCode(link, t.share.qr)]));
    },
  };
}
