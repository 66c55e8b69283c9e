import { CodecError } from '../../core/errors.js';
import { encodePacket, packetType, parsePacket } from '../../core/wire/packet.js';
import { connectWebSocket } from '../../node/ws-connect.js';
import type { Connection } from '../../ports/transport.js';

/**
 * The listeners of the relay bench, in a process of their own so that only the relay's CPU time is counted:
 * `node relay-listeners.js URL COUNT`. Reports to its parent when all are connected, and how many audio messages came.
 */
const BATCH = 50;
const CONTEXT = { bytesPerFramePlane: 8 };
const [url = '', count = '0'] = process.argv.slice(2);

let received = 0;
const connections: Connection[] = [];
const hello = encodePacket({ type: 'hello', body: { role: 'listener', planes: 8, burstMs: 0 } }, CONTEXT);

async function join(): Promise<void> {
  const connection = await connectWebSocket(url, { timeoutMs: 30_000 });
  connections.push(connection);
  connection.setHandlers({
    onMessage: (message) => {
      const type = packetType(message);
      if (type === 'audio') received++;
      if (type !== 'ping') return;
      const packet = parsePacket(message, CONTEXT);
      if (packet.type === 'ping') connection.send(encodePacket({ type: 'pong', token: packet.token }, CONTEXT));
    },
    onClose: ({ code }) => {
      if (code !== 1000 && code !== 4007)
        throw new CodecError('TRANSPORT_FAILED', `a listener was closed with ${code}`);
    },
  });
  connection.send(hello);
}

// In batches: one after another would wait for the relay each time.
for (let left = Number(count); left > 0; left -= BATCH)
  await Promise.all(Array.from({ length: Math.min(BATCH, left) }, join));
process.on('message', () => process.send?.({ received }));
process.on('disconnect', () => process.exit(0));
process.send?.({ received: 0 });
