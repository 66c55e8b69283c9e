/**
 * How well a session's clock is estimated over simulated networks, beside the two simple rules: the best quarter of the
 * last 40 exchanges by round trip, averaged, and the single exchange of the shortest round trip.
 *
 *     npm run build && node bench/session-clock.mjs [--seeds 20] [--minutes 10] [--drift 100]
 *
 * Prints a Markdown table of the absolute error in ms after the first 10 s: median, 95th and 99th percentile, and how
 * long a step of the clock is noticed after. The clocks drift by `--drift` ppm against each other, which the two rules do not
 * know of. Seeded: the same table each time.
 */
import { parseArgs } from 'node:util';
import { seededRandom } from '../dist/core/random.js';
import { ClockEstimator } from '../dist/session/clock/clock-estimator.js';
import { probeIntervalMs } from '../dist/session/clock/clock-follower.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '10' },
    drift: { type: 'string', default: '100' },
  },
});
const SEEDS = Number(values.seeds);
const END_MS = Number(values.minutes) * 60_000;
const DRIFT = Number(values.drift) * 1e-6;

/** Normal deviates by Box and Muller. */
const gauss = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const even = (delayMs, jitterMs) => (random) => Math.max(0.05, delayMs + jitterMs * gauss(random));
const queued = (delayMs, meanMs) => (random) => delayMs - meanMs * Math.log(1 - random());

/** Each way of a path: delay in ms of one message; `after` replaces `there` from half of the time on. */
const PATHS = [
  { name: 'LAN, 0.2 ms and queues of 0.3 ms', there: queued(0.2, 0.3), back: queued(0.2, 0.3), loss: 0 },
  { name: '10 ± 2 ms', there: even(10, 2), back: even(10, 2), loss: 0.01 },
  { name: '40 ± 5 ms, 5 % loss', there: even(40, 5), back: even(40, 5), loss: 0.05 },
  { name: '100 ± 30 ms, 5 % loss', there: even(100, 30), back: even(100, 30), loss: 0.05 },
  { name: '40 ms and queues of 20 ms, 5 % loss', there: queued(40, 20), back: queued(40, 20), loss: 0.05 },
  {
    name: '40 ± 5 ms, one way 20 ms longer for the middle minute',
    there: even(40, 5),
    back: even(40, 5),
    loss: 0.05,
    longer: (atMs) => (Math.abs(atMs - END_MS / 2) < 30_000 ? 20 : 0),
  },
  {
    name: '40 ± 5 ms, one way 20 ms longer from the middle on',
    there: even(40, 5),
    back: even(40, 5),
    loss: 0.05,
    longer: (atMs) => (atMs > END_MS / 2 ? 20 : 0),
  },
  {
    name: '40 ± 5 ms, 5 % loss, the other clock steps by 700 ms',
    there: even(40, 5),
    back: even(40, 5),
    loss: 0.05,
    step: (atMs) => (atMs > END_MS / 2 ? 700 : 0),
  },
  {
    name: '40 ± 5 ms, 5 % loss, this clock stands still for 60 s',
    there: even(40, 5),
    back: even(40, 5),
    loss: 0.05,
    step: (atMs) => (atMs > END_MS / 2 ? 60_000 : 0),
  },
];

const percentile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;

function simulate(path, seed) {
  const random = seededRandom(seed);
  const other = (atMs) => 5000 + atMs * (1 + DRIFT) + (path.step?.(atMs) ?? 0);
  const estimator = new ClockEstimator();
  const last = [];
  const errors = { filter: [], quarter: [], shortest: [] };
  let noticedMs = Number.NaN;
  let atMs = 0;
  let sinceMs = 0;
  const arrivals = [];
  while (atMs < END_MS) {
    if (random() >= path.loss && random() >= path.loss) {
      const outMs = path.there(random) + (path.longer?.(atMs) ?? 0);
      const arriveMs = atMs + outMs;
      const backMs = path.back(random);
      arrivals.push({
        sentMs: atMs,
        otherReceivedMs: other(arriveMs),
        otherSentMs: other(arriveMs),
        receivedMs: arriveMs + backMs,
      });
    }
    const nextMs = atMs + probeIntervalMs(sinceMs === 0 && atMs === 0 ? 0 : atMs - sinceMs);
    arrivals.sort((a, b) => a.receivedMs - b.receivedMs);
    while (arrivals[0]?.receivedMs <= nextMs) {
      const exchange = arrivals.shift();
      if (estimator.add(exchange) === 'step') {
        noticedMs = exchange.receivedMs - END_MS / 2;
        sinceMs = exchange.receivedMs;
      }
      last.push({
        atMs: exchange.receivedMs,
        rttMs: exchange.receivedMs - exchange.sentMs,
        offsetMs: (exchange.otherReceivedMs + exchange.otherSentMs - exchange.sentMs - exchange.receivedMs) / 2,
      });
      if (last.length > 40) last.shift();
    }
    atMs = nextMs;
    if (atMs < 10_000 || last.length === 0) continue;
    const truth = other(atMs) - atMs;
    errors.filter.push(Math.abs(estimator.toOther(atMs) - atMs - truth));
    const byRtt = [...last].sort((a, b) => a.rttMs - b.rttMs);
    const best = byRtt.slice(0, Math.ceil(last.length / 4));
    errors.quarter.push(Math.abs(best.reduce((sum, { offsetMs }) => sum + offsetMs, 0) / best.length - truth));
    errors.shortest.push(Math.abs(byRtt[0].offsetMs - truth));
  }
  return { errors, noticedMs };
}

const figures = (all) => {
  const sorted = all.sort((a, b) => a - b);
  return [0.5, 0.95, 0.99].map((share) => percentile(sorted, share).toFixed(2)).join(' / ');
};

console.log('| path, each way | filter | best quarter | shortest | step noticed after |');
console.log('| --- | --- | --- | --- | --- |');
for (const path of PATHS) {
  const all = { filter: [], quarter: [], shortest: [] };
  const noticed = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { errors, noticedMs } = simulate(path, seed);
    for (const name of Object.keys(all)) all[name].push(...errors[name]);
    if (path.step) noticed.push(noticedMs);
  }
  const after = path.step ? `${(Math.max(...noticed) / 1000).toFixed(1)} s at most` : '';
  console.log(
    `| ${path.name} | ${figures(all.filter)} | ${figures(all.quarter)} | ${figures(all.shortest)} | ${after} |`,
  );
}
