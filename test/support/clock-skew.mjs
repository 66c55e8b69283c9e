// Loaded before a command (`--import`): its monotonic clock runs fast by LATENTCAST_CLOCK_PPM, from an origin of its own,
// and SIGUSR2 sets its wall clock forward by an hour, as NTP may.
import { performance } from 'node:perf_hooks';

const rate = 1 + Number(process.env.LATENTCAST_CLOCK_PPM ?? 0) * 1e-6;
const originMs = Number(process.env.LATENTCAST_CLOCK_ORIGIN_MS ?? 0);
const monotonic = performance.now.bind(performance);
performance.now = () => originMs + monotonic() * rate;

const wall = Date.now.bind(Date);
let stepMs = 0;
Date.now = () => wall() + stepMs;
process.on('SIGUSR2', () => {
  stepMs += 3_600_000;
});
