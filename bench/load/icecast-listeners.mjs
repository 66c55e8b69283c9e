/**
 * HTTP listeners of an Icecast mount, as lean as those of `latentcast load-test`: `node bench/load/icecast-listeners.mjs PORT
 * MOUNT LISTENERS`. Told `measure` and `stop` by its parent; answers with bytes, reads and its own CPU time.
 */
import net from 'node:net';

const [port, mount, count] = process.argv.slice(2);
const JOINS_PER_SECOND = 1000;
const buffer = Buffer.allocUnsafe(65_536);
const totals = { joined: 0, closed: 0, bytes: 0, reads: 0 };
const sockets = [];
let from = null;

function join(index) {
  let isJoined = false;
  const socket = net.connect({
    host: '127.0.0.1',
    port: Number(port),
    localAddress: `127.0.0.${1 + (index % 3)}`,
    noDelay: true,
    onread: {
      buffer,
      callback: (length) => {
        if (!isJoined) totals.joined++;
        isJoined = true;
        totals.reads++;
        totals.bytes += length;
        return true;
      },
    },
  });
  socket.on('connect', () => socket.write(`GET ${mount} HTTP/1.0\r\n\r\n`));
  socket.on('error', () => {});
  socket.on('close', () => totals.closed++);
  sockets.push(socket);
}

const startMs = performance.now();
const timer = setInterval(() => {
  const due = Math.min(Number(count), Math.floor(((performance.now() - startMs) * JOINS_PER_SECOND) / 1000));
  while (sockets.length < due) join(sockets.length);
  if (sockets.length < Number(count) || totals.joined + totals.closed < Number(count)) return;
  clearInterval(timer);
  process.send({ type: 'joined', ...totals });
}, 10);

process.on('message', (what) => {
  if (what === 'measure') from = { ...totals, cpu: process.cpuUsage() };
  else {
    const { user, system } = process.cpuUsage(from.cpu);
    process.send({
      type: 'measured',
      closed: totals.closed - from.closed,
      bytes: totals.bytes - from.bytes,
      reads: totals.reads - from.reads,
      cpuMs: (user + system) / 1000,
    });
  }
});
process.on('disconnect', () => process.exit(0));
