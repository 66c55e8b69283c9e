// Reads from an ONNX file what scripts/graph-plan.mjs needs: nodes, and the byte range of each initializer.
// Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto

/** The integer that begins at byte `at`, and where it ends. */
function readVarint(bytes, at) {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[at++];
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return [Number(BigInt.asIntN(64, value)), at];
  }
}

/** Fields of a protobuf message: [number, value], a value being an integer or the [from, to) of its bytes. */
function* fields(bytes, from, to) {
  let at = from;
  const varint = () => {
    const [value, end] = readVarint(bytes, at);
    at = end;
    return value;
  };
  while (at < to) {
    const key = varint();
    const field = key >>> 3;
    switch (key & 7) {
      case 0:
        yield [field, varint()];
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        at += length;
        yield [field, [at - length, at]];
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        throw new Error(`wire type ${key & 7} at byte ${at} is none that protobuf 3 has`);
    }
  }
}

/** One message as { number: [values] }. */
function message(bytes, [from, to]) {
  const found = {};
  for (const [field, value] of fields(bytes, from, to)) {
    found[field] ??= [];
    found[field].push(value);
  }
  return found;
}

/** Integers of a repeated field, packed or not. */
const integers = (bytes, values = []) =>
  values.flatMap((value) => {
    if (typeof value === 'number') return [value];
    const out = [];
    for (let at = value[0]; at < value[1]; ) {
      const [number, end] = readVarint(bytes, at);
      out.push(number);
      at = end;
    }
    return out;
  });

/**
 * @param {Uint8Array} bytes a ModelProto
 * @returns nodes ({ op, inputs, outputs }) and initializers by name ({ type, dims, from, to } or, where the data is in
 *   a separate file, { type, dims, external: { offset, length } })
 */
export function readOnnx(bytes) {
  const text = (range) => new TextDecoder().decode(bytes.subarray(...range));
  const model = message(bytes, [0, bytes.length]);
  // A message that comes twice is the two merged: weights of another file follow in a graph of their own.
  const graph = {};
  for (const part of model[7])
    for (const [field, values] of Object.entries(message(bytes, part)))
      graph[field] = [...(graph[field] ?? []), ...values];
  const nodes = (graph[1] ?? []).map((range) => {
    const node = message(bytes, range);
    return { op: text(node[4][0]), inputs: (node[1] ?? []).map(text), outputs: (node[2] ?? []).map(text) };
  });
  const initializers = new Map();
  for (const range of graph[5] ?? []) {
    const tensor = message(bytes, range);
    const entry = { type: tensor[2][0], dims: integers(bytes, tensor[1]) };
    const [raw] = tensor[9] ?? [];
    if (raw) Object.assign(entry, { from: raw[0], to: raw[1] });
    if (tensor[14]?.[0] === 1) {
      const pairs = tensor[13].map((at) => {
        const pair = message(bytes, at);
        return [text(pair[1][0]), text(pair[2][0])];
      });
      const { offset = '0', length } = Object.fromEntries(pairs);
      entry.external = { offset: Number(offset), length: Number(length) };
    }
    initializers.set(text(tensor[8][0]), entry);
  }
  return { nodes, initializers };
}
