import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHttpServer, listen } from '../../../../src/node/relay/listening.js';

describe('listen', () => {
  afterEach(() => vi.restoreAllMocks());

  it('asks the system for a queue of 4096 connections', async () => {
    const server = createHttpServer(undefined, () => {});
    const asked = vi.spyOn(server, 'listen');
    await listen(server, '127.0.0.1', 0);
    expect(asked).toHaveBeenCalledOnce();
    expect(asked.mock.calls[0]?.[0]).toEqual({ port: 0, host: '127.0.0.1', backlog: 4096 });
    await new Promise((resolve) => server.close(resolve));
  });
});
