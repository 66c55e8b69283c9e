import { CodecError, missingSupport } from 'latentcast/browser';
import { type ChannelFacts, factsEveryMs, watchFacts } from '../channel-facts.js';
import { hueStyle } from '../cover.js';
import { h, setText, type View } from '../dom.js';
import { icon, setIcon } from '../icons.js';
import { t } from '../language.js';
import { ChannelPlayer } from '../listen/player.js';
import { stage } from '../listen/stage.js';
import { loadingBar } from '../model.js';
import { relayUrl } from '../relay-url.js';
import { soundView } from '../sound-view.js';
import { tokenField } from '../token-field.js';
import { explain, isRefused } from '../words.js';

/** What is shown of a channel that was not joined yet. */
const stateOf = ({ isLive, hasEnded, fallback }: ChannelFacts): 'ready' | 'ended' | 'waiting' =>
  isLive || fallback !== null ? 'ready' : hasEnded ? 'ended' : 'waiting';

/** `/embed/NAME`: a player in a frame of another page. Nothing is loaded or joined before a click. */
export function embedView(channel: string): View {
  let facts: ChannelFacts | null = null;
  let hasPlayed = false;
  const toggle = (): void => {
    hasPlayed = true;
    player.toggle();
  };
  const top = stage(channel, toggle);
  const alert = h('div', { class: 'alert', role: 'alert' });
  const sound = soundView(t.listen.channelSound(channel), (levelDb) => top.setLevel(levelDb));
  const loading = loadingBar();
  const player = new ChannelPlayer(channel, { sound, loading, figures: { set() {} }, sleepGain: () => 1 });
  const token = tokenField('listen', () => channel, toggle);
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
  const show = (): void => {
    const { state } = player.store;
    top.show(hasPlayed || !facts ? state : { ...state, status: stateOf(facts) }, facts);
    setText(alert, state.error ? explain(state.error) : '');
    token.show(isRefused(state));
    mute.setAttribute('aria-pressed', String(state.isMuted));
    setIcon(mute, state.isMuted ? 'muted' : 'sound');
  };
  const watch = watchFacts(
    () => channel,
    (known) => factsEveryMs(known, player.store.state.listeners !== null),
    (latest) => {
      facts = latest;
      show();
    },
  );
  const unsubscribe = player.store.subscribe(show);
  const missing = missingSupport('listen');
  if (missing !== null) player.store.dispatch({ type: 'unsupported', error: new CodecError('DEVICE', missing) });
  // In the language of the frame, which whoever has put it there has chosen.
  const href = relayUrl(`./${location.search}#/${channel}`);
  const link = h('a', { href, target: '_blank', rel: 'noopener', title: t.embed.open(channel) }, 'Latentcast');
  return {
    title: channel,
    nodes: [
      h(
        'section',
        { class: 'card player', style: hueStyle(channel) },
        top.node,
        alert,
        token.node,
        loading.node,
        h('div', { class: 'controls' }, h('div', { class: 'volume' }, mute, volume), link),
      ),
    ],
    close() {
      unsubscribe();
      watch.close();
      player.close();
      sound.close();
    },
  };
}
