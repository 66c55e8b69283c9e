import { h, setText } from '../dom.js';
import { chosenLanguage, t } from '../language.js';
import { channelLink, relayUrl } from '../relay-url.js';
import { qrCode } from './qr-code.js';

/** Whether this relay lets any other page show its player in a frame. */
async function allowsFrames(channel: string): Promise<boolean> {
  const response = await fetch(relayUrl(`embed/${channel}`), { method: 'HEAD' });
  const policy = response.headers.get('content-security-policy') ?? '';
  return response.ok && !/frame-ancestors 'none'/.test(policy);
}

/**
 * Markup of a player for a page elsewhere. A frame has the language that was chosen here, as the page that it is put into has
 * one; where none was chosen, it follows the browser.
 */
export function embedCode(channel: string, title: string, isFrame: boolean): string {
  const label = title.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
  const chosen = chosenLanguage();
  if (isFrame)
    return `<iframe src="${relayUrl(`embed/${channel}`)}${chosen ? `?lang=${chosen}` : ''}" title="${label}" width="100%" height="230" style="border:0;max-width:480px" allow="autoplay"></iframe>`;
  const script = relayUrl('element/latentcast-player.js');
  const source = relayUrl(channel).replace(/^http/, 'ws');
  return `<script type="module" src="${script}"></script>\n<latentcast-player src="${source}" label="${label}"></latentcast-player>`;
}

/** How a channel is handed on: its link to copy, send and scan, and a player for other pages. @param title for people */
export function sharePanel(channel: string, title: string): HTMLElement {
  const link = channelLink(channel);
  const done = h('p', { class: 'quiet', 'aria-live': 'polite' });
  const field = h('input', { type: 'text', id: 'share-link', readonly: true, value: link, dir: 'ltr' });
  const code = h('textarea', { id: 'share-code', readonly: true, rows: 4, spellcheck: 'false', dir: 'ltr' });
  const kind = h('small', {});
  const copy = async (from: HTMLInputElement | HTMLTextAreaElement, copied: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(from.value);
      setText(done, copied);
    } catch {
      from.select();
      setText(done, t.share.copyRefused);
    }
  };
  const send = async (): Promise<void> => {
    try {
      await navigator.share({ title, text: t.share.sendText(title), url: link });
    } catch (error) {
      if ((error as Error).name !== 'AbortError') setText(done, t.share.sendFailed((error as Error).message));
    }
  };
  const sendButton = h('button', { type: 'button', onclick: () => void send() }, t.share.send);
  sendButton.hidden = typeof navigator.share !== 'function';
  const showCode = (isFrame: boolean): void => {
    code.value = embedCode(channel, title, isFrame);
    setText(kind, isFrame ? t.share.embedFrame : t.share.embedElement);
  };
  showCode(false);
  allowsFrames(channel).then(showCode, () => undefined);
  const wide = h(
    'div',
    { class: 'form one' },
    h('label', { for: 'share-link' }, h('span', {}, t.share.link), field),
    h(
      'div',
      { class: 'row' },
      h('button', { type: 'button', onclick: () => void copy(field, t.share.copied) }, t.share.copy),
      sendButton,
    ),
    h(
      'details',
      {},
      h('summary', {}, t.share.embed),
      h('label', { for: 'share-code' }, kind, code),
      h(
        'div',
        { class: 'row gap' },
        h('button', { type: 'button', onclick: () => void copy(code, t.share.embedCopied) }, t.share.embedCopy),
      ),
    ),
    done,
  );
  return h(
    'section',
    { class: 'share', 'aria-label': t.share.title },
    wide,
    h('div', { class: 'qr' }, qrCode(link, t.share.qr)),
  );
}
