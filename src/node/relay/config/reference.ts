import { isAvailable } from './available.js';
import type { ConfigPath } from './positions.js';
import { allowedBy, type SchemaNode } from './schema-node.js';

/** The rows of the table in docs/relay.md: every key but limits, with what it may be, its default and what it is for. */
export function referenceRows(schema: SchemaNode): string[] {
  const rows: string[] = [];
  const add = (node: SchemaNode, name: string, path: ConfigPath): void => {
    if (!isAvailable(path) || path[0] === 'limits') return;
    const { properties, items } = node;
    if (!properties) rows.push(row(node, name));
    for (const [key, child] of Object.entries(properties ?? {}))
      add(child, name ? `${name}.${key}` : key, [...path, key]);
    const inner = Array.isArray(items) ? undefined : (items as SchemaNode | undefined);
    if (inner?.properties) add(inner, `${name}[]`, [...path, 0]);
  };
  add(schema, '', []);
  return rows;
}

function row(node: SchemaNode, name: string): string {
  const inner = node.type === 'array' && !Array.isArray(node.items) ? (node.items as SchemaNode) : undefined;
  const allowed =
    node['x-allowed'] ??
    (inner && !inner.properties ? `${allowedBy(node)}; each ${allowedBy(inner)}` : allowedBy(node));
  const standard =
    node.default === undefined
      ? ''
      : `\`${typeof node.default === 'string' ? node.default : JSON.stringify(node.default)}\``;
  const cells = [
    `\`${name}\``,
    allowed,
    standard,
    `${node.description ?? ''}${node['x-restart'] ? ' Needs a restart.' : ''}`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
