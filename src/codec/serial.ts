/** Runs asynchronous jobs one after another, in the order in which they were given. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `job` after all jobs before it. A job that fails rejects its own promise only; the jobs after it run. */
  run<T>(job: () => Promise<T> | T): Promise<T> {
    const result = this.#last.then(job, job);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
