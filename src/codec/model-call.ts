import { requireFloat32, requireInteger } from '../core/errors.js';
import type { Direction, ModelState } from '../ports/model.js';

/**
 * Checks the data of a model's call.
 *
 * @param field name of the argument, for the error
 * @param perFrame values that each latent frame takes
 * @param maxFrames most frames of one call
 * @throws TypeError unless `data` is a Float32Array, RangeError unless it holds `frames` × `perFrame` values
 */
export function requireFrames(
  field: string,
  data: Float32Array,
  frames: number,
  perFrame: number,
  maxFrames: number,
): void {
  requireFloat32(field, data);
  requireInteger('frames', frames, 1, maxFrames);
  if (data.length !== frames * perFrame)
    throw new RangeError(
      `${field} must hold ${frames} × ${perFrame} = ${frames * perFrame} values, got ${data.length}`,
    );
}

/**
 * A state as the class that its model makes.
 *
 * @throws TypeError for a state of another model or of the other direction
 */
export function requireOwnState<State extends ModelState & { readonly owner: object }>(
  state: ModelState,
  kind: abstract new (...args: never[]) => State,
  owner: object,
  direction: Direction,
): State {
  if (!(state instanceof kind) || state.owner !== owner)
    throw new TypeError('state must come from createState of this model');
  if (state.direction !== direction)
    throw new TypeError(`state must be one of ${direction}, got one of ${state.direction}`);
  return state;
}
