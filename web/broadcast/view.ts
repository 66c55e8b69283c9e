import { CodecError, missingSupport } from 'latentcast/browser';
import { ask } from '../ask.js';
import { badge, h, setText, type View } from '../dom.js';
import { icon, setIcon } from '../icons.js';
import { t } from '../language.js';
import { loadingBar } from '../model.js';
import { soundView } from '../sound-view.js';
import { tokenField } from '../token-field.js';
import { describe, explain, isRefused } from '../words.js';
import './broadcast.css';
import { figuresTable } from './figures.js';
import { broadcastForm } from './form.js';
import { levelMeter } from './meter.js';
import { onAirStrip } from './on-air.js';
import { sourceCard } from './source-card.js';
import { type BroadcastState, slowText, startLabel } from './state.js';
import { type BroadcastWish, Studio } from './studio.js';
import { mayTakeOver } from './takeover.js';
import { talkButton } from './talk-button.js';
import { testCard } from './test-card.js';

/** `#broadcast`: a microphone, a tab or files, sent to a channel. */
export function broadcastView(): View {
  const words = t.broadcast;
  const status = badge();
  const alert = h('div', { class: 'alert', role: 'alert' });
  const form = broadcastForm({
    onMetadata: (metadata) => studio.setMetadata(metadata),
    setDelay: (delay) => studio.setDelay(delay),
  });
  const start = h('button', { class: 'main', type: 'button', onclick: () => toggle() }, words.start);
  const mute = h(
    'button',
    { type: 'button', 'aria-pressed': 'false', onclick: () => studio.setMuteOn(!studio.store.state.isMuteOn) },
    icon('sound'),
    words.mute,
  );
  const muted = h('p', { class: 'quiet', 'aria-live': 'polite' });
  const slow = h('p', { class: 'alert warn', role: 'status' });
  const talk = talkButton((isTalking) => studio.setTalking(isTalking));
  const push = h('input', { type: 'checkbox', id: 'push', onchange: () => studio.setPushToTalk(push.checked) });
  const strip = onAirStrip();
  const loading = loadingBar();
  const meter = levelMeter();
  const sound = soundView(words.inputOf, (_, peakDb) => meter.show(peakDb));
  const figures = figuresTable();
  const studio = new Studio({ sound, figures, loading, onFormat: (format) => form.setFormat(format) });
  const source = sourceCard(studio.playlist, () => show(studio.store.state));
  const wish = (): BroadcastWish => ({ form: form.read(), kind: source.kind, deviceId: source.deviceId });
  const mayStart = async (channel: string): Promise<boolean> => {
    const isWanted = await mayTakeOver(channel);
    if (!isWanted) form.focusChannel();
    return isWanted;
  };
  const toggle = (): void => void studio.toggle(wish(), mayStart);
  const token = tokenField('publish', () => form.read().channel, toggle);
  const test = testCard({
    open: async () => {
      const wanted = wish();
      const context = new AudioContext({ latencyHint: 'interactive' });
      try {
        const stream = await studio.openSource(wanted, context);
        await context.resume();
        const input = new MediaStreamAudioSourceNode(context, { mediaStream: stream });
        sound.show(input);
        return {
          stream,
          context,
          channels: wanted.form.isStereo ? 2 : 1,
          release() {
            sound.show(null);
            for (const track of stream.getTracks()) track.stop();
            studio.playlist.close();
            void context.close().catch(() => undefined);
          },
        };
      } catch (error) {
        void context.close().catch(() => undefined);
        throw error;
      }
    },
    readForm: () => form.read(),
    quality: () => form.quality(),
    onTesting: (isTesting) => studio.store.dispatch({ type: 'testing', isTesting }),
  });
  const show = (state: BroadcastState): void => {
    status.set(state.status === 'live' ? [t.onAir, 'good'] : describe(state), state.why);
    token.show(isRefused(state));
    setText(alert, state.error ? explain(state.error) : '');
    setText(start, startLabel(state));
    start.disabled = !state.isSupported || state.isTesting;
    mute.hidden = !state.isStarted;
    mute.setAttribute('aria-pressed', String(state.isMuteOn));
    setIcon(mute, state.isMuteOn ? 'muted' : 'sound');
    setText(muted, state.isMuteOn ? words.muted : '');
    setText(slow, slowText(state));
    talk.hidden = !state.isPushToTalk;
    talk.setAttribute('aria-pressed', String(state.isTalking));
    meter.node.hidden = !state.isStarted && !state.isTesting;
    figures.node.hidden = !state.isStarted;
    strip.show(state);
    form.show(state, source.kind);
    form.node.hidden = state.isStarted && source.kind === 'files';
    source.show(state);
    test.show(state.isSupported && !state.isStarted);
  };
  const mayLeave = (): Promise<boolean> => {
    const [title, text] = words.leave;
    const [go, cancel] = words.leaveAnswers;
    return ask({ title: title!, about: '', text: text!, go: go!, cancel: cancel! });
  };
  // A tab that is closed ends the broadcast: the browser asks first.
  const warn = (event: Event): void => {
    if (studio.store.state.isStarted) event.preventDefault();
  };
  addEventListener('beforeunload', warn);
  const unsubscribe = studio.store.subscribe(show);
  studio.watchMicrophones();
  const missing = missingSupport('broadcast');
  if (missing !== null) studio.store.dispatch({ type: 'unsupported', error: new CodecError('DEVICE', missing) });
  else studio.preload();
  return {
    title: t.site.broadcast,
    isBusy: () => studio.store.state.isStarted,
    mayLeave: () => (studio.store.state.isStarted ? mayLeave() : null),
    nodes: [
      h('div', { class: 'headline' }, h('h1', {}, t.site.broadcast), status.node),
      alert,
      token.node,
      loading.node,
      h(
        'section',
        { class: 'card studio' },
        h(
          'div',
          { class: 'controls' },
          start,
          mute,
          h('label', { class: 'pick', for: 'push' }, push, words.pushToTalk),
          talk,
        ),
        muted,
        slow,
        meter.node,
        sound.picture,
        strip.node,
      ),
      source.node,
      form.node,
      test.node,
      figures.node,
    ],
    close() {
      removeEventListener('beforeunload', warn);
      unsubscribe();
      strip.close();
      source.close();
      test.close();
      studio.close();
      sound.close();
    },
  };
}
