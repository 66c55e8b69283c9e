/** Names of the exceptions that WebCodecs states. */
export type DomExceptionName = 'AbortError' | 'EncodingError' | 'InvalidStateError' | 'NotSupportedError' | 'DataError';

/** The platform's `DOMException`, which every supported runtime has. */
export function domException(name: DomExceptionName, message: string, cause?: unknown): Error {
  const { DOMException } = globalThis as unknown as { DOMException: new (message: string, name: string) => Error };
  const error = new DOMException(message, name);
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause, configurable: true });
  return error;
}
