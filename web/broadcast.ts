import {
  type BroadcastFigures,
  type BrowserBroadcaster,
  type BrowserListenerState,
  CodecError,
  createBroadcaster,
  listMicrophones,
  missingSupport,
  openMicrophone,
  PRESETS,
  type Preset,
} from 'latentcast/browser';
import { choice, figure, h, setText, type View } from './dom.js';
import { loadingBar, mayPreload, serverModel } from './model.js';
import { soundView } from './sound-view.js';
import { explain, kbps, STATES, time } from './words.js';

const PRESET_TEXT: Readonly<Record<Preset, string>> = {
  live: 'Talk: 0.2 s, 3.4 kbit/s',
  normal: 'Normal: 0.6 s, 2.1 kbit/s',
  radio: 'Radio: 1 s, 1.8 kbit/s',
};

/** `#broadcast`: a microphone, sent to a channel. */
export function broadcastView(): View {
  const abort = new AbortController();
  const { signal } = abort;
  const badge = h('span', { class: 'badge', role: 'status' }, '');
  const alert = h('div', { class: 'alert', role: 'alert' });
  const channel = h('input', { type: 'text', id: 'channel', value: 'studio', maxlength: 64, autocomplete: 'off' });
  const title = h('input', { type: 'text', id: 'title', maxlength: 256, onchange: () => sendMetadata() });
  const artist = h('input', { type: 'text', id: 'artist', maxlength: 256, onchange: () => sendMetadata() });
  const device = h('select', { id: 'device' }, h('option', { value: '' }, 'The system’s microphone'));
  const preset = h(
    'select',
    { id: 'preset' },
    ...Object.keys(PRESETS).map((name) =>
      h('option', { value: name, selected: name === 'normal' }, PRESET_TEXT[name as Preset]),
    ),
  );
  const start = h('button', { class: 'main', type: 'button', onclick: () => void toggle() }, 'Broadcast');
  const talk = h('button', { class: 'talk', type: 'button', 'aria-pressed': 'false' }, 'Hold to talk');
  const push = h('input', { type: 'checkbox', id: 'push', onchange: () => setPushToTalk() });
  const link = h('p', { class: 'link', 'aria-live': 'polite' });
  const fixed = [
    field(channel, 'Channel', 'letters, digits, dots, dashes'),
    field(device, 'Microphone'),
    field(preset, 'Packets', 'delay and cost'),
  ];
  for (const node of fixed) node.classList.add('wide');
  const loading = loadingBar();
  const sound = soundView('the microphone');
  const figures = figuresTable();
  let use: 'voice' | 'music' = 'voice';
  let planes = 1;
  let stereo = false;
  let broadcaster: BrowserBroadcaster | null = null;
  let microphone: MediaStream | null = null;
  let isStarting = false;

  const setState = (state: BrowserListenerState | 'idle', why?: string): void => {
    const [text, tone] = state === 'live' ? (['On air', 'good'] as const) : STATES[state];
    setText(badge, text);
    badge.dataset.tone = tone;
    badge.title = why ?? '';
    setText(start, state === 'blocked' ? 'Resume' : broadcaster ? 'Stop' : 'Broadcast');
    // What cannot be changed on air makes room for what can be seen then.
    for (const node of [...fixed, settings]) node.hidden = broadcaster !== null;
  };
  const showError = (error: CodecError | null): void => setText(alert, error ? explain(error) : '');
  const metadata = (): { title?: string; artist?: string } => ({
    ...(title.value && { title: title.value }),
    ...(artist.value && { artist: artist.value }),
  });
  const sendMetadata = (): void => broadcaster?.setMetadata(metadata());
  const setTalking = (isTalking: boolean): void => {
    talk.setAttribute('aria-pressed', String(isTalking));
    if (broadcaster) broadcaster.muted = push.checked && !isTalking;
  };
  const setPushToTalk = (): void => {
    talk.hidden = !push.checked;
    setTalking(false);
  };
  const stop = async (): Promise<void> => {
    const old = broadcaster;
    broadcaster = null;
    sound.show(null);
    link.replaceChildren();
    for (const track of microphone?.getTracks() ?? []) track.stop();
    microphone = null;
    await old?.close();
  };
  const toggle = async (): Promise<void> => {
    if (isStarting) return;
    if (broadcaster?.state === 'blocked') return broadcaster.resume();
    if (broadcaster) {
      void stop();
      setState('idle');
      return;
    }
    isStarting = true;
    try {
      await begin();
    } catch (error) {
      await stop();
      setState('failed');
      showError(error instanceof CodecError ? error : new CodecError('DEVICE', (error as Error).message));
    } finally {
      isStarting = false;
    }
  };
  const begin = async (): Promise<void> => {
    showError(null);
    const name = channel.value.trim();
    if (!/^[\w.-]{1,64}$/.test(name)) throw new CodecError('CHANNEL_NAME', 'the channel name is not valid');
    // The context is made within the click, or the browser keeps it waiting.
    const context = new AudioContext({ latencyHint: 'interactive' });
    const release = (): void => void context.close().catch(() => undefined);
    let mine: BrowserBroadcaster;
    try {
      microphone = await openMicrophone({ use, stereo, ...(device.value && { deviceId: device.value }) });
      void fillDevices();
      const model = serverModel('encode');
      loading.watch(model, signal);
      mine = createBroadcaster({
        url: new URL(`/${name}`, location.href).href,
        stream: microphone,
        model,
        preset: preset.value as Preset,
        planes,
        stereo,
        metadata: metadata(),
        context,
      });
    } catch (error) {
      release();
      throw error;
    }
    if (signal.aborted) {
      release();
      return void mine.close();
    }
    broadcaster = mine;
    Object.assign(globalThis, { latentcast: { broadcaster: mine } });
    setPushToTalk();
    mine.on('state', ({ state, why }) => {
      if (state === 'closed' || state === 'failed') release();
      if (mine !== broadcaster) return;
      setState(state, why);
      if (state === 'live') {
        const href = `#/${name}`;
        link.replaceChildren('Listeners open ', h('a', { href, target: '_blank' }, new URL(href, location.href).href));
      }
    });
    mine.on('figures', (next) => figures.set(next));
    mine.on('error', (error) => {
      showError(error);
      if (mine.state !== 'failed' || mine !== broadcaster) return;
      void stop();
      setState('failed', error.message);
    });
    setState(mine.state);
    sound.show(mine.input);
  };
  const fillDevices = async (): Promise<void> => {
    const chosen = device.value;
    const found = await listMicrophones();
    device.replaceChildren(
      h('option', { value: '' }, 'The system’s microphone'),
      ...found.map(({ deviceId, label }) => h('option', { value: deviceId, selected: deviceId === chosen }, label)),
    );
  };

  talk.addEventListener('pointerdown', (event) => {
    talk.setPointerCapture(event.pointerId);
    setTalking(true);
  });
  for (const name of ['pointerup', 'pointercancel', 'blur']) talk.addEventListener(name, () => setTalking(false));
  talk.addEventListener('keydown', (event) => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) setTalking(true);
  });
  talk.addEventListener('keyup', () => setTalking(false));
  talk.hidden = true;
  navigator.mediaDevices?.addEventListener('devicechange', () => void fillDevices(), { signal });
  void fillDevices();

  const settings = h(
    'div',
    { class: 'controls gap' },
    choice(
      'Sound',
      'use',
      [
        ['voice', 'Voice'],
        ['music', 'Music'],
      ],
      'voice',
      (value) => {
        use = value;
      },
    ),
    choice(
      'Quality',
      'planes',
      [
        ['1', '1 plane'],
        ['2', '2 planes'],
      ],
      '1',
      (value) => {
        planes = Number(value);
      },
    ),
    choice(
      'Channels',
      'channels',
      [
        ['1', 'Mono'],
        ['2', 'Stereo'],
      ],
      '1',
      (value) => {
        stereo = value === '2';
      },
    ),
  );
  setState('idle');
  const missing = missingSupport('broadcast');
  if (missing !== null) {
    showError(new CodecError('DEVICE', missing));
    start.disabled = true;
  } else if (mayPreload()) {
    const model = serverModel('encode');
    loading.watch(model, signal);
    model.on('failed', (error) => broadcaster ?? showError(error), { signal });
  }
  return {
    title: 'Broadcast',
    nodes: [
      h('div', { class: 'headline' }, h('h1', {}, 'Broadcast'), badge),
      alert,
      loading.node,
      ...sound.nodes,
      h(
        'div',
        { class: 'card' },
        h('div', { class: 'controls' }, start, h('label', { class: 'pick', for: 'push' }, push, 'Push to talk'), talk),
        link,
      ),
      h(
        'div',
        { class: 'card' },
        h('div', { class: 'form' }, ...fixed, field(title, 'Title', 'or none'), field(artist, 'Artist', 'or none')),
        settings,
      ),
      figures.node,
    ],
    close() {
      abort.abort();
      void stop();
      sound.close();
    },
  };
}

