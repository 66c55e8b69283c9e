import { Deferred } from '../../core/deferred.js';
import { shown } from '../../core/shown.js';
import type { LatentModel } from '../../ports/model.js';
import { domException } from '../dom-exception.js';
import { type EventLike, newEvent, PlatformEventTarget } from './event-target.js';

/** State of an encoder or decoder, as WebCodecs' `CodecState`. */
export type LatentcastCodecState = 'unconfigured' | 'configured' | 'closed';

/** What both classes are made with. */
export interface CodecInit {
  /** Told of the error that has closed the codec: a `DOMException`. */
  readonly error: (error: Error) => void;
  /** Runs the codec; it is not closed. It may still be loading. */
  readonly model: LatentModel | PromiseLike<LatentModel>;
}

interface Message<Config> {
  readonly kind: 'configure' | 'data' | 'flush';
  run(): Promise<void>;
  readonly config?: Config;
  readonly flushed?: Deferred<void>;
}

/** @throws TypeError unless `model` is an object with the members of a model, or a promise */
export function requireModel(field: string, model: unknown): asserts model is CodecInit['model'] {
  const given = model as (Partial<LatentModel> & { readonly then?: unknown }) | null | undefined;
  const isOne = typeof given === 'object' && given !== null && (typeof given.then === 'function' || 'info' in given);
  if (!isOne) throw new TypeError(`${field} must be a LatentModel or a promise of one, got ${shown(model)}`);
}

/**
 * What WebCodecs' `AudioEncoder` and `AudioDecoder` have in common: states, the queue of control messages, `dequeue`,
 * `flush`, `reset` and `close`, with their errors (W3C WebCodecs, sections 3 to 7).
 */
export abstract class CodecBase<Config> extends PlatformEventTarget {
  /** Called when the queue has become shorter; several times at once are one call. */
  ondequeue: ((event: EventLike) => void) | null = null;
  readonly #onError: (error: Error) => void;
  readonly #model: LatentModel | PromiseLike<LatentModel>;
  #state: LatentcastCodecState = 'unconfigured';
  #queue: Message<Config>[] = [];
  #isRunning = false;
  #queueSize = 0;
  #isDequeueDue = false;
  #flushes = new Set<Deferred<void>>();
  /** Grows with every reset: what was started before it has no effect. */
  #generation = 0;

  /** @throws TypeError naming a member of `init` that is missing */
  constructor(init: CodecInit & { readonly output: unknown }) {
    super();
    if (typeof init !== 'object' || init === null) throw new TypeError(`init must be an object, got ${shown(init)}`);
    for (const name of ['output', 'error'] as const)
      if (typeof init[name] !== 'function')
        throw new TypeError(`init.${name} must be a function, got ${shown(init[name])}`);
    requireModel('init.model', init.model);
    this.#onError = init.error;
    this.#model = init.model;
    // Whoever waits for it is told; a codec that is never configured does not care.
    if ('then' in init.model) init.model.then(undefined, () => undefined);
  }

  /** `configured` from `configure` until `reset`; `closed` for ever after `close` or an error. */
  get state(): LatentcastCodecState {
    return this.#state;
  }

  protected get queueSize(): number {
    return this.#queueSize;
  }

