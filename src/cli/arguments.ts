import { InvalidArgumentError } from 'commander';

/** Parsers of option values for commander; a value that they refuse is a usage error (exit code 2). */

/** An integer in [min, max]. */
export const integerArg =
  (min: number, max: number) =>
  (text: string): number => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`It must be an integer from ${min} to ${max}.`);
    return value;
  };

/** A number in [min, max]. */
export const numberArg =
  (min: number, max: number) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`It must be a number from ${min} to ${max}.`);
    return value;
  };
