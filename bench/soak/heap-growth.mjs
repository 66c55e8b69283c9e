/** Growth that is named, and names at most. */
const MIN_BYTES = 4096;
const MAX_NAMES = 8;

/** The page's heap as V8 writes it, after a collection. */
export async function takeSnapshot(session) {
  const parts = [];
  const take = ({ chunk }) => parts.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', take);
  try {
    await session.send('HeapProfiler.collectGarbage');
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  } finally {
    session.off('HeapProfiler.addHeapSnapshotChunk', take);
  }
  return parts.join('');
}

/**
 * Bytes of a heap by the constructor of objects, and by their kind where they have none. Large arrays of V8's own go by the
 * name of what holds them, such as its cache of numbers as text.
 *
 * @param {string} text a heap snapshot
 */
export function sizesByKind(text) {
  const { snapshot, nodes, edges, strings } = JSON.parse(text);
  const { node_fields: fields, node_types: nodeTypes, edge_fields: edgeFields, edge_types: edgeTypes } = snapshot.meta;
  const [type, name, size, edgeCount] = ['type', 'name', 'self_size', 'edge_count'].map((key) => fields.indexOf(key));
  const [kinds] = nodeTypes;
  const [edgeKinds] = edgeTypes;
  const roots = new Map();
  for (let at = 0, edge = 0; at < nodes.length; at += fields.length)
    for (let left = nodes[at + edgeCount]; left > 0; left--, edge += edgeFields.length)
      if (kinds[nodes[at + type]] === 'synthetic' && edgeKinds[edges[edge]] === 'internal')
        roots.set(edges[edge + 2], strings[edges[edge + 1]]);
  const sizes = new Map();
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = kinds[nodes[at + type]];
    const isNamed = ['object', 'native', 'closure', 'code'].includes(kind);
    const key = roots.get(at) ?? `${kind} ${isNamed ? strings[nodes[at + name]].slice(0, 60) : ''}`.trim();
    sizes.set(key, (sizes.get(key) ?? 0) + nodes[at + size]);
  }
  return sizes;
}

/** What has grown by some kB between two heaps, the most first, as `name +9.1 kB`. */
export const growth = (before, after) =>
  [...after]
    .map(([name, bytes]) => ({ name, bytes: bytes - (before.get(name) ?? 0) }))
    .filter(({ bytes }) => bytes >= MIN_BYTES)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MAX_NAMES)
    .map(({ name, bytes }) => `${name} +${(bytes / 1000).toFixed(1)} kB`);
