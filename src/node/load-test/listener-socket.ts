import { createHash, randomBytes } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';
import { SUBPROTOCOL } from '../../core/wire/hello.js';
import { clientFrame, MessageReader, OPCODE } from './message-reader.js';

/** Where the listeners connect to: the address is looked up once for all of them. Plain data. */
export interface TargetAddress {
  readonly address: string;
  readonly port: number;
  readonly isTls: boolean;
  /** As the URL has it, for the Host header. */
  readonly host: string;
  /** For the server's certificate. */
  readonly hostname: string;
  /** Query of the URL with its question mark, or ''. */
  readonly query: string;
  /** Bearer token of the Authorization header. */
  readonly token?: string;
}

/** How a listener reads: as fast as it can, a byte at each call of `readByte`, or not at all. */
export type Reading = 'full' | 'bytewise' | 'none';

/** Why a connection is over. */
export interface SocketEnd {
  /** HTTP status of a handshake that the server has refused. */
  readonly status?: number;
  /** Wait that the server has asked for with its refusal (`Retry-After`), in ms. */
  readonly retryAfterMs?: number;
  /** Code and reason of the server's close frame. */
  readonly closeCode?: number;
  readonly reason?: string;
  /** Code of a system error, e.g. ECONNRESET, or of a message that is not of the protocol. */
  readonly error?: string;
}

/** One listener's connection. */
export interface ListenerSocketOptions {
  /** The relay. */
  readonly target: TargetAddress;
  /** Name of the channel. */
  readonly channel: string;
  /** Source address; where it is left out the system chooses. */
  readonly localAddress?: string;
  /** Memory that every socket of the process reads into. */
  readonly buffer: Buffer;
  /** The handshake is done. */
  readonly onOpen: () => void;
  /** A frame has come; the bytes are valid during the call only. */
  readonly onFrame: (opcode: number, bytes: Buffer, start: number, end: number) => void;
  /** Called once, also for a connection that was not made; not after `leave` and `drop`. */
  readonly onEnd: (end: SocketEnd) => void;
}

