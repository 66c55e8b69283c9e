/** Of tests by chance: that of the environment, or always the same, so that a test which passes once passes again. */
export const SEED = Number(process.env.SEED ?? 20261128);
