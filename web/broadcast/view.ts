import { CodecError, missingSupport } from 'latentcast/browser';
import { badge, h, setText, type View } from '../dom.js';
import { loadingBar } from '../model.js';
import { soundView } from '../sound-view.js';
import { tokenField } from '../token-field.js';
import { describe, explain, isRefused } from '../words.js';
import { figuresTable } from './figures.js';
import { broadcastForm } from './form.js';
import { startLabel } from './state.js';
import { Studio } from './studio.js';
import { talkButton } from './talk-button.js';

/** `#broadcast`: a microphone, sent to a channel. */
export function broadcastView(): View {
  const status = badge();
  const alert = h('div', { class: 'alert', role: 'alert' });
  const form = broadcastForm({ onMetadata: (metadata) => studio.setMetadata(metadata) });
  const start = h(
    'button',
    { class: 'main', type: 'button', onclick: () => void studio.toggle(form.read()) },
    'Broadcast',
  );
  const talk = talkButton((isTalking) => studio.setTalking(isTalking));
  const push = h('input', { type: 'checkbox', id: 'push', onchange: () => studio.setPushToTalk(push.checked) });
  const link = channelLink();
  const loading = loadingBar();
  const sound = soundView('the microphone');
  const figures = figuresTable();
  const studio = new Studio({ sound, figures, loading });

  const token = tokenField(
    'publish',
    () => form.read().channel,
    () => void studio.toggle(form.read()),
  );

  const unsubscribe = studio.store.subscribe((state) => {
    status.set(state.status === 'live' ? ['On air', 'good'] : describe(state), state.why);
    token.show(isRefused(state));
    setText(alert, state.error ? explain(state.error) : '');
    setText(start, startLabel(state));
    start.disabled = !state.isSupported;
    talk.hidden = !state.isPushToTalk;
    talk.setAttribute('aria-pressed', String(state.isTalking));
    link.show(state.liveChannel);
    form.show(state);
  });
  studio.watchMicrophones();
  const missing = missingSupport('broadcast');
  if (missing !== null) studio.store.dispatch({ type: 'unsupported', error: new CodecError('DEVICE', missing) });
  else studio.preload();
  return {
    title: 'Broadcast',
    nodes: [
      h('div', { class: 'headline' }, h('h1', {}, 'Broadcast'), status.node),
      alert,
      token.node,
      loading.node,
      ...sound.nodes,
      h(
        'div',
        { class: 'card' },
        h('div', { class: 'controls' }, start, h('label', { class: 'pick', for: 'push' }, push, 'Push to talk'), talk),
        link.node,
      ),
      form.node,
      figures.node,
    ],
    close() {
      unsubscribe();
      studio.close();
      sound.close();
    },
  };
}

/** Where listeners find the channel, from when it is on air. */
function channelLink(): { readonly node: HTMLElement; show(channel: string | null): void } {
  const node = h('p', { class: 'link', 'aria-live': 'polite' });
  let shown: string | null = null;
  return {
    node,
    show(channel) {
      if (channel === shown) return;
      shown = channel;
      if (channel === null) node.replaceChildren();
      else {
        const href = `#/${channel}`;
        node.replaceChildren('Listeners open ', h('a', { href, target: '_blank' }, new URL(href, location.href).href));
      }
    },
  };
}
