import { broadcastView } from './broadcast/view.js';
import { channelsView } from './channels.js';
import { h, setText, type View } from './dom.js';
import { listenView } from './listen/view.js';

const main = document.getElementById('main')!;
let view: View | null = null;

/** `#session` and `#session=KEY`, whose scripts are loaded when they are asked for. */
function sessionPage(key: string | null): View {
  const note = h('p', { class: 'quiet', role: 'status' }, 'Loading');
  let isLeft = false;
  let inner: View | null = null;
  import('./session/view.js').then(
    ({ sessionView }) => {
      if (isLeft) return;
      inner = sessionView(key);
      note.replaceWith(...inner.nodes);
    },
    () => setText(note, 'This page could not be loaded completely. Check the connection and reload it.'),
  );
  return {
    title: 'Listening session',
    nodes: [note],
    close() {
      isLeft = true;
      inner?.close();
    },
  };
}

/** `#/` channels, `#/NAME` a channel, `#broadcast`, `#session`. */
function route(): void {
  const { hash } = location;
  if (hash === '#main') return;
  view?.close();
  const channel = /^#\/([\w.-]{1,64})$/.exec(hash)?.[1];
  const session = /^#session(?:=(.*))?$/.exec(hash);
  const isFirst = view === null;
  view = session
    ? sessionPage(session[1] ?? null)
    : hash === '#broadcast'
      ? broadcastView()
      : channel
        ? listenView(channel)
        : channelsView();
  document.title = `${view.title} · Latentcast`;
  main.replaceChildren(...view.nodes);
  for (const link of document.querySelectorAll('nav a'))
    if (link.getAttribute('href') === (session ? '#session' : channel ? '' : hash || '#/'))
      link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  // A screen reader announces the new page.
  if (isFirst) return;
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

addEventListener('hashchange', route);
route();
