import { broadcastView } from './broadcast/view.js';
import { channelsView } from './channels.js';
import type { View } from './dom.js';
import { listenView } from './listen/view.js';

const main = document.getElementById('main')!;
let view: View | null = null;

/** `#/` channels, `#/NAME` a channel, `#broadcast`. */
function route(): void {
  const { hash } = location;
  if (hash === '#main') return;
  view?.close();
  const channel = /^#\/([\w.-]{1,64})$/.exec(hash)?.[1];
  const isFirst = view === null;
  view = hash === '#broadcast' ? broadcastView() : channel ? listenView(channel) : channelsView();
  document.title = `${view.title} · Latentcast`;
  main.replaceChildren(...view.nodes);
  for (const link of document.querySelectorAll('nav a'))
    if (link.getAttribute('href') === (channel ? '' : hash || '#/')) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  // A screen reader announces the new page.
  if (isFirst) return;
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

addEventListener('hashchange', route);
route();
