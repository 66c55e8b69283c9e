import { type ChannelInfo, CodecError, missingSupport } from 'latentcast/browser';
import { badge, choice, h, setText, type View } from '../dom.js';
import { loadingBar, mayPreload } from '../model.js';
import { recordingsView } from '../recordings/view.js';
import { soundView } from '../sound-view.js';
import { tokenField } from '../token-field.js';
import { describe, explain, isRefused } from '../words.js';
import { figuresTable } from './figures.js';
import { ChannelPlayer } from './player.js';
import { gainOf, nowPlaying, playLabel, standIn } from './state.js';

/** `#/NAME`: one channel, played. */
export function listenView(channel: string): View {
  const status = badge();
  const now = h('p', { class: 'now quiet', 'aria-live': 'polite' }, '');
  const about = aboutChannel(channel);
  const instead = h('p', { class: 'now quiet', role: 'status' }, '');
  const alert = h('div', { class: 'alert', role: 'alert' });
  const play = h('button', { class: 'main', type: 'button', onclick: () => listen() }, 'Listen');
  const mute = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => toggleMuted() }, 'Mute');
  const volume = h('input', {
    type: 'range',
    id: 'volume',
    min: 0,
    max: 100,
    value: 80,
    oninput: () => player.setVolume(Number(volume.value)),
  });
  const quality = choice(
    'Quality',
    'planes',
    [
      ['1', '1 plane'],
      ['2', '2 planes'],
    ],
    '2',
    (value) => player.setPlanes(Number(value)),
  );
  const packets = choice(
    'Packets',
    'packets',
    [
      ['1', 'Low delay'],
      ['22', 'Low data'],
    ],
    '1',
    (value) => player.setFrames(Number(value)),
  );
  const loading = loadingBar();
  const sound = soundView(`the channel ${channel}`);
  const figures = figuresTable();
  const player = new ChannelPlayer(channel, { sound, figures, loading });
  const token = tokenField(
    'listen',
    () => channel,
    () => {
      listen();
      void recordings.refresh();
    },
  );
  const recordings = recordingsView(channel, {
    sound,
    loading,
    gain: () => (player.store.state.isMuted ? 0 : gainOf(player.store.state.volumePercent)),
    onStart: () => player.leave(),
  });
  const listen = (): void => {
    recordings.player.stop();
    player.toggle();
  };
  const toggleMuted = (): void => player.setMuted(!player.store.state.isMuted);

  const unsubscribe = player.store.subscribe((state) => {
    status.set(describe(state), state.why);
    token.show(isRefused(state));
    setText(play, playLabel(state));
    play.disabled = !state.isSupported;
    setText(alert, state.error ? explain(state.error) : '');
    setText(now, nowPlaying(state));
    setText(instead, standIn(state, channel));
    if (state.channel) about.show(state.channel.info);
    mute.setAttribute('aria-pressed', String(state.isMuted));
    recordings.player.updateGain();
  });
  const missing = missingSupport('listen');
  if (missing !== null) player.store.dispatch({ type: 'unsupported', error: new CodecError('DEVICE', missing) });
  else if (mayPreload()) player.hold();
  return {
    title: channel,
    nodes: [
      h('div', { class: 'headline' }, about.title, status.node),
      about.node,
      now,
      instead,
      alert,
      token.node,
      loading.node,
      ...sound.nodes,
      h(
        'div',
        { class: 'card' },
        h(
          'div',
          { class: 'controls' },
          play,
          mute,
          h('div', { class: 'volume' }, h('label', { for: 'volume' }, 'Volume'), volume),
          quality,
          packets,
        ),
      ),
      figures.node,
      recordings.node,
    ],
    close() {
      unsubscribe();
      recordings.close();
      player.close();
      sound.close();
    },
  };
}

/** Title, description, genre and page of a channel, as the relay states them; its name where it states no title. */
function aboutChannel(channel: string): {
  readonly title: HTMLElement;
  readonly node: HTMLElement;
  show(info: ChannelInfo): void;
} {
  const title = h('h1', {}, channel);
  const node = h('p', { class: 'quiet' });
  return {
    title,
    node,
    show({ title: text, description, genre, url }) {
      setText(title, text ?? channel);
      const line = [text !== undefined && channel, genre, description].filter(Boolean).join(' · ');
      const link = url === undefined ? null : h('a', { href: url, rel: 'noreferrer noopener', target: '_blank' }, url);
      node.replaceChildren(line, ...(link ? [line === '' ? '' : ' · ', link] : []));
    },
  };
}
