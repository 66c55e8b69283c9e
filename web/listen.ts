import {
  type BrowserListener,
  type BrowserListenerState,
  CodecError,
  createListener,
  type ListenFigures,
  missingSupport,
  type StreamMetadata,
} from 'latentcast/browser';
import { choice, figure, h, setText, type View } from './dom.js';
import { loadingBar, mayPreload, serverModel } from './model.js';
import { soundView } from './sound-view.js';
import { explain, kbps, STATES, time } from './words.js';

/** What tests and the curious may look at: `latentcast.listener` in the console. */
export const inspect: {
  listener: BrowserListener | null;
  /** From the click, ms: until sound, and until each state. */
  firstSoundMs: number | null;
  marks: Partial<Record<BrowserListenerState, number>>;
} = { listener: null, firstSoundMs: null, marks: {} };
Object.assign(globalThis, { latentcast: inspect });

/** Above this level it counts as sound. */
const SOUND_DB = -70;
/** A page that is open and not clicked stays on the channel for so long. */
const HELD_MS = 120_000;

/** `#/NAME`: one channel, played. */
export function listenView(channel: string): View {
  const abort = new AbortController();
  const { signal } = abort;
  const badge = h('span', { class: 'badge', role: 'status' }, '');
  const now = h('p', { class: 'now quiet', 'aria-live': 'polite' }, '');
  const alert = h('div', { class: 'alert', role: 'alert' });
  const play = h('button', { class: 'main', type: 'button', onclick: () => toggle() }, 'Listen');
  const mute = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => setMuted(!muted) }, 'Mute');
  const volume = h('input', { type: 'range', id: 'volume', min: 0, max: 100, value: 80, oninput: () => setVolume() });
  const loading = loadingBar();
  const sound = soundView(`the channel ${channel}`);
  const figures = figuresTable();
  let listener: BrowserListener | null = null;
  let planes = 2;
  let muted = false;
  let clickedMs = 0;
  let isHeld = false;
  let metadata: StreamMetadata = {};
  let wakeLock: (() => void) | null = null;

  const setState = (state: BrowserListenerState | 'idle', why?: string): void => {
    const [text, tone] = STATES[state];
    setText(badge, text);
    badge.dataset.tone = tone;
    badge.title = why ?? '';
    const isRunning = listener !== null && !isHeld && state !== 'blocked';
    setText(play, state === 'blocked' ? 'Resume' : isRunning ? 'Stop' : 'Listen');
  };
  const showError = (error: CodecError | null): void => {
    setText(alert, error ? explain(error) : '');
  };
  const setVolume = (): void => {
    // The ear hears ratios: half way is a quarter of the amplitude.
    if (listener) listener.volume = (Number(volume.value) / 100) ** 2;
  };
  const setMuted = (value: boolean): void => {
    muted = value;
    if (listener) listener.muted = muted;
    mute.setAttribute('aria-pressed', String(muted));
  };
  const stop = (): void => {
    const old = listener;
    listener = inspect.listener = null;
    isHeld = false;
    sound.show(null);
    wakeLock?.();
    if ('mediaSession' in navigator) navigator.mediaSession.playbackState = 'none';
    void old?.close();
  };
  const toggle = (): void => {
    if (listener && !isHeld) {
      if (listener.state === 'blocked') void listener.resume();
      else {
        stop();
        setState('idle');
      }
      return;
    }
    clickedMs = performance.now();
    inspect.firstSoundMs = null;
    inspect.marks = {};
    if (listener) {
      isHeld = false;
      void listener.resume();
      setState(listener.state);
    } else join();
    if (listener) heard(listener);
  };
  /** Joins the channel; held, it plays with the click. */
  const join = (): void => {
    showError(null);
    try {
      const model = serverModel('decode');
      loading.watch(model, signal);
      listener = createListener({
        url: new URL(`/${channel}`, location.href).href,
        model,
        planes,
        volume: (Number(volume.value) / 100) ** 2,
        autoplay: !isHeld,
      });
    } catch (error) {
      isHeld = false;
      setState('failed');
      showError(error instanceof CodecError ? error : new CodecError('DEVICE', (error as Error).message));
      return;
    }
    const mine = listener;
    inspect.listener = mine;
    mine.muted = muted;
    mine.on('state', ({ state, why }) => {
      inspect.marks[state] ??= performance.now() - clickedMs;
      if (mine === listener) setState(state, why);
    });
    mine.on('metadata', showMetadata);
    mine.on('figures', (next) => {
      figures.set(next);
    });
    mine.on('error', (error) => {
      showError(error);
      if (mine.state !== 'failed' || mine !== listener) return;
      stop();
      setState('failed', error.message);
    });
    setState(mine.state);
  };
  const heard = (mine: BrowserListener): void => {
    sound.show(mine.output);
    watchFirstSound();
    wakeLock = keepInForeground(mine);
    announce(channel, metadata, toggle);
  };
  const showMetadata = (next: StreamMetadata): void => {
    metadata = next;
    setText(now, [next.artist, next.title].filter(Boolean).join(' – ') || next.station || '');
    if (!isHeld) announce(channel, metadata, toggle);
  };
  const watchFirstSound = (): void => {
    if (!listener || signal.aborted) return;
    if (sound.levelDb > SOUND_DB) inspect.firstSoundMs = performance.now() - clickedMs;
    else requestAnimationFrame(watchFirstSound);
  };

  setState('idle');
  const missing = missingSupport('listen');
  if (missing !== null) {
    showError(new CodecError('DEVICE', missing));
    play.disabled = true;
  } else if (mayPreload()) {
    isHeld = true;
    join();
    const leave = setTimeout(() => {
      if (!isHeld) return;
      stop();
      setState('idle');
    }, HELD_MS);
    signal.addEventListener('abort', () => clearTimeout(leave));
  }
  return {
    title: channel,
    nodes: [
      h('div', { class: 'headline' }, h('h1', {}, channel), badge),
      now,
      alert,
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
          choice(
            'Quality',
            'planes',
            [
              ['1', '1 plane'],
              ['2', '2 planes'],
            ],
            '2',
            (value) => {
              planes = Number(value);
              listener?.setPlanes(planes);
            },
          ),
        ),
      ),
      figures.node,
    ],
    close() {
      abort.abort();
      stop();
      sound.close();
    },
  };
}

