/** The same error; for a thrown value that is no Error, one that has the value as its `cause`. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error('a value that is no Error was thrown', { cause: thrown });

/**
 * Calls a function of the user. What it throws, and what its promise rejects with where it is asynchronous, goes to
 * `onError`.
 *
 * @returns what the function has returned; undefined where it has thrown
 */
export function callGuarded<T>(call: () => T, onError: (error: Error) => void): T | undefined {
  try {
    const result = call();
    const then = (result as PromiseLike<unknown> | null | undefined)?.then;
    if (typeof then === 'function') then.call(result, undefined, (thrown: unknown) => onError(asError(thrown)));
    return result;
  } catch (thrown) {
    onError(asError(thrown));
    return undefined;
  }
}

/**
 * The handlers of the user, so that none of them can harm its caller: the first error that one of them throws goes to
 * `onFailure`, and none is called after it but `onError`, whose own errors are dropped.
 */
export function guardHandlers<H extends object>(handlers: H, onFailure: (error: Error) => void): H {
  let hasFailed = false;
  const fail = (error: Error): void => {
    if (hasFailed) return;
    hasFailed = true;
    onFailure(error);
  };
  return new Proxy(handlers, {
    get(target, key) {
      const handler: unknown = Reflect.get(target, key);
      if (typeof handler !== 'function') return handler;
      return (...args: unknown[]) =>
        hasFailed && key !== 'onError' ? undefined : callGuarded(() => handler.apply(target, args), fail);
    },
  });
}
