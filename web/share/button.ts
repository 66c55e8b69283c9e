import { h, setText } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../language.js';

/** A button that shows how a channel is handed on, and where that is shown. */
export interface ShareButton {
  readonly button: HTMLButtonElement;
  /** Empty until it is asked for. */
  readonly place: HTMLElement;
  /** Shows it anew where the channel or its title has changed. */
  refresh(): void;
}

/** @param title the channel's title for people, at the time of the click */
export function shareButton(channel: () => string, title: () => string): ShareButton {
  const place = h('div', { id: 'share' });
  place.hidden = true;
  const button = h(
    'button',
    { type: 'button', 'aria-expanded': 'false', 'aria-controls': 'share', onclick: () => void toggle() },
    icon('share'),
    t.listen.share,
  );
  let shown = '';
  const fill = async (): Promise<void> => {
    const key = `${channel()} ${title()}`;
    if (key === shown) return;
    try {
      const { sharePanel } = await import('./panel.js');
      place.replaceChildren(sharePanel(channel(), title()));
      shown = key;
    } catch {
      const note = h('p', { role: 'alert' });
      place.replaceChildren(note);
      setText(note, t.site.incomplete);
    }
  };
  const toggle = async (): Promise<void> => {
    const isOpen = place.hidden;
    place.hidden = !isOpen;
    button.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) await fill();
  };
  return {
    button,
    place,
    refresh() {
      if (!place.hidden) void fill();
    },
  };
}