  /**
   * Resolves when everything that was given has come out, the rest that the codec holds back included.
   *
   * Rejects with a DOMException: InvalidStateError when it is not configured, AbortError after `reset` or `close`, or the
   * error that has closed the codec.
   */
  flush(): Promise<void> {
    if (this.#state !== 'configured') return Promise.reject(this.#invalidState('flush'));
    const flushed = new Deferred<void>();
    this.#flushes.add(flushed);
    this.onFlush();
    this.#enqueue({ kind: 'flush', flushed, run: () => this.drain() });
    return flushed.promise;
  }

  /** Drops everything that was given and not come out; `configure` begins anew. @throws DOMException InvalidStateError when it is closed */
  reset(): void {
    if (this.#state === 'closed') throw this.#invalidState('reset');
    this.#reset(domException('AbortError', 'the codec was reset'));
  }

  /** Ends the codec for ever. @throws DOMException InvalidStateError when it is closed */
  close(): void {
    if (this.#state === 'closed') throw this.#invalidState('close');
    this.#reset(domException('AbortError', 'the codec was closed'));
    this.#state = 'closed';
  }

  /** Checked already; takes effect after what was given before. @param unsupported why this codec cannot take it */
  protected configureWith(config: Config, unsupported: string | undefined): void {
    if (this.#state === 'closed') throw this.#invalidState('configure');
    this.#state = 'configured';
    this.#enqueue({
      kind: 'configure',
      config,
      run: async () => {
        if (unsupported !== undefined)
          throw domException('NotSupportedError', `the configuration is not supported: ${unsupported}`);
        const model = await Promise.resolve(this.#model).catch((cause: unknown) => {
          throw domException('NotSupportedError', `the model cannot be used: ${(cause as Error)?.message}`, cause);
        });
        await this.open(config, model).catch((cause: unknown) => {
          throw domException(
            'NotSupportedError',
            `the configuration is not supported: ${(cause as Error)?.message}`,
            cause,
          );
        });
      },
    });
  }

  /** @throws DOMException InvalidStateError unless it is configured */
  protected requireConfigured(what: string): void {
    if (this.#state !== 'configured') throw this.#invalidState(what);
  }

  /** Queues the work on one piece of data, which has been checked and copied. */
  protected enqueueData(run: () => Promise<void>): void {
    this.#queueSize++;
    this.#enqueue({ kind: 'data', run });
  }

  /** Whether nothing has been reset since; a callback must not be called after. */
  protected isCurrent(generation: number): boolean {
    return generation === this.#generation;
  }

  protected get generation(): number {
    return this.#generation;
  }

  /** Calls a function of the user, whose errors are not the codec's: they are reported as unhandled. */
  protected callOut<T>(callback: (value: T) => void, value: T): void {
    try {
      callback(value);
    } catch (error) {
      void Promise.reject(error);
    }
  }

  /** Begins with a configuration. @throws whatever closes the codec */
  protected abstract open(config: Config, model: LatentModel): Promise<void>;
  /** Gives out what is held back. */
  protected abstract drain(): Promise<void>;
  /** Drops what is held back. */
  protected abstract discard(): void;
  /** `flush` has been called. */
  protected abstract onFlush(): void;

  #enqueue(message: Message<Config>): void {
    this.#queue.push(message);
    if (!this.#isRunning) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isRunning = true;
    // Nothing comes out before the call that caused it has returned.
    await undefined;
    for (let message = this.#queue.shift(); message; message = this.#queue.shift()) {
      const generation = this.#generation;
      if (message.kind === 'data') {
        this.#queueSize--;
        this.#scheduleDequeue();
      }
      try {
        await message.run();
        if (!message.flushed || !this.isCurrent(generation)) continue;
        this.#flushes.delete(message.flushed);
        message.flushed.resolve();
      } catch (error) {
        if (this.isCurrent(generation)) this.#fail(error);
      }
    }
    this.#isRunning = false;
  }

  #fail(cause: unknown): void {
    const isOwn = cause instanceof Error && cause.constructor.name === 'DOMException';
    const error = isOwn ? cause : domException('EncodingError', (cause as Error)?.message ?? String(cause), cause);
    this.#reset(error);
    this.#state = 'closed';
    this.callOut(this.#onError, error);
  }

  #reset(reason: Error): void {
    this.#state = 'unconfigured';
    this.#generation++;
    this.#queue = [];
    this.discard();
    if (this.#queueSize > 0) {
      this.#queueSize = 0;
      this.#scheduleDequeue();
    }
    for (const flushed of this.#flushes) flushed.reject(reason);
    this.#flushes.clear();
  }

  #scheduleDequeue(): void {
    if (this.#isDequeueDue) return;
    this.#isDequeueDue = true;
    void Promise.resolve().then(() => {
      this.#isDequeueDue = false;
      const event = newEvent('dequeue');
      if (typeof this.ondequeue === 'function') this.callOut(this.ondequeue.bind(this), event);
      this.dispatchEvent(event);
    });
  }

  #invalidState(what: string): Error {
    return domException('InvalidStateError', `${what}: the codec is ${this.#state}`);
  }
}
