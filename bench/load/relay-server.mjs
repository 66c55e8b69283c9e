/**
 * The relay of this package without a page, with room for large tests: `node bench/load/relay-server.mjs [PORT
 * [LIMITS]]`, the limits as JSON; `PORT` on standard output.
 */
import { startRelayServer } from '../../dist/node/relay/server.js';
import { keepYoungGenerationSmall } from '../../dist/node/young-generation.js';

// As `serve` does.
keepYoungGenerationSmall();

const server = await startRelayServer({
  port: Number(process.argv[2] ?? 0),
  graceMs: 500,
  site: false,
  limits: { maxListenersPerChannel: 50_000, maxConnections: 50_000, ...JSON.parse(process.argv[3] ?? '{}') },
});
process.stdout.write(`${server.port}\n`);
process.on('SIGTERM', () => process.exit(0));
