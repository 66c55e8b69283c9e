import { CodecError, missingSupport } from 'latentcast/browser';
import { type ChannelFacts, factsEveryMs, watchFacts } from '../channel-facts.js';
import { hueStyle } from '../cover.js';
import { choice, h, setText, type View } from '../dom.js';
import { icon, setIcon } from '../icons.js';
import { t } from '../language.js';
import { loadingBar, mayPreload } from '../model.js';
import { recordingsView } from '../recordings/view.js';
import { shareButton } from '../share/button.js';
import { soundView } from '../sound-view.js';
import { tokenField } from '../token-field.js';
import { explain, isRefused } from '../words.js';
import { figuresTable } from './figures.js';
import { historyView } from './history.js';
import { nextStepLine } from './next-step.js';
import { ChannelPlayer } from './player.js';
import { qualityChoice } from './quality.js';
import { recordControl } from './record-control.js';
import { sleepTimer } from './sleep.js';
import { stage } from './stage.js';

/** `#/NAME`: one channel, played. */
export function listenView(channel: string): View {
  let facts: ChannelFacts | null = null;
  let isKnown: boolean | null = null;
  const top = stage(channel, () => listen());
  const alert = h('div', { class: 'alert', role: 'alert' });
  const mute = h(
    'button',
    { type: 'button', class: 'round', 'aria-pressed': 'false', 'aria-label': t.listen.mute, title: t.listen.mute },
    icon('sound'),
  );
  mute.addEventListener('click', () => player.setMuted(!player.store.state.isMuted));
  const volume = h('input', {
    type: 'range',
    id: 'volume',
    min: 0,
    max: 100,
    value: 80,
    'aria-label': t.listen.volume,
    oninput: () => player.setVolume(Number(volume.value)),
  });
  const quality = qualityChoice(
    () => player.store.state.planes,
    (planes) => player.setPlanes(planes),
  );
  const packets = choice(
    t.listen.packets,
    'packets',
    [
      ['1', t.listen.lowDelay],
      ['22', t.listen.lowData],
    ],
    '1',
    (value) => player.setFrames(Number(value)),
  );
  const loading = loadingBar();
  const sound = soundView(t.listen.channelSound(channel), (levelDb) => top.setLevel(levelDb));
  const figures = figuresTable();
  const details = h('details', { class: 'gap' }, h('summary', {}, t.listen.figures), figures.node);
  // Few look: the choice is fetched when they do.
  const offerLowDelay = async (): Promise<void> => {
    const { lowDelayChoice } = await import('../low-delay.js');
    figures.node.before(lowDelayChoice('decode', (delay) => player.setDelay(delay)).node);
  };
  details.addEventListener('toggle', () => void offerLowDelay().catch(() => undefined), { once: true });
  const sleep = sleepTimer(
    () => applyGain(),
    () => {
      recordings.player.stop();
      player.sleep();
    },
  );
  const player = new ChannelPlayer(channel, { sound, figures, loading, sleepGain: () => sleep.gain });
  const record = recordControl(channel);
  const share = shareButton(
    () => channel,
    () => top.title,
  );
  const history = historyView();
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
    gain: () => player.gain,
    onStart: () => player.leave(),
  });
  const applyGain = (): void => {
    player.updateGain();
    recordings.player.updateGain();
  };
  const listen = (): void => {
    recordings.player.stop();
    player.toggle();
  };
  const next = nextStepLine();
  const slept = h('p', { class: 'quiet', 'aria-live': 'polite' });
  const watch = watchFacts(
    () => channel,
    (known) => factsEveryMs(known, player.store.state.listeners !== null),
    (latest) => {
      facts = latest;
      isKnown = latest !== null;
      show();
    },
  );
  let changes = '';
  const show = (): void => {
    const { state } = player.store;
    top.show(state, facts);
    next.show(state, { isKnown, hasRecordings: !recordings.node.hidden });
    token.show(isRefused(state));
    setText(alert, state.error ? explain(state.error) : '');
    setText(slept, state.isAsleep ? t.listen.slept : '');
    mute.setAttribute('aria-pressed', String(state.isMuted));
    setIcon(mute, state.isMuted ? 'muted' : 'sound');
    quality.show(state.sourcePlanes, player.format);
    record.show(state.status === 'live' ? player.playing : record.isOn ? player.playing : null);
    history.show(facts?.titles ?? [], facts?.isLive && !state.isJoined ? (facts.metadata ?? {}) : state.metadata);
    share.refresh();
    recordings.player.updateGain();
    // What the relay counts and lists changes with the stream.
    const change = JSON.stringify([state.metadata, state.status === 'live', state.isJoined]);
    if (change !== changes) watch.refresh();
    changes = change;
  };
  const unsubscribe = player.store.subscribe(show);
  const missing = missingSupport('listen');
  if (missing !== null) player.store.dispatch({ type: 'unsupported', error: new CodecError('DEVICE', missing) });
  else if (mayPreload()) player.hold();
  const online = new AbortController();
  for (const name of ['online', 'offline']) addEventListener(name, show, { signal: online.signal });
  return {
    title: channel,
    isBusy: () => player.playing !== null,
    nodes: [
      h(
        'section',
        { class: 'card player', style: hueStyle(channel) },
        top.node,
        slept,
        alert,
        token.node,
        next.node,
        loading.node,
        sound.picture,
        h('div', { class: 'controls' }, h('div', { class: 'volume' }, mute, volume), quality.node, packets),
        h('div', { class: 'controls extras' }, sleep.node, record.node, share.button),
        share.place,
      ),
      history.node,
      recordings.node,
      details,
    ],
    close() {
      unsubscribe();
      online.abort();
      watch.close();
      record.close();
      sleep.close();
      recordings.close();
      player.close();
      sound.close();
    },
  };
}
