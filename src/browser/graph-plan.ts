import { CodecError } from '../core/errors.js';

/** The version of plans that this build reads. */
export const PLAN_VERSION = 1;

/**
 * One operation on a matrix of the model's file, rounded to float32 as ONNX Runtime's constant folding does. `at` is
 * the byte offset of the float32 factors in the file.
 */
export type PlanStep = { readonly do: 'times-rows' | 'times-columns'; readonly at: number } | PickRows;

/** Keeps some rows, in this order. */
interface PickRows {
  readonly do: 'pick-rows';
  readonly rows: readonly number[];
}

/** How one tensor of the optimised graph is computed from the model's file. */
export interface PlanWeight {
  /** Byte offset among the unfolded weights. */
  readonly to: number;
  /** Type of the values in the model's file. */
  readonly type: 'i8' | 'f32';
  /** Byte offset in the model's file. */
  readonly at: number;
  /** [rows × columns], row by row. */
  readonly size: readonly [number, number];
  readonly steps: readonly PlanStep[];
}

/**
 * An optimised graph without its weights, and how to compute those from the model's own file. `scripts/graph-plan.mjs`
 * writes it at build time for one graph, named by its sha256. Optimising takes most of the time that the runtime needs
 * to start in a browser; with a plan there is nothing left to optimise.
 */
export interface GraphPlan {
  readonly version: typeof PLAN_VERSION;
  /** Hex sha256 of the model's file. */
  readonly source: string;
  /** Length of the model's file. */
  readonly sourceBytes: number;
  /** Length of the unfolded weights. */
  readonly bytes: number;
  readonly weights: readonly PlanWeight[];
  /** ONNX, its weights in a file named {@link PLAN_WEIGHTS}. */
  readonly graph: Uint8Array<ArrayBuffer>;
}

/** Name of the file of weights that a plan's graph refers to; it exists in memory only. */
export const PLAN_WEIGHTS = 'weights';

/** File name of the plan of a graph. It names everything that the plan depends on, so that the file never changes. */
export const planName = (sha256: string): string => `${sha256}.v${PLAN_VERSION}.plan`;

/**
 * Reads a plan: four bytes (little-endian) with the header's length, the header (JSON), the graph.
 *
 * @throws CodecError MODEL_SHAPE when it is no plan of the graph with this sha256
 */
