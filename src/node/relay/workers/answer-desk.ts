import { HttpError } from '../http-error.js';
import { ADMIN_OPERATIONS, httpErrorOf } from '../operations/admin/operations.js';
import type { OperationsDesk } from '../operations/operations-desk.js';
import type { FromWorker, ToWorker } from './protocol.js';

/** Answers what a worker asks the desk of this process, and does nothing for one that waits no more. Never rejects. */
export async function answerDesk(
  desk: OperationsDesk | null,
  { id, endMs, operation: name, call }: FromWorker & { kind: 'operate' },
): Promise<ToWorker> {
  try {
    // The worker has answered that nothing was done.
    if (Date.now() >= endMs) throw new HttpError(503, 'the request has come too late');
    if (!desk) throw new HttpError(503, 'the relay is starting', { 'retry-after': '1' });
    if (name === null) return { kind: 'operated', id, json: await desk.metrics() };
    const operation = ADMIN_OPERATIONS.find((candidate) => candidate.id === name);
    if (!operation || !call) throw new HttpError(500, 'the relay failed');
    return { kind: 'operated', id, json: (await desk.run(operation, call)) ?? null };
  } catch (error) {
    const { status, problem, headers } = httpErrorOf(error);
    return { kind: 'operated', id, refusal: { status, problem, headers } };
  }
}
