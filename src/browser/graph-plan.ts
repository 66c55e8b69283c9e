import { CodecError } from '../core/errors.js';

/** The version of plans that this build reads. */
export const PLAN_VERSION = 1;

/**
 * What is done to a matrix of the model's file, each step rounded to float32 as ONNX Runtime's folding does. `at` is
 * where the float32 factors lie in the file.
 */
export type PlanStep = { readonly do: 'times-rows' | 'times-columns'; readonly at: number } | PickRows;

interface PickRows {
  readonly do: 'pick-rows';
  readonly rows: readonly number[];
}

/** How one tensor of the optimised graph is made of the model's file. */
export interface PlanWeight {
  /** Byte offset among the unfolded weights. */
  readonly to: number;
  readonly type: 'i8' | 'f32';
  /** Byte offset in the model's file. */
  readonly at: number;
  /** [rows × columns], row by row. */
  readonly size: readonly [number, number];
  readonly steps: readonly PlanStep[];
}

/**
 * An optimised graph without its weights, and how those are made of the model's own file: `scripts/graph-plan.mjs`
 * writes it at build time for one graph, named by its sha256. A runtime that is given it has nothing left to optimise,
 * which is most of the time that it takes to start in a browser.
 */
export interface GraphPlan {
  readonly version: typeof PLAN_VERSION;
  /** Hex sha256 of the file that it was made of, and its length. */
  readonly source: string;
  readonly sourceBytes: number;
  /** Length of the unfolded weights. */
  readonly bytes: number;
  readonly weights: readonly PlanWeight[];
  /** ONNX, its weights in a file named {@link PLAN_WEIGHTS}. */
  readonly graph: Uint8Array<ArrayBuffer>;
}

export const PLAN_WEIGHTS = 'weights';

/** Name of the plan of a graph: it says all that the plan depends on, so that the file never changes. */
export const planName = (sha256: string): string => `${sha256}.v${PLAN_VERSION}.plan`;

/**
 * Four bytes (little-endian) of the header's length, the header (JSON), the graph.
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
 * The weights that the plan's graph refers to, made when they are asked for: an array whose `subarray` unfolds the one
 * tensor that lies there, since ONNX Runtime copies them one after another and 60 MB at once are not needed. What it
 * returns holds until the next call.
 *
 * @param source the model's file, checked
 * @throws CodecError MODEL_SHAPE when the file is not the plan's; `subarray` throws RangeError for what is not there
 */
export function weightsOnDemand(plan: GraphPlan, source: Uint8Array): Uint8Array<ArrayBuffer> {
  if (source.length !== plan.sourceBytes)
    throw new CodecError('MODEL_SHAPE', `source must be ${plan.sourceBytes} bytes long, got ${source.length}`);
  const weights = new Map(plan.weights.map((weight) => [weight.to, weight]));
  // One piece of memory for all: what is new costs the system more time than what is computed.
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
  // Nearly all weights: two factors at most, then perhaps a choice of rows. Done in one pass, since the listener waits.
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
