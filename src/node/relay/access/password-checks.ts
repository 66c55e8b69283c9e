import { createHmac, randomBytes } from 'node:crypto';
import { CodecError } from '../../../core/errors.js';
import { isPassword, type ScryptHash } from './key-hash.js';

/** Bounds of {@link PasswordChecks}. */
export const PASSWORD_CHECK_LIMITS = {
  /** Computed at the same time; each holds a thread of the pool and 32 MiB for about a tenth of a second. */
  concurrent: 2,
  /** Wait at most; further ones are refused with CHANNEL_LIMIT, and may try again. */
  waiting: 32,
  /** Wait at most for one address. */
  waitingPerAddress: 2,
  /** Results that are remembered, the latest used longest. */
  remembered: 1024,
} as const;

/**
 * Checks passwords against slow hashes, bounded so that wrong passwords cost an attacker more than the relay: few at the
 * same time, few that wait, and each result is remembered under a hash that only this process can compute. Who presents a
 * password that is being checked waits for that check: all source clients of a station come at once after a restart.
 */
export class PasswordChecks {
  readonly #secret = randomBytes(32);
  readonly #results = new Map<string, boolean>();
  /** Checks that are under way, by the names of their results. */
  readonly #underWay = new Map<string, Promise<boolean>>();
  readonly #waiting: (() => void)[] = [];
  readonly #waitingByAddress = new Map<string, number>();
  readonly #isPassword: typeof isPassword;
  #running = 0;

  /** @param compute one slow check */
  constructor(compute = isPassword) {
    this.#isPassword = compute;
  }

  /**
   * @param address of whoever asks, to share what waits
   * @throws CodecError CHANNEL_LIMIT when too many wait
   */
  async check(password: string, hash: ScryptHash, address: string): Promise<boolean> {
    const name = createHmac('sha256', this.#secret).update(hash.digest).update(password, 'utf8').digest('base64');
    const known = this.#results.get(name);
    const result = known ?? (await this.#once(name, () => this.#run(() => this.#isPassword(password, hash), address)));
    this.#results.delete(name);
    this.#results.set(name, result);
    if (this.#results.size > PASSWORD_CHECK_LIMITS.remembered) this.#results.delete(this.#results.keys().next().value!);
    return result;
  }

  async #once(name: string, check: () => Promise<boolean>): Promise<boolean> {
    const underWay = this.#underWay.get(name);
    if (underWay) return underWay;
    const begun = check();
    this.#underWay.set(name, begun);
    try {
      return await begun;
    } finally {
      this.#underWay.delete(name);
    }
  }

  async #run(check: () => Promise<boolean>, address: string): Promise<boolean> {
    if (this.#running >= PASSWORD_CHECK_LIMITS.concurrent) await this.#turn(address);
    else this.#running++;
    try {
      return await check();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  /** Resolves when a running check has handed its place on. */
  async #turn(address: string): Promise<void> {
    const count = this.#waitingByAddress.get(address) ?? 0;
    if (this.#waiting.length >= PASSWORD_CHECK_LIMITS.waiting || count >= PASSWORD_CHECK_LIMITS.waitingPerAddress)
      throw new CodecError('CHANNEL_LIMIT', 'the relay is checking too many passwords; try again later');
    this.#waitingByAddress.set(address, count + 1);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const left = this.#waitingByAddress.get(address)! - 1;
    if (left > 0) this.#waitingByAddress.set(address, left);
    else this.#waitingByAddress.delete(address);
  }
}