export function parseGraphPlan(bytes: Uint8Array, sha256: string): GraphPlan {
  const fail = (why: string): never => {
    throw new CodecError('MODEL_SHAPE', `plan of the graph ${sha256}: ${why}`);
  };
  if (bytes.length < 4) return fail(`must be at least 4 bytes long, got ${bytes.length}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length > bytes.length - 4) return fail(`its header of ${length} bytes is longer than the plan`);
  let head: Omit<GraphPlan, 'graph'>;
  try {
    head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  } catch (cause) {
    return fail(`its header must be JSON: ${(cause as Error).message}`);
  }
  if (head.version !== PLAN_VERSION) fail(`version must be ${PLAN_VERSION}, got ${head.version}`);
  if (head.source !== sha256) fail(`source must be that graph, got ${head.source}`);
  return { ...head, graph: bytes.slice(4 + length) };
}

/**
 * The weights that the plan's graph refers to, computed on demand: an array whose `subarray` computes the one tensor at
 * that place. ONNX Runtime copies the tensors one after another, so that the whole, 60 MB for the default model, is
 * never in memory at once. A result of `subarray` is valid until the next call.
 *
 * @param source the model's file, checked
 * @throws CodecError MODEL_SHAPE when the file is not the plan's; `subarray` throws RangeError where no tensor lies
 */
export function weightsOnDemand(plan: GraphPlan, source: Uint8Array): Uint8Array<ArrayBuffer> {
  if (source.length !== plan.sourceBytes)
    throw new CodecError('MODEL_SHAPE', `source must be ${plan.sourceBytes} bytes long, got ${source.length}`);
  const weights = new Map(plan.weights.map((weight) => [weight.to, weight]));
  // One buffer for all tensors: fresh memory costs more time than the computation.
  let scratch = new Float32Array(0);
  const room = (length: number): Float32Array<ArrayBuffer> => {
    if (scratch.length < length) scratch = new Float32Array(length);
    return scratch.subarray(0, length);
  };
  const subarray = (from: number, to: number): Uint8Array => {
    const weight = weights.get(from);
    const made = weight && unfold(weight, source, room);
    if (made?.byteLength !== to - from) throw new RangeError(`no weight of the plan lies from byte ${from} to ${to}`);
    return new Uint8Array(made.buffer, made.byteOffset, made.byteLength);
  };
  return Object.defineProperties(new Uint8Array(0), {
    byteLength: { value: plan.bytes },
    subarray: { value: subarray },
  });
}

function unfold(
  weight: PlanWeight,
  source: Uint8Array,
  room: (length: number) => Float32Array<ArrayBuffer>,
): Float32Array<ArrayBuffer> {
  const [rows, columns] = weight.size;
  // Nearly all weights have at most two factors and then perhaps a choice of rows: done in one pass, for speed.
  const steps = [...weight.steps];
  const picks = steps.at(-1)?.do === 'pick-rows' ? (steps.pop() as PickRows) : null;
  const [first, second] = steps;
  if (weight.type === 'i8' && steps.length <= 2 && first?.do === 'times-rows' && second?.do !== 'pick-rows') {
    const from = new Int8Array(source.buffer, source.byteOffset + weight.at, rows * columns);
    const to = room((picks?.rows.length ?? rows) * columns);
    const factors = floats(source, first.at, rows);
    if (second?.do === 'times-columns')
      byColumns(from, to, factors, floats(source, second.at, columns), picks?.rows ?? null);
    else {
      const others = second ? floats(source, second.at, rows) : new Float32Array(rows).fill(1);
      byRows(from, to, factors, others, columns, picks?.rows ?? null);
    }
    return to;
  }
  return stepByStep(weight, source);
}

type Rows = readonly number[] | null;

/** Every element times two factors of its row. */
function byRows(
  from: Int8Array,
  to: Float32Array,
  first: Float32Array,
  second: Float32Array,
  columns: number,
  rows: Rows,
): void {
  const count = to.length / columns;
  for (let row = 0, i = 0; row < count; row++) {
    const picked = rows ? rows[row]! : row;
    const [a, b] = [first[picked]!, second[picked]!];
    for (let at = picked * columns, end = at + columns; at < end; at++) to[i++] = Math.fround(from[at]! * a) * b;
  }
}

/** Every element times a factor of its row, then one of its column. */
function byColumns(from: Int8Array, to: Float32Array, first: Float32Array, second: Float32Array, rows: Rows): void {
  const columns = second.length;
  const count = to.length / columns;
  for (let row = 0, i = 0; row < count; row++) {
    const picked = rows ? rows[row]! : row;
    const a = first[picked]!;
    const at = picked * columns;
    for (let column = 0; column < columns; column++) to[i++] = Math.fround(from[at + column]! * a) * second[column]!;
  }
}

function stepByStep(weight: PlanWeight, source: Uint8Array): Float32Array<ArrayBuffer> {
  const [rows, columns] = weight.size;
  let matrix =
    weight.type === 'i8'
      ? Float32Array.from(new Int8Array(source.buffer, source.byteOffset + weight.at, rows * columns))
      : floats(source, weight.at, rows * columns);
  for (const step of weight.steps) {
    if (step.do === 'pick-rows') matrix = pickRows(matrix, columns, step.rows);
    else if (step.do === 'times-rows') timesRows(matrix, floats(source, step.at, matrix.length / columns));
    else timesColumns(matrix, floats(source, step.at, columns));
  }
  return matrix;
}

/** Floats lie anywhere in the file: copied, so that they are aligned. */
function floats(source: Uint8Array, at: number, count: number): Float32Array<ArrayBuffer> {
  if (at + 4 * count > source.length) throw new RangeError(`${count} floats at byte ${at} lie outside the file`);
  return new Float32Array(source.slice(at, at + 4 * count).buffer);
}

function timesRows(matrix: Float32Array, factors: Float32Array): void {
  const columns = matrix.length / factors.length;
  for (let row = 0, i = 0; row < factors.length; row++) {
    const factor = factors[row]!;
    for (const end = i + columns; i < end; i++) matrix[i]! *= factor;
  }
}

function timesColumns(matrix: Float32Array, factors: Float32Array): void {
  const columns = factors.length;
  for (let i = 0; i < matrix.length; )
    for (let column = 0; column < columns; column++) matrix[i++]! *= factors[column]!;
}

function pickRows(matrix: Float32Array, columns: number, rows: readonly number[]): Float32Array<ArrayBuffer> {
  const out = new Float32Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++)
    out.set(matrix.subarray(rows[i]! * columns, (rows[i]! + 1) * columns), i * columns);
  return out;
}
