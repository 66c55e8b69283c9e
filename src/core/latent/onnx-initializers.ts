/** Field numbers of ONNX's messages that are read here. */
const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const GRAPH_INITIALIZER = 5;
const NODE_INPUT = 1;
const NODE_OUTPUT = 2;
const TENSOR_NAME = 8;

/**
 * A graph that lacks its weights, with the weights of another graph of the same model: one copy of them on disk and on the
 * network serves both. Taken are the initialisers that the graph's nodes name and that it lacks.
 *
 * Both are serialised ONNX models. A protocol buffer that is followed by another of the same kind is the two merged, lists
 * appended, so that nothing of `graph` has to be understood.
 *
 * @throws RangeError when `donor` is no ONNX model
 */
export function withWeightsOf(graph: Uint8Array, donor: Uint8Array): Uint8Array<ArrayBuffer> {
  const taken: Uint8Array[] = [];
  const lacking = lackingIn(graph);
  for (const entry of graphFields(donor)) {
    if (entry.field !== GRAPH_INITIALIZER) continue;
    const [name = ''] = textsOf(entry.content, TENSOR_NAME);
    if (lacking.has(name)) taken.push(entry.whole);
  }
  const size = taken.reduce((sum, bytes) => sum + bytes.length, 0);
  const head = [tag(MODEL_GRAPH), ...varint(size)];
  const merged = new Uint8Array(graph.length + head.length + size);
  merged.set(graph);
  merged.set(head, graph.length);
  let at = graph.length + head.length;
  for (const bytes of taken) {
    merged.set(bytes, at);
    at += bytes.length;
  }
  return merged;
}

/** What nodes of a graph take and neither a node nor an initialiser of it gives: what is fed, and what it lacks. */
function lackingIn(graph: Uint8Array): ReadonlySet<string> {
  const names = new Set<string>();
  const given: string[] = [];
  for (const { field, content } of graphFields(graph)) {
    if (field === GRAPH_NODE) {
      for (const name of textsOf(content, NODE_INPUT)) names.add(name);
      given.push(...textsOf(content, NODE_OUTPUT));
    }
    if (field === GRAPH_INITIALIZER) given.push(...textsOf(content, TENSOR_NAME));
  }
  for (const name of given) names.delete(name);
  return names;
}

function* graphFields(model: Uint8Array): Iterable<MessageField> {
  for (const part of fields(model)) if (part.field === MODEL_GRAPH) yield* fields(part.content);
}

/** A field of a message: its number, its content where it has a length, and all its bytes with the tag. */
interface MessageField {
  readonly field: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

const EMPTY = new Uint8Array(0);

function* fields(message: Uint8Array): Iterable<MessageField> {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined || scale > 2 ** 56)
        throw new RangeError(`no ONNX model: cut off at byte ${message.length}`);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const start = at;
    const head = number();
    const kind = head % 8;
    let content: Uint8Array = EMPTY;
    if (kind === 0) number();
    else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else if (kind === 2) {
      const length = number();
      content = message.subarray(at, at + length);
      at += length;
    } else throw new RangeError(`no ONNX model: wire type ${kind} at byte ${start}`);
    if (at > message.length) throw new RangeError(`no ONNX model: cut off at byte ${message.length}`);
    yield { field: Math.floor(head / 8), content, whole: message.subarray(start, at) };
  }
}

/** The texts in one field of a message, in their order. */
function textsOf(message: Uint8Array, wanted: number): string[] {
  const texts: string[] = [];
  for (const { field, content } of fields(message)) if (field === wanted) texts.push(new TextDecoder().decode(content));
  return texts;
}

/** Tag of a field that has a length. */
const tag = (field: number): number => field * 8 + 2;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
