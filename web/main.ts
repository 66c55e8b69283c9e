import { channelsView, noChannelView } from './channels.js';
import { h, setText, type View } from './dom.js';
import { preferredLanguage, t, useLanguage } from './language.js';
import { languageSwitch, translateFrame } from './language-switch.js';
import { listenView } from './listen/view.js';

const main = document.getElementById('main')!;
let view: View | null = null;
/** Address of the view. */
let shown = location.href;
let isAsking = false;

/** A view whose script is loaded when it is asked for. */
function laterView(title: string, load: () => Promise<View>): View {
  const note = h('p', { class: 'quiet', role: 'status' }, t.site.loading);
  // What is below the page is not on the screen before the view is there, so that it does not jump.
  note.style.minHeight = '100vh';
  let isLeft = false;
  let inner: View | null = null;
  load().then(
    (loaded) => {
      if (isLeft) return loaded.close();
      inner = loaded;
      note.replaceWith(...inner.nodes);
    },
    () => setText(note, t.site.incomplete),
  );
  return {
    title,
    nodes: [note],
    isBusy: () => inner?.isBusy?.() ?? false,
    mayLeave: () => inner?.mayLeave?.() ?? null,
    close() {
      isLeft = true;
      inner?.close();
    },
  };
}

/** The text of an address without its percent signs; as it is where they stand for nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `#/` channels, `#/NAME` a channel, `#broadcast`, `#session`. */
function viewOf(hash: string): readonly [view: View, page: string] {
  const session = /^#session(?:=(.*))?$/.exec(hash);
  if (session) {
    const key = session[1] ?? null;
    const load = async (): Promise<View> => (await import('./session/view.js')).sessionView(key);
    return [laterView(t.site.sessionTitle, load), '#session'];
  }
  if (hash === '#broadcast') {
    const load = async (): Promise<View> => (await import('./broadcast/view.js')).broadcastView();
    return [laterView(t.site.broadcast, load), hash];
  }
  const name = decoded(/^#\/(.*)$/s.exec(hash)?.[1] ?? '');
  if (name === '') return [channelsView(), '#/'];
  return [/^[\w.-]{1,64}$/.test(name) ? listenView(name) : noChannelView(name), ''];
}

/** Shows the view of the address; where the present one has something to lose, after a question. */
function follow(): void {
  const { href, hash } = location;
  if (hash === '#main') return;
  const answer = isAsking || href === shown ? null : view?.mayLeave?.();
  if (!answer && !isAsking) {
    route();
    return;
  }
  history.replaceState(null, '', shown);
  if (!answer) return;
  isAsking = true;
  void answer.then((isLeft) => {
    isAsking = false;
    if (!isLeft) return;
    history.pushState(null, '', href);
    route();
  });
}

function route(): void {
  const { hash, href } = location;
  if (hash === '#main') return;
  shown = href;
  view?.close();
  const isFirst = view === null;
  const [next, page] = viewOf(hash);
  view = next;
  document.title = `${view.title} · Latentcast`;
  main.replaceChildren(...view.nodes);
  for (const link of document.querySelectorAll('nav a'))
    if (link.getAttribute('href') === page) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  // A screen reader announces the new page.
  if (isFirst) return;
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

async function start(): Promise<void> {
  await useLanguage(preferredLanguage());
  const embedded = /\/embed\/([\w.-]{1,64})$/.exec(location.pathname)?.[1];
  if (embedded !== undefined) {
    document.body.classList.add('embedded');
    view = laterView(embedded, async () => (await import('./embed/view.js')).embedView(embedded));
    document.title = embedded;
    main.replaceChildren(...view.nodes);
    return;
  }
  const { site } = t;
  translateFrame(site, [site.channels, site.broadcast, site.session]);
  // What plays, or is on the air, does not end because of another language.
  const onLanguage = (note: HTMLElement): void => {
    shown = location.href;
    if (view?.isBusy?.()) setText(note, site.languageLater);
    else location.reload();
  };
  document.body.append(languageSwitch(site.language, onLanguage));
  addEventListener('hashchange', follow);
  route();
}

void start();
