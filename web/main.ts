import { channelsView, noChannelView } from './channels.js';
import { h, setText, type View } from './dom.js';
import { keepLanguage, LANGUAGES, type Language, language, preferredLanguage, t, useLanguage } from './language.js';
import { listenView } from './listen/view.js';

const main = document.getElementById('main')!;
let view: View | null = null;

/** A view whose script is loaded when it is asked for. */
function laterView(title: string, load: () => Promise<View>): View {
  const note = h('p', { class: 'quiet', role: 'status' }, t.site.loading);
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

function route(): void {
  const { hash } = location;
  if (hash === '#main') return;
  view?.close();
  const isFirst = view === null;
  const [next, page] = viewOf(hash);
  view = next;
  document.title = `${view.title} · Latentcast`;
  // The texts of listening sessions are English in every language.
  main.lang = page === '#session' ? 'en' : '';
  if (main.lang === '') main.removeAttribute('lang');
  main.replaceChildren(...view.nodes);
  for (const link of document.querySelectorAll('nav a'))
    if (link.getAttribute('href') === page) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  // A screen reader announces the new page.
  if (isFirst) return;
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Texts of the page's frame, which its HTML has in English. */
function translateFrame(): void {
  setText(document.querySelector('.skip')!, t.site.skip);
  document.querySelector('nav')!.setAttribute('aria-label', t.site.pages);
  const texts = [t.site.channels, t.site.broadcast, t.site.session];
  for (const [i, link] of [...document.querySelectorAll('nav a')].entries()) setText(link, texts[i]!);
}

/** The choice of language at the foot of the page. */
function languageSwitch(): HTMLElement {
  const note = h('span', { class: 'quiet', 'aria-live': 'polite' });
  const select = h(
    'select',
    {
      id: 'language',
      onchange: () => {
        keepLanguage(select.value as Language);
        // What plays, or is on the air, does not end because of it.
        if (view?.isBusy?.()) setText(note, t.site.languageLater);
        else location.reload();
      },
    },
    ...Object.entries(LANGUAGES).map(([tag, name]) =>
      h('option', { value: tag, lang: tag, selected: tag === language }, name),
    ),
  );
  return h('footer', { class: 'foot' }, h('label', { for: 'language' }, t.site.language), select, note);
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
  translateFrame();
  document.body.append(languageSwitch());
  addEventListener('hashchange', route);
  route();
}

void start();
