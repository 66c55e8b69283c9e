/**
 * Lets a context run that the browser has blocked or suspended. One that is closed before it runs has nothing left to play:
 * the browser rejects the promise then, which is no error of the caller's.
 *
 * @throws DOMException as `AudioContext.resume` does while the context is not closed
 */
export function resumeContext(context: Pick<AudioContext, 'resume' | 'state'>): Promise<void> {
  return unlessClosed(context, context.resume());
}

/**
 * Pauses a context; one that is closed meanwhile is silent too.
 *
 * @throws DOMException as `AudioContext.suspend` does while the context is not closed
 */
export function suspendContext(context: Pick<AudioContext, 'state' | 'suspend'>): Promise<void> {
  return unlessClosed(context, context.suspend());
}

async function unlessClosed(context: Pick<AudioContext, 'state'>, changed: Promise<void>): Promise<void> {
  try {
    await changed;
  } catch (error) {
    if (context.state !== 'closed') throw error;
  }
}
