import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodecError, requireInteger } from '../../../core/errors.js';
import { requireOptions } from '../../../core/options.js';
import { Doors } from '../access/doors.js';
import { HttpError } from '../http-error.js';
import { limitPipelining } from '../http-guard.js';
import { readAbsoluteForm } from '../request-path.js';
import { Router, refuse } from '../router.js';
import type { RelayMetrics } from './metrics.js';
import { type MetricsOptions, OPERATIONS_DEFAULTS } from './options.js';

/** Metrics on an address of their own, for a network that only those who may read them reach. */
export interface MetricsServer {
  /** `http://HOST:PORT/metrics` */
  readonly url: string;
  close(): Promise<void>;
}

/** @throws TypeError, RangeError naming a wrong option; CodecError PORT_IN_USE, TRANSPORT_FAILED naming host and port */
export async function startMetricsServer(metrics: RelayMetrics, options: MetricsOptions): Promise<MetricsServer> {
  requireOptions('metrics', options, { host: 'string', port: 'any' });
  const { host, port } = { ...OPERATIONS_DEFAULTS.metrics, ...options };
  requireInteger('metrics.port', port, 0, 65_535);
  if (host === '') throw new TypeError('metrics.host must be a name or an address, got ""');
  const doors = new Doors({ host });
  const router = new Router([
    {
      method: 'GET',
      path: '/metrics',
      handle: async () => ({ text: await metrics.text(), headers: { 'content-type': metrics.contentType } }),
    },
  ]);
  const server = createServer(
    { requestTimeout: 5000, headersTimeout: 5000, keepAliveTimeout: 5000 },
    (request, response) => {
      if (request.socket.destroyed) return;
      const answer = async (): Promise<void> => {
        readAbsoluteForm(request);
        doors.requireOwnName(request);
        if (!(await router.handle(request, response)))
          refuse(request, response, new HttpError(404, { error: 'not found', paths: router.paths }));
      };
      answer().catch((error: unknown) => {
        if (error instanceof HttpError) refuse(request, response, error);
        else response.destroy();
      });
    },
  );
  server.maxConnections = 64;
  limitPipelining(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      reject(
        code === 'EADDRINUSE'
          ? new CodecError('PORT_IN_USE', `metrics: ${host}:${port} is in use already`)
          : new CodecError('TRANSPORT_FAILED', `metrics: cannot listen on ${host}:${port}: ${message}`),
      ),
    );
    server.listen(port, host, () => resolve());
  });
  server.removeAllListeners('error').on('error', () => {});
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/metrics`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
