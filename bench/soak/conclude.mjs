import { plot } from './plot.mjs';
import { trend, verdict } from './regression.mjs';

/** Models and caches fill up in the first samples: they are left out of the trends. */
const WARM_UP_SHARE = 0.2;
const MB = 2 ** 20;

/** A series of the samples: `read` gives a number, or undefined where a sample has none. */
const series = (samples, read) =>
  samples.map((sample) => ({ x: sample.minutes, y: read(sample) })).filter(({ y }) => typeof y === 'number');

/** The trend of a series by the hour, without its warm-up. */
const hourly = (points) =>
  trend(points.slice(Math.floor(points.length * WARM_UP_SHARE)).map(({ x, y }) => ({ x: x / 60, y })));

/**
 * What a soak has shown: all samples with the trends of memory, open files and handles, the drift of what is decoded against
 * the machine's clock, and a plot. Sound is a run without a missing frame in which none of these grows for certain by more
 * than 5 % of itself an hour.
 *
 * @param {readonly object[]} samples as `run.mjs` takes them
 * @param {{ listeners: number, model: string, report: object | null }} about `report` of the load test
 */
export function conclude(samples, { listeners, model, report }) {
  const [first] = samples;
  const last = samples.at(-1);
  const names = Object.keys(last?.processes ?? {});
  const decoders = (first?.decoders ?? []).map((_, i) => ({
    name: `decoder ${i + 1}`,
    of: (sample) => sample.decoders[i],
  }));
  const page = first?.page ? [{ name: 'page', of: (sample) => sample.page }] : [];
  const processes = names.map((name) => ({ name, of: (sample) => sample.processes[name] }));
  const trends = {};
  /** Lines of a panel; those of a `quantity` are judged. */
  const lines = (sources, key, { unit = 1, quantity } = {}) =>
    sources.map(({ name, of }) => {
      const points = series(samples, (sample) => {
        const value = of(sample)?.[key];
        return typeof value === 'number' ? value / unit : undefined;
      });
      if (!quantity) return { name, points };
      const line = hourly(points);
      if (line) trends[`${quantity} of ${name}`] = { ...line, verdict: verdict(line) };
      return { name, points, trend: line };
    });
  const drift = decoders.map(({ name, of }) => ({
    name,
    points: series(samples, (sample) => {
      const figures = of(sample);
      return figures ? figures.streamMs - figures.elapsedMs : undefined;
    }),
  }));
  const fromStart = ({ name, points }) => ({
    name,
    points: points.map(({ x, y }) => ({ x, y: y - (points[0]?.y ?? 0) })),
  });
  const panels = [
    { title: 'Resident memory', unit: 'MB', lines: lines(processes, 'bytes', { unit: MB, quantity: 'memory' }) },
    {
      title: 'JavaScript heap after a collection',
      unit: 'MB',
      lines: lines([...decoders, ...page], 'heapBytes', { unit: MB, quantity: 'heap' }),
    },
    { title: 'Open files', unit: 'number', lines: lines(processes, 'files', { quantity: 'open files' }) },
    { title: 'Threads', unit: 'number', lines: lines(processes, 'threads') },
    {
      title: 'Handles and requests of the event loop',
      unit: 'number',
      lines: lines(decoders, 'resources', { quantity: 'handles' }),
    },
    {
      title: 'Event listeners of the page',
      unit: 'number',
      lines: lines(page, 'handlers', { quantity: 'event listeners' }),
    },
    {
      title: 'Received audio against the clock, from the start',
      unit: 'ms',
      fromZero: false,
      lines: drift.map(fromStart),
    },
    {
      title: 'Lag of the slowest listener, as the relay measures it',
      unit: 'ms',
      lines: lines([{ name: 'relay', of: ({ channel }) => channel }], 'maxLagMs'),
    },
    { title: 'Frames missing', unit: 'number', lines: [...lines(decoders, 'missing'), ...lines(page, 'lost')] },
    { title: 'Underruns', unit: 'number', lines: lines(page, 'underruns') },
  ];
  const drifts = Object.fromEntries(
    drift.flatMap(({ name, points }) => {
      const line = hourly(points);
      return line ? [[name, { msPerHour: line.slope, low: line.low, high: line.high, ppm: line.slope / 3.6 }]] : [];
    }),
  );
  const answers = decoders.map(({ of }) => samples.map(of).findLast(Boolean));
  const total = (key) => answers.reduce((sum, answer) => sum + (answer?.[key] ?? 0), 0);
  const missing = total('missing') + (last?.page?.lost ?? 0);
  const repeated = total('again');
  const ofListeners = report?.healthy ?? null;
  const minutes = last?.minutes ?? 0;
  const unitOf = (name) => (/^(memory|heap)/.test(name) ? ' MB' : '');
  const text = [
    ...Object.entries(trends).map(
      ([name, { slope, low, high, verdict: judged, mean }]) =>
        `${name}: ${mean.toFixed(1)}${unitOf(name)}, ${slope.toFixed(2)}${unitOf(name)}/h (95 %: ${low.toFixed(2)} to ${high.toFixed(2)}): ${judged}`,
    ),
    ...Object.entries(drifts).map(
      ([name, { ppm, low, high }]) =>
        `drift of ${name}: ${ppm.toFixed(1)} ppm (95 %: ${(low / 3.6).toFixed(1)} to ${(high / 3.6).toFixed(1)})`,
    ),
    `frames at decoders and page: ${missing} missing, ${repeated} again; at ${listeners} listeners: ${
      ofListeners
        ? `${ofListeners.gapFrames} missing, ${ofListeners.duplicateFrames} again of ${ofListeners.frames}`
        : 'no report'
    }`,
  ].join('\n');
  const isSound =
    missing === 0 &&
    (ofListeners?.gapFrames ?? 0) === 0 &&
    Object.values(trends).every(({ verdict: judged }) => judged !== 'grows');
  const title = `Relay, source, ${listeners} listeners, ${decoders.length} decoders${page.length > 0 ? ', one page' : ''}: ${minutes.toFixed(1)} minutes`;
  return {
    result: { minutes, listeners, model, isSound, trends, drifts, missing, repeated, loadReport: report, samples },
    svg: plot(title, panels),
    text,
    isSound,
  };
}
