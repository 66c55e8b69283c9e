import { isPlainObject } from '../../core/plain-object.js';
import type { ClusterReply } from '../../ports/cluster-bus.js';

/** Whether a field is what it should be. */
export type FieldCheck = (value: unknown) => boolean;

/** The fields that a message must have, others may be there. */
export type MessageForm = Readonly<Record<string, FieldCheck>>;

/** Of any length. */
export const isText: FieldCheck = (value) => typeof value === 'string';
/** True or false. */
export const isFlag: FieldCheck = (value) => typeof value === 'boolean';
/** Infinities and what is no number cannot stand in JSON: a sum of them would not either. */
export const isNumber: FieldCheck = (value) => typeof value === 'number' && Number.isFinite(value);
/** Terms, numbers of messages, counts. */
export const isCount: FieldCheck = (value) => Number.isSafeInteger(value) && (value as number) >= 0;

/** What may be null. */
export const isNullOr =
  (check: FieldCheck): FieldCheck =>
  (value) =>
    value === null || check(value);

/** What may be left out. */
export const isAbsentOr =
  (check: FieldCheck): FieldCheck =>
  (value) =>
    value === undefined || check(value);

/** A list whose every entry is so. */
export const isListOf =
  (check: FieldCheck): FieldCheck =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** An object whose every value is so. */
export const isTableOf =
  (check: FieldCheck): FieldCheck =>
  (value) =>
    isPlainObject(value) && Object.values(value).every(check);

/** An object that has these fields. */
export const isOfForm =
  (form: MessageForm): FieldCheck =>
  (value) =>
    isPlainObject(value) && Object.entries(form).every(([key, check]) => check(value[key]));

/**
 * What another node has written as JSON; undefined where it has another form: nodes of another version may be there while a
 * cluster is replaced node by node, and none of them may end this one.
 */
export function readMessage<T>(text: string, form: MessageForm): T | undefined {
  return readValue<T>(text, isOfForm(form));
}

/** As {@link readMessage}, for what need not be an object. */
export function readValue<T>(text: string, check: FieldCheck): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return check(value) ? (value as T) : undefined;
}

/** What the nodes have answered to a request, of those that have answered in its form. */
export const readReplies = <T>(replies: readonly ClusterReply[], check: FieldCheck): T[] =>
  replies.flatMap(({ body }) => {
    const value = body === undefined ? undefined : readValue<T>(body, check);
    return value === undefined ? [] : [value];
  });