/** One key for all connections of a process: it protects caches from mistakes and has no other use (RFC 6455, 1.3). */
const KEY = randomBytes(16).toString('base64');
const ACCEPT = createHash('sha1').update(`${KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
const MAX_HEAD_BYTES = 16_384;
const CONNECT_TIMEOUT_MS = 60_000;
/** A server that does not end the TCP connection after a close frame is cut off. */
const LEAVE_TIMEOUT_MS = 2000;

/** A WebSocket client without allocation for each message; what a load test needs of one. */
export class ListenerSocket {
  readonly #options: ListenerSocketOptions;
  readonly #socket: net.Socket;
  readonly #reader = new MessageReader();
  readonly #byte = Buffer.alloc(1);
  #head: Buffer | null = Buffer.alloc(0);
  #reading: Reading = 'full';
  #isOver = false;
  #end: SocketEnd = {};

  constructor(options: ListenerSocketOptions) {
    this.#options = options;
    const { target, localAddress } = options;
    const settings = {
      host: target.address,
      port: target.port,
      noDelay: true,
      timeout: CONNECT_TIMEOUT_MS,
      ...(localAddress !== undefined && { localAddress }),
      onread: {
        buffer: () => (this.#reading === 'bytewise' ? this.#byte : options.buffer),
        callback: (length: number, bytes: Uint8Array) => this.#onBytes(bytes as Buffer, length),
      },
    };
    const socket = target.isTls
      ? tls.connect({ ...settings, ...(net.isIP(target.hostname) === 0 && { servername: target.hostname }) })
      : net.connect(settings);
    this.#socket = socket;
    socket.once(target.isTls ? 'secureConnect' : 'connect', () => socket.write(this.#request()));
    socket.once('timeout', () => {
      this.#end = { error: 'ETIMEDOUT' };
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#end = { ...this.#end, error: this.#end.error ?? error.code ?? error.message };
    });
    socket.once('close', () => this.#over());
  }

  /** Sends a message. */
  send(message: Uint8Array): void {
    this.#write(OPCODE.binary, message);
  }

  /** Reads in another way from now on; at first it reads as fast as it can. With `none`, what was read already is dropped. */
  setReading(reading: Reading): void {
    this.#reading = reading;
    if (reading === 'none') this.#socket.pause();
  }

  /** Reads one byte more, where it reads a byte at a time. */
  readByte(): void {
    if (this.#reading === 'bytewise') this.#socket.resume();
  }

  /** Leaves in order: with a close frame, and without waiting long for the answer. */
  leave(): void {
    this.#isOver = true;
    if (this.#head) {
      this.#socket.destroy();
      return;
    }
    this.#write(OPCODE.close, Buffer.from([0x03, 0xe8]));
    this.#socket.end();
    // What is not read would keep the server's answer from coming.
    this.#reading = 'full';
    this.#socket.resume();
    setTimeout(() => this.#socket.destroy(), LEAVE_TIMEOUT_MS).unref();
  }

  /** Goes without a word. */
  drop(): void {
    this.#isOver = true;
    this.#socket.destroy();
  }

  #request(): string {
    const { target, channel } = this.#options;
    return [
      `GET /${channel}${target.query} HTTP/1.1`,
      `Host: ${target.host}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${KEY}`,
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Protocol: ${SUBPROTOCOL}`,
      ...(target.token === undefined ? [] : [`Authorization: Bearer ${target.token}`]),
      '\r\n',
    ].join('\r\n');
  }

  /** @returns whether to read on */
  #onBytes(bytes: Buffer, length: number): boolean {
    try {
      if (this.#head) this.#onHead(bytes, length);
      else if (!this.#isOver && this.#reading !== 'none') this.#reader.push(bytes, length, this.#onFrame);
    } catch (error) {
      this.#end = { error: (error as { code?: string }).code ?? 'PROTOCOL', reason: (error as Error).message };
      this.#socket.destroy();
      return false;
    }
    return this.#reading === 'full';
  }

  #onHead(bytes: Buffer, length: number): void {
    const head = Buffer.concat([this.#head!, bytes.subarray(0, length)]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) {
      this.#head = head;
      if (head.length > MAX_HEAD_BYTES) throw new Error('the answer to the handshake is too long');
      return;
    }
    const text = head.subarray(0, end).toString('latin1');
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
    if (status !== 101 || headerOf(text, 'sec-websocket-accept') !== ACCEPT) {
      const seconds = Number(headerOf(text, 'retry-after'));
      this.#end = { status, ...(seconds > 0 && { retryAfterMs: seconds * 1000 }) };
      this.#socket.destroy();
      return;
    }
    this.#head = null;
    this.#socket.setTimeout(0);
    this.#options.onOpen();
    const rest = head.subarray(end + 4);
    if (rest.length > 0) this.#reader.push(rest, rest.length, this.#onFrame);
  }

  readonly #onFrame = (opcode: number, bytes: Buffer, start: number, end: number): void => {
    // The rest of a read in which the listener was told to read no more.
    if (this.#reading === 'none') return;
    if (opcode === OPCODE.ping) this.#write(OPCODE.pong, bytes.subarray(start, end));
    else if (opcode === OPCODE.close) {
      const closeCode = end - start >= 2 ? bytes.readUInt16BE(start) : 1005;
      this.#end = { ...this.#end, closeCode, reason: bytes.toString('utf8', Math.min(start + 2, end), end) };
      this.#write(OPCODE.close, bytes.subarray(start, Math.min(start + 2, end)));
      this.#socket.end();
    } else this.#options.onFrame(opcode, bytes, start, end);
  };

  #write(opcode: number, payload: Uint8Array): void {
    if (!this.#socket.destroyed && this.#socket.writable)
      this.#socket.write(clientFrame(opcode, payload, Math.floor(Math.random() * 2 ** 32)));
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onEnd(this.#end);
  }
}

function headerOf(head: string, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}:[ \\t]*([^\\r\\n]*)`, 'i').exec(head)?.[1]?.trim();
}
