import { h } from './dom.js';

/** Frequencies at the picture's lower and upper edge. */
const LOW_HZ = 60;
const HIGH_HZ = 16_000;
const FLOOR_DB = -100;
const CEILING_DB = -25;

/** Stops of the colour scale, dark to bright: black, violet, red, orange, cream. */
const STOPS = [
  [13, 10, 26],
  [72, 24, 106],
  [173, 43, 95],
  [242, 116, 53],
  [255, 244, 196],
] as const;

/** A live spectrogram and a level bar of an audio node. */
export interface SoundView {
  readonly nodes: Node[];
  /** Shows another node; null shows silence. */
  show(node: AudioNode | null): void;
  /** Level of the last picture, dB of full scale. */
  readonly levelDb: number;
  close(): void;
}

/** @param what names the sound to a screen reader */
export function soundView(what: string): SoundView {
  const canvas = h('canvas', { role: 'img', 'aria-label': `Live spectrogram of ${what}`, width: 960, height: 220 });
  const bar = h('div');
  const context = canvas.getContext('2d', { alpha: false })!;
  const colors = colorTable();
  let analyser: AnalyserNode | null = null;
  let source: AudioNode | null = null;
  let spectrum = new Float32Array(0);
  let wave = new Float32Array(0);
  let rows = new Float32Array(0);
  let levelDb = FLOOR_DB;
  let shownDb = FLOOR_DB;
  let lastMs = 0;
  let column: ImageData | null = null;
  /** Whether there was only silence so far: nothing is painted, which leaves the processor to the model's start. */
  let isBlank = true;

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
    context.fillStyle = `rgb(${STOPS[0].join(' ')})`;
    context.fillRect(0, 0, width, height);
    // The picture is kept when a phone is turned.
    if (before) context.drawImage(before, width - before.width, 0, before.width, height);
    column = null;
  };
  const draw = (nowMs: number): void => {
    request = requestAnimationFrame(draw);
    // Thirty pictures a second: a higher rate costs power without a visible difference.
    if (!analyser || nowMs - lastMs < 30) return;
    measure();
    analyser.getFloatTimeDomainData(wave);
    let sum = 0;
    for (const x of wave) sum += x * x;
    levelDb = Math.max(FLOOR_DB, 10 * Math.log10(sum / wave.length + 1e-12));
    // The bar falls by 30 dB a second, so that a word can be seen.
    shownDb = Math.max(levelDb, shownDb - (30 * Math.min(100, nowMs - lastMs)) / 1000);
    bar.style.transform = `scaleX(${Math.min(1, Math.max(0, (shownDb + 60) / 60))})`;
    // One column for every 1/60 s whatever the screen's rate is.
    const columns = Math.min(16, Math.max(lastMs === 0 ? 1 : 0, Math.round(((nowMs - lastMs) / 1000) * 60)));
    lastMs = nowMs;
    if (isBlank && levelDb === FLOOR_DB) return;
    isBlank = false;
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
    context.drawImage(canvas, -columns, 0);
    for (let i = 1; i <= columns; i++) context.putImageData(column, width - i, 0);
  };
  let request = requestAnimationFrame(draw);
  measure();
  return {
    nodes: [
      h(
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
      ),
      h('div', { class: 'level', 'aria-hidden': 'true' }, bar),
    ],
    get levelDb() {
      return levelDb;
    },
    show(node) {
      detach();
      shownDb = levelDb = FLOOR_DB;
      bar.style.transform = 'scaleX(0)';
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
      detach();
    },
  };
}

/** [256 × RGBA] */
function colorTable(): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (STOPS.length - 1);
    const k = Math.min(STOPS.length - 2, Math.floor(at));
    for (let c = 0; c < 3; c++) table[i * 4 + c] = STOPS[k]![c]! + (at - k) * (STOPS[k + 1]![c]! - STOPS[k]![c]!);
    table[i * 4 + 3] = 255;
  }
  return table;
}