function figuresTable(): { node: HTMLElement; set(figures: ListenFigures): void } {
  const rows = {
    payload: figure('Payload', 'Bit planes and stereo, over the last ten seconds'),
    wire: figure('On the wire', 'With packet, WebSocket, TCP and IP headers; an estimate'),
    planes: figure('Bit planes', 'Received, of those that the source sends'),
    buffer: figure('Buffer', 'Audio that is here and not yet played'),
    lag: figure('Behind the source', 'From the microphone to here, as exact as the two clocks agree'),
    lost: figure('Frames lost', 'Frames of 46 ms that never came'),
    underruns: figure('Interruptions', 'Times that playing stood still for want of audio'),
    speed: figure('Decoding speed', 'Seconds of audio decoded for each second of computing'),
  };
  return {
    node: h('dl', { class: 'figures lead', 'aria-label': 'Figures' }, ...Object.values(rows).map(({ row }) => row)),
    set(f) {
      rows.payload.set(kbps(f.payloadKbps), 'kbit/s');
      rows.wire.set(kbps(f.wireKbps), 'kbit/s');
      rows.planes.set(f.planes ? String(f.planes) : '–', f.sourcePlanes ? `of ${f.sourcePlanes}` : '');
      rows.buffer.set(...time(f.bufferMs));
      if (f.lagMs === null) rows.lag.set('–');
      else rows.lag.set(...time(f.lagMs));
      rows.lost.set(String(f.lostFrames), `of ${f.frames + f.lostFrames}`);
      rows.underruns.set(String(f.underruns), f.reconnects ? `${f.reconnects} reconnects` : '');
      rows.speed.set(f.speed > 0 ? f.speed.toFixed(1) : '–', '× real time');
    },
  };
}

/** Headset keys and the lock screen, where the browser has them. */
function announce(channel: string, metadata: { title?: string; artist?: string }, toggle: () => void): void {
  if (!('mediaSession' in navigator)) return;
  navigator.mediaSession.metadata = new MediaMetadata({
    title: metadata.title ?? channel,
    artist: metadata.artist ?? '',
    album: `Latentcast · ${channel}`,
  });
  navigator.mediaSession.playbackState = 'playing';
  for (const action of ['play', 'pause', 'stop'] as const) navigator.mediaSession.setActionHandler(action, toggle);
}

/** A tab that was frozen or interrupted by a call plays again when it is looked at. */
function keepInForeground(listener: BrowserListener): () => void {
  const wake = (): void => {
    if (document.visibilityState === 'visible' && listener.context.state !== 'running')
      listener.resume().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', wake);
  addEventListener('pageshow', wake);
  return () => {
    document.removeEventListener('visibilitychange', wake);
    removeEventListener('pageshow', wake);
  };
}
