import { h } from './dom.js';
import { t } from './language.js';

/** Frequencies at the picture's lower and upper edge. */
const LOW_HZ = 60;
const HIGH_HZ = 16_000;
const FLOOR_DB = -100;
const CEILING_DB = -25;

/** Colours from silence to loud, for a light and a dark page. Silence itself is transparent. */
const STOPS = {
  light: [
    [232, 226, 250],
    [204, 192, 242],
    [140, 98, 214],
    [176, 44, 110],
    [92, 10, 40],
  ],
  dark: [
    [52, 34, 92],
    [84, 44, 134],
    [173, 43, 95],
    [242, 116, 53],
    [255, 244, 196],
  ],
} as const;
const DARK = '(prefers-color-scheme: dark)';

/** A live spectrogram of an audio node. */
export interface SoundView {
  /** Hidden until there is sound. */
  readonly picture: HTMLElement;
  /** Shows another node; null for none. */
  show(node: AudioNode | null): void;
  /** Level of the last picture, dB of full scale. */
  readonly levelDb: number;
  close(): void;
}

/**
 * @param what names the sound to a screen reader
 * @param onLevel called with each picture's level and greatest sample, dB of full scale
 */
export function soundView(what: string, onLevel: (levelDb: number, peakDb: number) => void = () => {}): SoundView {
  const canvas = h('canvas', { role: 'img', 'aria-label': t.listen.spectrogram(what), width: 960, height: 220 });
  const context = canvas.getContext('2d')!;
  const dark = matchMedia(DARK);
  let colors = colorTable(dark.matches);
  let analyser: AnalyserNode | null = null;
  let source: AudioNode | null = null;
  let spectrum = new Float32Array(0);
  let wave = new Float32Array(0);
  let rows = new Float32Array(0);
  let levelDb = FLOOR_DB;
  let lastMs = 0;
  let column: ImageData | null = null;
  /** Whether there was only silence so far: nothing is painted, which leaves the processor to the model's start. */
  let isBlank = true;

  const clear = (): void => context.clearRect(0, 0, canvas.width, canvas.height);
  const onScheme = (): void => {
    colors = colorTable(dark.matches);
    // Half of a picture would be in the colours of the other scheme.
    clear();
  };
  dark.addEventListener('change', onScheme);
  const detach = (): void => {
    if (analyser) source?.disconnect(analyser);
    analyser = source = null;
  };
  const measure = (): void => {
    const { clientWidth, clientHeight } = canvas;
    const [width, height] = [Math.max(1, clientWidth), Math.max(1, clientHeight)];
    if (canvas.width === width && canvas.height === height) return;
    const before = isBlank ? null : h('canvas', { width: canvas.width, height: canvas.height });
    before?.getContext('2d')?.drawImage(canvas, 0, 0);
    canvas.width = width;
    canvas.height = height;
    clear();
    // The picture is kept when a phone is turned.
    if (before) context.drawImage(before, width - before.width, 0, before.width, height);
    column = null;
  };
  const draw = (nowMs: number): void => {
    request = requestAnimationFrame(draw);
    // Thirty pictures a second: a higher rate costs power without a visible difference.
    if (!analyser || nowMs - lastMs < 30) return;
    if (!isBlank) measure();
    analyser.getFloatTimeDomainData(wave);
    let sum = 0;
    let peak = 1e-6;
    for (const x of wave) {
      sum += x * x;
      peak = Math.max(peak, Math.abs(x));
    }
    levelDb = Math.max(FLOOR_DB, 10 * Math.log10(sum / wave.length + 1e-12));
    onLevel(levelDb, Math.max(FLOOR_DB, 20 * Math.log10(peak)));
    // One column for every 1/60 s whatever the screen's rate is.
    const columns = Math.min(16, Math.max(lastMs === 0 ? 1 : 0, Math.round(((nowMs - lastMs) / 1000) * 60)));
    lastMs = nowMs;
    if (isBlank && levelDb === FLOOR_DB) return;
    if (isBlank) {
      picture.hidden = false;
      measure();
      clear();
      isBlank = false;
    }
    if (columns > 0) paint(analyser, columns);
  };
  const paint = (from: AnalyserNode, columns: number): void => {
    const { width, height } = canvas;
    if (!column) {
      column = context.createImageData(1, height);
      rows = new Float32Array(height + 1);
      const bins = from.frequencyBinCount / (from.context.sampleRate / 2);
      for (let y = 0; y <= height; y++) rows[y] = LOW_HZ * (HIGH_HZ / LOW_HZ) ** (1 - y / height) * bins;
    }
    from.getFloatFrequencyData(spectrum);
    for (let y = 0; y < height; y++) {
      let db = FLOOR_DB;
      const high = Math.min(spectrum.length - 1, Math.ceil(rows[y]!));
      for (let k = Math.floor(rows[y + 1]!); k <= high; k++) db = Math.max(db, spectrum[k]!);
      const at = Math.round(255 * Math.min(1, Math.max(0, (db - FLOOR_DB) / (CEILING_DB - FLOOR_DB))));
      column.data.set(colors.subarray(at * 4, at * 4 + 4), y * 4);
    }
    // Over itself what was there would show through the silence.
    context.globalCompositeOperation = 'copy';
    context.drawImage(canvas, -columns, 0);
    context.globalCompositeOperation = 'source-over';
    for (let i = 1; i <= columns; i++) context.putImageData(column, width - i, 0);
  };
  const picture = h(
    'div',
    { class: 'picture' },
    canvas,
    h(
      'div',
      { class: 'scale', 'aria-hidden': 'true' },
      h('span', {}, '16 kHz'),
      h('span', {}, '1 kHz'),
      h('span', {}, '60 Hz'),
    ),
  );
  picture.hidden = true;
  let request = requestAnimationFrame(draw);
  return {
    picture,
    get levelDb() {
      return levelDb;
    },
    show(node) {
      detach();
      levelDb = FLOOR_DB;
      isBlank = picture.hidden = true;
      onLevel(FLOOR_DB, FLOOR_DB);
      if (!node) return;
      analyser = new AnalyserNode(node.context, { fftSize: 4096, smoothingTimeConstant: 0.3 });
      spectrum = new Float32Array(analyser.frequencyBinCount);
      wave = new Float32Array(2048);
      column = null;
      source = node;
      node.connect(analyser);
    },
    close() {
      cancelAnimationFrame(request);
      dark.removeEventListener('change', onScheme);
      detach();
    },
  };
}

/** [256 × RGBA] */
function colorTable(isDark: boolean): Uint8ClampedArray {
  const stops = STOPS[isDark ? 'dark' : 'light'];
  const table = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (stops.length - 1);
    const k = Math.min(stops.length - 2, Math.floor(at));
    for (let c = 0; c < 3; c++) table[i * 4 + c] = stops[k]![c]! + (at - k) * (stops[k + 1]![c]! - stops[k]![c]!);
    table[i * 4 + 3] = Math.min(255, i * 4);
  }
  return table;
}
