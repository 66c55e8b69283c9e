import { plot } from './plot.mjs';
import { trend, verdict } from './regression.mjs';

/** Models and caches fill up in the first samples: they are left out of the trends. */
export const WARM_UP_SHARE = 0.2;
const MB = 2 ** 20;
/**
 * MB that a heap may gain in an hour however small it is: what V8 keeps for itself fills up over the first hours, such as
 * 64 kB of numbers as text and compiled code. Eight bytes kept of every latent frame would be more.
 */
const HEAP_LIMIT = 0.5;

/** A series of the samples: `read` gives a number, or undefined where a sample has none. */
const series = (samples, read) =>
  samples.map((sample) => ({ x: sample.minutes, y: read(sample) })).filter(({ y }) => typeof y === 'number');

/** The trend of a series by the hour, without its warm-up. */
const hourly = (points) =>
  trend(points.slice(Math.floor(points.length * WARM_UP_SHARE)).map(({ x, y }) => ({ x: x / 60, y })));

/** Of a stream that is on time: packets are sent whole, and the machine answers late. */
const BEHIND_MS = 1000;
const behindMs = (figures) =>
  figures.length === 0
    ? 0
    : figures[0].streamMs - figures[0].elapsedMs - (figures.at(-1).streamMs - figures.at(-1).elapsedMs);

/** Share of the time between samples, in %, in which a process could have run and got no processor. */
const waits = (samples, of) =>
  samples.slice(1).flatMap((sample, i) => {
    const before = samples[i];
    const waited = of(sample)?.waitSeconds - of(before)?.waitSeconds;
    return Number.isFinite(waited)
      ? [{ x: sample.minutes, y: (100 * waited) / (60 * (sample.minutes - before.minutes)) }]
      : [];
  });

/** How busy the machine was: what drift and underruns come from where the source gets no processor. */
function busyness(samples) {
  const loads = samples.map(({ load }) => load).filter((load) => typeof load === 'number');
  const waited = waits(samples, ({ processes }) => processes.source).map(({ y }) => y);
  if (loads.length === 0 || waited.length === 0) return null;
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const figures = {
    processors: samples[0].processors,
    meanLoad: mean(loads),
    maxLoad: Math.max(...loads),
    sourceWaitPercent: mean(waited),
    maxSourceWaitPercent: Math.max(...waited),
  };
  const text = `load of the machine: ${figures.meanLoad.toFixed(1)}, at most ${figures.maxLoad.toFixed(1)} on ${figures.processors} processors; the source waited for one ${figures.sourceWaitPercent.toFixed(1)} % of the time, at most ${figures.maxSourceWaitPercent.toFixed(1)} % between two samples`;
  return { ...figures, text };
}

/**
 * What a soak has shown: all samples with the trends of memory, open files and handles, the drift of what is decoded against
 * the machine's clock, and a plot. Sound is a run without a missing frame in which none of these grows for certain by more
 * than 5 % of itself an hour, a heap by more than {@link HEAP_LIMIT}.
 *
 * @param {readonly object[]} samples as `run.mjs` takes them
 * @param {{ listeners: number, model: string, report: object | null, heapGrowth?: readonly string[] | null }} about `report` of the
 *   load test, and what the page's heap has gained by constructor
 */
export function conclude(samples, { listeners, model, report, heapGrowth = null }) {
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
  const lines = (sources, key, { unit = 1, quantity, minLimit } = {}) =>
    sources.map(({ name, of }) => {
      const points = series(samples, (sample) => {
        const value = of(sample)?.[key];
        return typeof value === 'number' ? value / unit : undefined;
      });
      if (!quantity) return { name, points };
      const line = hourly(points);
      if (line) trends[`${quantity} of ${name}`] = { ...line, verdict: verdict(line, { minLimit }) };
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
      lines: lines([...decoders, ...page], 'heapBytes', { unit: MB, quantity: 'heap', minLimit: HEAP_LIMIT }),
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
    {
      title: 'Waiting for a processor, of the time',
      unit: '%',
      lines: processes
        .filter(({ name }) => ['relay', 'source', ...decoders.map((one) => one.name)].includes(name))
        .map(({ name, of }) => ({ name, points: waits(samples, of) })),
    },
    {
      title: 'Load of the machine',
      unit: 'processes',
      lines: [{ name: 'machine', points: series(samples, ({ load }) => load) }],
    },
  ];
  const drifts = Object.fromEntries(
    drift.flatMap(({ name, points }) => {
      const line = hourly(points);
      return line ? [[name, { msPerHour: line.slope, low: line.low, high: line.high, ppm: line.slope / 3.6 }]] : [];
    }),
  );
  const behind = decoders.map(({ of }) => behindMs(samples.map(of).filter(Boolean)));
  const busy = busyness(samples);
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
    ...(busy ? [busy.text] : []),
    ...(behind.some((ms) => ms > BEHIND_MS)
      ? [
          `the stream is ${(Math.max(...behind) / 1000).toFixed(1)} s behind the clock since the start: a source that gets no processor for more than a second is late by that for good`,
        ]
      : []),
    ...(heapGrowth ? [`the page's heap has gained since the warm-up: ${heapGrowth.join(', ') || 'nothing'}`] : []),
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
    result: {
      minutes,
      listeners,
      model,
      isSound,
      trends,
      drifts,
      busy,
      heapGrowth,
      missing,
      repeated,
      loadReport: report,
      samples,
    },
    svg: plot(title, panels),
    text,
    isSound,
  };
}
