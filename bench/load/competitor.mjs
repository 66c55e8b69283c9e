/**
 * Takes a share of its core, in turns of 5 ms: `node bench/load/competitor.mjs SHARE`. With `chrt -f` above the server's
 * priority the server gets the rest of the core, as on a smaller machine.
 */
const share = Number(process.argv[2]);
const TURN_MS = 5;
const cell = new Int32Array(new SharedArrayBuffer(4));
process.stdout.write('ready\n');
for (;;) {
  const untilMs = performance.now() + TURN_MS;
  while (performance.now() < untilMs);
  Atomics.wait(cell, 0, 0, (TURN_MS * (1 - share)) / share);
}
