import { h, setText } from '../dom.js';
import { decimal } from '../language.js';
import type { Desk } from './desk.js';
import { ask } from './dialog.js';
import { s } from './language.js';

/** A node of the relay's cluster. */
export interface StatusNode {
  readonly node: string;
  readonly connections: number;
  readonly maxConnections: number;
  readonly sources: number;
  readonly listeners: number;
  readonly isDraining: boolean;
  /** `normal`, or how much it has to do. */
  readonly level: string;
  /** Whether it is the node that was asked. */
  readonly isOwn: boolean;
}

/** The nodes of a cluster, as one of them knows them. */
export interface StatusNodes {
  readonly nodes: readonly StatusNode[];
  /** Whether that one is part of the cluster at the moment. */
  readonly isConnected: boolean;
}

/** One node in a line. */
export function nodeText({ connections, maxConnections, sources, listeners, isDraining, level }: StatusNode): string {
  const counts = [connections, maxConnections, sources, listeners].map((n) => decimal(n, 0));
  const [has, most, of, to] = counts as [string, string, string, string];
  const states = s.nodes.levels as Readonly<Record<string, string>>;
  const state = isDraining ? s.nodes.draining : level === 'normal' ? '' : (states[level] ?? level);
  return [s.nodes.connections(has, most), s.nodes.sources(of), s.nodes.listeners(to), state].filter(Boolean).join(', ');
}

interface Row {
  readonly node: HTMLElement;
  set(now: StatusNode): void;
}

/** The nodes of the cluster, and how one is emptied; nothing for a relay that stands alone. */
export function nodeList(desk: Desk): { readonly node: HTMLElement; set(now: StatusNodes): void } {
  const list = h('ul', { class: 'people', 'aria-label': s.nodes.title });
  const note = h('p', { class: 'quiet', role: 'status' }, '');
  const section = h(
    'section',
    { hidden: true },
    h('div', { class: 'section' }, h('h2', {}, s.nodes.title)),
    note,
    list,
  );
  const rows = new Map<string, Row>();

  function set({ nodes, isConnected }: StatusNodes): void {
    section.hidden = false;
    setText(note, isConnected ? '' : s.nodes.cutOff);
    for (const [name, { node }] of rows) {
      if (nodes.some((present) => present.node === name)) continue;
      node.remove();
      rows.delete(name);
    }
    for (const present of nodes) {
      const shown = rows.get(present.node) ?? row(present);
      if (!rows.has(present.node)) list.append(shown.node);
      rows.set(present.node, shown);
      shown.set(present);
    }
  }

  function row({ node: name, isOwn }: StatusNode): Row {
    const what = h('span', { class: 'what' }, '');
    let isDraining = false;
    const button = h('button', { type: 'button', onclick: () => void (isDraining ? takeBack() : empty()) }, '');
    const node = h(
      'li',
      {},
      h('div', {}, h('strong', {}, name), isOwn ? ` ${s.nodes.own}` : '', what),
      h('div', { class: 'actions' }, button),
    );
    const drain = (done: string, overMs: number | null): Promise<boolean> =>
      desk.change(done, 'POST', `nodes/${encodeURIComponent(name)}/drain`, { overMs });

    async function empty(): Promise<void> {
      const answer = await ask({
        title: s.nodes.drainTitle(name),
        text: s.nodes.drainText,
        confirm: s.nodes.drain,
        isDangerous: true,
        fields: [
          {
            name: 'seconds',
            label: s.nodes.seconds,
            value: '60',
            maxLength: 7,
            isRequired: true,
            fault: (text) =>
              /^\d+([.,]\d+)?$/.test(text) && secondsOf(text) <= 3600 ? '' : s.nodes.secondsWrong(text),
          },
        ],
      });
      if (answer) await drain(s.nodes.drained(name), Math.round(1000 * secondsOf(answer.seconds!)));
    }

    async function takeBack(): Promise<void> {
      const answer = await ask({ title: s.nodes.backTitle(name), text: s.nodes.backText, confirm: s.nodes.back });
      if (answer) await drain(s.nodes.isBack(name), null);
    }

    return {
      node,
      set(now) {
        isDraining = now.isDraining;
        setText(what, nodeText(now));
        setText(button, isDraining ? s.nodes.back : s.nodes.drain);
        button.setAttribute('aria-label', isDraining ? s.nodes.backOf(name) : s.nodes.drainOf(name));
      },
    };
  }

  return { node: section, set };
}

const secondsOf = (text: string): number => Number(text.replace(',', '.'));
