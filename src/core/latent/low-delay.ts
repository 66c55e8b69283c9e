import { type ReceptiveField, validateField } from './format.js';

/** Contexts and delays of a model's graphs of low delay. */
export interface LowDelayFormat {
  /** Present where the model has an encoder of low delay. */
  readonly encoder?: ReceptiveField;
  /** Present where the model has a decoder of low delay. */
  readonly decoder?: ReceptiveField;
}

/** Which of a model's graphs are run: `low` looks less far ahead, at a cost in sound that the model's card states. */
export type ModelDelay = 'normal' | 'low';

/** All of them, for checks of options. */
export const MODEL_DELAYS: readonly ModelDelay[] = ['normal', 'low'];

/** Names of the files of low delay in a manifest. */
const FILES = { encoder: 'lowDelayEncoder', decoder: 'lowDelayDecoder' } as const;

/**
 * Reads a manifest's `lowDelay` from parsed JSON.
 *
 * @param files the manifest's `files`: each graph of low delay that they name must be described, and no other
 * @returns undefined for a model without such graphs
 * @throws RangeError or TypeError naming the first field that is missing or outside its range.
 */
export function validateLowDelay(value: unknown, files: Readonly<Record<string, unknown>>): LowDelayFormat | undefined {
  const given = value ?? {};
  if (typeof given !== 'object' || Array.isArray(given))
    throw new TypeError(`lowDelay must be an object, got ${JSON.stringify(value)}`);
  const fields = given as Readonly<Record<string, unknown>>;
  const read = (direction: 'encoder' | 'decoder'): ReceptiveField | undefined => {
    const name = FILES[direction];
    if (files[name] === undefined && fields[direction] !== undefined)
      throw new TypeError(`files.${name} must be an object where lowDelay.${direction} is given`);
    return files[name] === undefined ? undefined : validateField(`lowDelay.${direction}`, fields[direction]);
  };
  const encoder = read('encoder');
  const decoder = read('decoder');
  return encoder || decoder ? { ...(encoder && { encoder }), ...(decoder && { decoder }) } : undefined;
}
