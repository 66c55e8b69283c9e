import {
  isCount,
  isListOf,
  isNullOr,
  isNumber,
  isOfForm,
  isText,
  type MessageForm,
  readMessage,
} from '../../../relay/cluster/message-form.js';

/** Who a node is. */
export interface NodeIdentity {
  readonly node: string;
  /** Another one each time that the node joins. */
  readonly session: string;
  /** Wall time at which it joined first, in ms since 1970: nodes are ordered by it. */
  readonly startedMs: number;
}

/** What nodes tell each other of themselves, as JSON. `version` counts the changes of the node's own keys. */
export type PresenceMessage =
  /** To all: a node has come, and wants to know of the others. */
  | ({ readonly kind: 'join'; readonly version: number } & NodeIdentity)
  /** To all, at intervals. */
  | ({ readonly kind: 'up'; readonly version: number } & NodeIdentity)
  /** To all: the node leaves. */
  | ({ readonly kind: 'bye' } & NodeIdentity)
  /** To all: one key of the node; null removes it. */
  | ({
      readonly kind: 'key';
      readonly version: number;
      readonly key: string;
      readonly value: string | null;
    } & NodeIdentity)
  /** To one: this node lacks changes of that one's keys. */
  | ({ readonly kind: 'sync' } & NodeIdentity)
  /** To one: all keys of the node. */
  | ({
      readonly kind: 'keys';
      readonly version: number;
      readonly entries: readonly (readonly [string, string])[];
    } & NodeIdentity)
  /** To one: the same where it is too long for one message; `parts` of one version follow each other. */
  | ({
      readonly kind: 'keys-part';
      readonly version: number;
      readonly part: number;
      readonly parts: number;
      readonly entries: readonly (readonly [string, string])[];
    } & NodeIdentity)
  /** To one that has the same name: this session had it before. */
  | ({ readonly kind: 'taken' } & NodeIdentity);

/** For people: why a node has left the cluster. */
export const takenNote = ({ node, startedMs }: NodeIdentity): string =>
  `out of the cluster for good: another process has the name ${node} since ${new Date(startedMs).toISOString()}; end one of them`;

/** Characters of one message's keys and values, about: each may take three bytes, or two where it is escaped. */
const MAX_ENTRIES_CHARACTERS = 128 * 1024;

/** All keys of a node, in as many messages as they need. */
export function keysMessages(
  own: NodeIdentity,
  version: number,
  entries: Iterable<readonly [string, string]>,
): PresenceMessage[] {
  const lists: (readonly [string, string])[][] = [[]];
  let characters = 0;
  for (const entry of entries) {
    const length = entry[0].length + entry[1].length;
    if (characters > 0 && characters + length > MAX_ENTRIES_CHARACTERS) {
      lists.push([]);
      characters = 0;
    }
    characters += length;
    lists.at(-1)!.push(entry);
  }
  const parts = lists.length;
  if (parts === 1) return [{ kind: 'keys', version, entries: lists[0]!, ...own }];
  return lists.map((list, part) => ({ kind: 'keys-part', version, part, parts, entries: list, ...own }));
}

const decoder = new TextDecoder();

const IDENTITY: MessageForm = { kind: isText, node: isText, session: isText, startedMs: isNumber };
const isPair = (value: unknown): boolean => isListOf(isText)(value) && (value as readonly string[]).length === 2;
const FORMS: Readonly<Record<PresenceMessage['kind'], MessageForm>> = {
  join: { version: isCount },
  up: { version: isCount },
  bye: {},
  key: { version: isCount, key: isText, value: isNullOr(isText) },
  sync: {},
  keys: { version: isCount, entries: isListOf(isPair) },
  'keys-part': { version: isCount, part: isCount, parts: isCount, entries: isListOf(isPair) },
  taken: {},
};

/** @returns null for what no node of this build sends */
export function parsePresence(bytes: Uint8Array): PresenceMessage | null {
  const message = readMessage<PresenceMessage>(decoder.decode(bytes), IDENTITY);
  if (!message || !Object.hasOwn(FORMS, message.kind)) return null;
  return isOfForm(FORMS[message.kind])(message) ? message : null;
}
