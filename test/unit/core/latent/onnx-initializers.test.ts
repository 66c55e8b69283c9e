import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { withWeightsOf } from '../../../../src/core/latent/onnx-initializers.js';

const MODEL = new URL('../../../../models/default/', import.meta.url);
const field = (number: number, content: readonly number[]): number[] => [number * 8 + 2, content.length, ...content];
const text = (value: string): number[] => [...new TextEncoder().encode(value)];
const tensor = (name: string, data: readonly number[]): number[] =>
  field(5, [...field(8, text(name)), ...field(9, data)]);

describe('weights of another graph', () => {
  it('are those initialisers that its nodes name and that it lacks, appended as a second model', () => {
    const donor = Uint8Array.from(
      field(7, [...tensor('c1', [1]), ...tensor('c2', [2]), ...tensor('c3', [3]), ...tensor('c4', [4])]),
    );
    const node = field(1, [...field(1, text('c1')), ...field(1, text('c2')), ...field(1, text('c3'))]);
    const other = field(1, [...field(1, text('pcm')), ...field(2, text('c3'))]);
    const graph = Uint8Array.from(field(7, [...node, ...other, ...tensor('c2', [9])]));
    expect([...withWeightsOf(graph, donor)]).toEqual([...graph, ...field(7, tensor('c1', [1]))]);
  });

  it('are refused from what is no model', () => {
    expect(() => withWeightsOf(new Uint8Array(0), Uint8Array.of(0x3a, 200, 1, 0))).toThrow('no ONNX model: cut off');
    expect(() => withWeightsOf(new Uint8Array(0), Uint8Array.of(0x3b))).toThrow('no ONNX model: wire type 3 at byte 0');
    expect(() => withWeightsOf(new Uint8Array(0), new Uint8Array(20).fill(255))).toThrow('no ONNX model');
  });

  it('of the default model are all that its search lacks', async () => {
    const [graph, decoder] = await Promise.all([
      readFile(new URL('search.onnx', MODEL)),
      readFile(new URL('decoder.onnx', MODEL)),
    ]);
    const merged = withWeightsOf(graph, decoder);
    expect(merged.length).toBeGreaterThan(graph.length + decoder.length * 0.9);
    expect(Buffer.compare(merged.subarray(0, graph.length), graph)).toBe(0);
  });
});
