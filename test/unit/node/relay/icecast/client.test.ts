import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { SourceClient } from '../../../../../src/node/relay/icecast/client.js';
import { ICECAST_LIMITS } from '../../../../../src/node/relay/icecast/options.js';

/** A connection that notes the time which it may be silent for, in ms; 0: for ever. */
class Connection extends PassThrough {
  silentMs = 0;
  setTimeout(ms: number): this {
    this.silentMs = ms;
    return this;
  }
}

describe('the connection of a source client', () => {
  it('is given up where the client sends nothing, not where the relay does not read what it sends', async () => {
    const connection = new Connection();
    const client = new SourceClient({ headers: {} } as IncomingMessage, connection, new Uint8Array(0));
    expect(connection.silentMs).toBe(0);
    const body = client.body()[Symbol.asyncIterator]();
    const first = body.next();
    expect(connection.silentMs).toBe(ICECAST_LIMITS.sourceTimeoutMs);
    connection.write('audio');
    expect(String((await first).value)).toBe('audio');
    // As long as its audio takes to play.
    expect(connection.silentMs).toBe(0);
    const second = body.next();
    connection.emit('timeout');
    await expect(second).rejects.toThrow('has sent nothing for too long');
    expect([client.isGone, client.hasEnded]).toEqual([true, false]);
  });

  it('is answered once, also where its model has taken longer than it would wait', () => {
    const connection = new Connection();
    const client = new SourceClient(
      { headers: {}, httpVersion: '1.0' } as IncomingMessage,
      connection,
      new Uint8Array(0),
    );
    client.accept();
    client.accept();
    client.refuse({ status: 403, reason: 'Mountpoint in use' });
    expect(String(connection.read())).toBe('HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n');
  });
});