const field = (control: HTMLElement, name: string, hint = ''): HTMLElement =>
  h('label', { for: control.id }, h('span', {}, name, hint ? h('small', {}, ` ${hint}`) : null), control);

function figuresTable(): { node: HTMLElement; set(figures: BroadcastFigures): void } {
  const rows = {
    payload: figure('Payload', 'Bit planes and stereo, over the last ten seconds'),
    wire: figure('On the wire', 'With packet, WebSocket, TCP and IP headers; an estimate'),
    frames: figure('Frames sent', 'Frames of 46 ms'),
    dropped: figure('Frames dropped', 'Too old to be sent after the way to the relay was blocked'),
    lag: figure('Round trip', 'To the relay and back, behind the audio that is queued'),
    speed: figure('Encoding speed', 'Seconds of audio encoded for each second of computing'),
  };
  return {
    node: h(
      'dl',
      { class: 'figures three lead', 'aria-label': 'Figures' },
      ...Object.values(rows).map(({ row }) => row),
    ),
    set(f) {
      rows.payload.set(kbps(f.payloadKbps), 'kbit/s');
      rows.wire.set(kbps(f.wireKbps), 'kbit/s');
      rows.frames.set(String(f.frames), f.reconnects ? `${f.reconnects} reconnects` : '');
      rows.dropped.set(String(f.droppedFrames));
      rows.lag.set(...time(f.lagMs));
      rows.speed.set(f.speed > 0 ? f.speed.toFixed(1) : '–', '× real time');
    },
  };
}
