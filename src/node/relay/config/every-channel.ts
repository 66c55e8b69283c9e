/** Default of the pattern of channels: the rule for every name is checked besides. */
export const EVERY_CHANNEL = '.*';
