/** What identifies a model in a manifest and in a hello: its id and the sha256 of its files. */

/** Matches a whole model id. Ids are also names of folders and parts of URLs, hence no slash, no space and no dot in front. */
export const MODEL_ID_PATTERN = /^[\w-][\w.-]{0,63}$/;
/** The pattern in words, for error messages. */
export const MODEL_ID_RULE = '1 to 64 letters, digits, ".", "_" or "-", and no "." in front';

/** Whether `value` is a model id: 1 to 64 letters, digits, ".", "_" or "-", and no "." in front. */
export const isModelId = (value: unknown): value is string => typeof value === 'string' && MODEL_ID_PATTERN.test(value);

/** Whether `value` is a sha256 as 64 hex digits in lower case. */
export const isSha256 = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
