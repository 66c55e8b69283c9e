import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP connection to a port of the loopback that can be cut and delayed, and whose bytes are counted. */
export class TcpProxy {
  /** Bytes that have gone to the target, and that have come from it. */
  readonly bytes = { there: 0, back: 0 };
  /** Each way, in ms. */
  delayMs = 0;
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  constructor(target: number) {
    this.#target = target;
    this.#server = createServer((socket) => this.#join(socket));
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  async open(port = 0): Promise<this> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  /** Nothing passes, and nobody is told: what is sent is lost, and new connections hang. */
  cut(): void {
    this.#isCut = true;
  }

  /** What was connected breaks; new connections pass. */
  heal(): void {
    this.#isCut = false;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #join(near: Socket): void {
    const far = connect(this.#target, '127.0.0.1');
    for (const [from, to, way] of [
      [near, far, 'there'],
      [far, near, 'back'],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (chunk) => {
        if (this.#isCut) return;
        this.bytes[way] += chunk.length;
        // Timers of one delay run in the order in which they were set.
        if (this.delayMs > 0) setTimeout(() => to.destroyed || to.write(chunk), this.delayMs);
        else to.write(chunk);
      });
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
