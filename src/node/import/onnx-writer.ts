import { ProtoWriter } from './protobuf.js';

/** Element types of onnx.proto3 that are written here. */
export const ONNX_TYPE = { float32: 1, float16: 10 } as const;
/** Element type of a weight. */
export type OnnxType = keyof typeof ONNX_TYPE;

/** One operator with its inputs and outputs by name; attributes are integers or lists of integers. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A weight that lies in another file, from `offset` to `offset + bytes`. */
export interface OnnxWeight {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly bytes: number;
}

/** A float32 input or output; a dimension of unknown size has a name. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** A graph whose weights lie in a file beside it. */
export interface OnnxGraph {
  readonly name: string;
  /** In an order in which each node follows those that make its inputs. */
  readonly nodes: readonly OnnxNode[];
  readonly weights: readonly OnnxWeight[];
  /** File of the weights, beside the graph. */
  readonly weightsFile: string;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Free text; kept by every runtime. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Version of the ONNX operators that are used. */
export const OPSET = 17;
const IR_VERSION = 8;
const EXTERNAL = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

/** The bytes of an ONNX file (onnx.proto3) whose weights are external data. */
export function writeOnnx(graph: OnnxGraph): Uint8Array {
  const model = new ProtoWriter()
    .varint(1, IR_VERSION)
    .string(2, 'latentcast')
    .message(7, (g) => {
      for (const [i, node] of graph.nodes.entries()) g.message(1, (n) => writeNode(n, node, i));
      g.string(2, graph.name);
      for (const weight of graph.weights) g.message(5, (t) => writeWeight(t, weight, graph.weightsFile));
      for (const value of graph.inputs) g.message(11, (v) => writeValue(v, value));
      for (const value of graph.outputs) g.message(12, (v) => writeValue(v, value));
    });
  model.message(8, (opset) => opset.string(1, '').varint(2, OPSET));
  for (const [key, value] of Object.entries(graph.metadata))
    model.message(14, (entry) => entry.string(1, key).string(2, value));
  return model.finish();
}

function writeNode(out: ProtoWriter, node: OnnxNode, index: number): void {
  for (const input of node.inputs) out.string(1, input);
  out.string(2, node.output).string(3, `${node.op}_${index}`).string(4, node.op);
  for (const [name, value] of Object.entries(node.attributes ?? {}))
    out.message(5, (a) => {
      a.string(1, name);
      if (typeof value === 'number') a.varint(3, value).varint(20, ATTRIBUTE_INT);
      else {
        for (const item of value) a.varint(8, item);
        a.varint(20, ATTRIBUTE_INTS);
      }
    });
}

function writeWeight(out: ProtoWriter, weight: OnnxWeight, file: string): void {
  for (const size of weight.shape) out.varint(1, size);
  out.varint(2, ONNX_TYPE[weight.type]).string(8, weight.name);
  const entry = (key: string, value: string): void => void out.message(13, (e) => e.string(1, key).string(2, value));
  entry('location', file);
  entry('offset', String(weight.offset));
  entry('length', String(weight.bytes));
  out.varint(14, EXTERNAL);
}

function writeValue(out: ProtoWriter, value: OnnxValue): void {
  out.string(1, value.name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.varint(1, ONNX_TYPE.float32).message(2, (shape) => {
        for (const size of value.shape)
          shape.message(1, (dim) => (typeof size === 'number' ? dim.varint(1, size) : dim.string(2, size)));
      }),
    ),
  );
}
