import { describe, expect, it } from 'vitest';
import {
  type GraphPlan,
  type PlanWeight,
  parseGraphPlan,
  planName,
  weightsOnDemand,
} from '../../../src/browser/graph-plan.js';

const SHA = 'ab'.repeat(32);

/** A file of one byte, then floats 2, 3, 5, then int8 1, −2, 3, 4. */
const source = new Uint8Array(1 + 12 + 4);
source.set(new Uint8Array(Float32Array.of(2, 3, 5).buffer), 1);
source.set([1, 254, 3, 4], 13);

const plan = (weights: PlanWeight[], bytes: number): GraphPlan => ({
  version: 1,
  source: SHA,
  sourceBytes: source.length,
  bytes,
  weights,
  graph: new Uint8Array(0),
});
const packed = (head: object, graph: number[] = [7, 8]): Uint8Array => {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const out = new Uint8Array(4 + text.length + graph.length);
  new DataView(out.buffer).setUint32(0, text.length, true);
  out.set(text, 4);
  out.set(graph, 4 + text.length);
  return out;
};
const floats = (weights: Uint8Array, from: number, count: number): number[] => [
  ...new Float32Array(weights.subarray(from, from + 4 * count).slice().buffer),
];

describe('the plan of a graph', () => {
  it('is named by the graph and its own version', () => {
    expect(planName(SHA)).toBe(`${SHA}.v1.plan`);
  });

  it('has a header and a graph', () => {
    const { graph, ...head } = plan([], 0);
    const parsed = parseGraphPlan(packed(head), SHA);
    expect(parsed).toEqual({ ...head, graph: Uint8Array.of(7, 8) });
    expect(graph).toHaveLength(0);
  });

  it('makes weights of int8 and float32 anywhere in the file, times rows, times columns, rows picked', () => {
    const int8 = { type: 'i8', at: 13, size: [2, 2] } as const;
    const weights: PlanWeight[] = [
      { ...int8, to: 0, steps: [{ do: 'times-rows', at: 1 }] },
      { ...int8, to: 16, steps: [{ do: 'times-columns', at: 5 }] },
      {
        ...int8,
        to: 32,
        steps: [
          { do: 'times-rows', at: 1 },
          { do: 'pick-rows', rows: [1, 0, 1] },
          { do: 'times-rows', at: 1 },
        ],
      },
      { type: 'f32', at: 1, size: [1, 3], to: 56, steps: [] },
    ];
    const made = weightsOnDemand(plan(weights, 68), source);
    expect(made.byteLength).toBe(68);
    expect(floats(made, 0, 4)).toEqual([2, -4, 9, 12]);
    expect(floats(made, 16, 4)).toEqual([3, -10, 9, 20]);
    expect(floats(made, 32, 6)).toEqual([18, 24, 6, -12, 45, 60]);
    expect(floats(made, 56, 3)).toEqual([2, 3, 5]);
  });

  it('rounds to float32 after every step, as ONNX Runtime does', () => {
    const odd = new Uint8Array(12);
    odd.set(new Uint8Array(Float32Array.of(0.1, 0.7).buffer), 4);
    odd[0] = 77;
    const steps = [
      { do: 'times-rows', at: 4 },
      { do: 'times-columns', at: 8 },
    ] as const;
    const made = weightsOnDemand(
      { ...plan([{ to: 0, type: 'i8', at: 0, size: [1, 1], steps }], 4), sourceBytes: 12 },
      odd,
    );
    expect(floats(made, 0, 1)).toEqual([Math.fround(Math.fround(77 * Math.fround(0.1)) * Math.fround(0.7))]);
  });

  it('is refused when it is another graph’s, damaged, or refers to data that the file does not have', () => {
    const { graph, ...head } = plan([], 0);
    expect(graph).toHaveLength(0);
    expect(() => parseGraphPlan(packed(head), 'cd'.repeat(32))).toThrow(/source must be that graph, got abab/);
    expect(() => parseGraphPlan(packed({ ...head, version: 2 }), SHA)).toThrow(/version must be 1, got 2/);
    expect(() => parseGraphPlan(Uint8Array.of(1), SHA)).toThrow(/at least 4 bytes/);
    expect(() => parseGraphPlan(Uint8Array.of(9, 0, 0, 0, 1), SHA)).toThrow(/longer than the plan/);
    expect(() => parseGraphPlan(Uint8Array.of(1, 0, 0, 0, 1), SHA)).toThrow(/must be JSON/);
    const outside: PlanWeight = { to: 0, type: 'f32', at: 9, size: [1, 3], steps: [] };
    const weights = weightsOnDemand(plan([outside], 12), source);
    expect(() => weights.subarray(0, 12)).toThrow(/3 floats at byte 9 lie outside the file/);
    expect(() => weights.subarray(4, 12)).toThrow(/no weight of the plan lies from byte 4 to 12/);
    expect(() => weightsOnDemand(plan([], 0), source.subarray(1))).toThrow(/must be 17 bytes long, got 16/);
  });
});
