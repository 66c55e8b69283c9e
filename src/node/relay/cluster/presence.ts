import { keysMessages, type NodeIdentity, type PresenceMessage } from './presence-message.js';

/** Another node, as this one knows it. */
export interface Member extends NodeIdentity {
  /** Monotonic time of this node at which it was heard last. */
  heardMs: number;
  /** Of its keys as they are known here; −1 before. */
  version: number;
  /** Its own keys and their values. */
  readonly keys: Map<string, string>;
  /** Whether its keys were asked for and have not come. */
  isSyncing: boolean;
  /** Of its keys, where they come in parts: those of one version that have come. */
  parts: { readonly version: number; readonly entries: (readonly [string, string])[]; next: number };
}

/** What {@link Presence} needs of its bus. */
export interface PresenceOptions {
  /** This node; its session changes when it joins again. */
  readonly own: () => NodeIdentity;
  /** Sends a message to one node, or to all others. */
  readonly send: (message: PresenceMessage, to: string | null) => void;
  /** Monotonic time. */
  readonly nowMs: () => number;
  /** Silence after which a node has gone. */
  readonly goneMs: number;
  /** A key of another node has changed. */
  readonly onKey: (key: string, value: string | null) => void;
  /** Nodes have come or gone. */
  readonly onNodes: () => void;
  /** A node has gone without leaving. */
  readonly onLost: (node: NodeIdentity) => void;
  /** Whether this node is part of the cluster, rather than asking whether its name is free. */
  readonly isAdmitted: () => boolean;
  /** Another node had the name of this one before. */
  readonly onTaken: (by: NodeIdentity) => void;
}

/** Sessions that are remembered as over. */
const REMEMBERED = 64;

/**
 * Which nodes there are, by their signs of life, and the keys that each of them owns: those go from the node itself to all
 * others, and with it when it goes.
 */
export class Presence {
  readonly #o: PresenceOptions;
  readonly #members = new Map<string, Member>();
  readonly #ownKeys = new Map<string, string>();
  /** Sessions of nodes that have left: what still comes of them was sent before, or as an answer. */
  readonly #left = new Set<string>();
  #version = 0;
  #checkedMs: number | null = null;

  constructor(options: PresenceOptions) {
    this.#o = options;
  }

  /** Names of all nodes, this one included: in one order at every node. */
  nodes(): string[] {
    const all: NodeIdentity[] = [this.#o.own(), ...this.#members.values()];
    return all.sort((a, b) => a.startedMs - b.startedMs || (a.node < b.node ? -1 : 1)).map(({ node }) => node);
  }

  isAlive({ node, session }: Pick<NodeIdentity, 'node' | 'session'>): boolean {
    const own = this.#o.own();
    return (own.node === node && own.session === session) || this.#members.get(node)?.session === session;
  }

  /** This node has come, or has come back. */
  join(): void {
    this.#send('join', null);
  }

  /** This node leaves: the others are told. */
  leave(): void {
    this.#o.send({ kind: 'bye', ...this.#o.own() }, null);
  }

  /** Forgets the others, which cannot be reached any more. */
  clear(): void {
    for (const member of [...this.#members.values()]) this.#remove(member);
    this.#checkedMs = null;
  }

  /** Sets a key of this node. */
  put(key: string, value: string | null): void {
    if (value === null) this.#ownKeys.delete(key);
    else this.#ownKeys.set(key, value);
    this.#version++;
    this.#o.send({ kind: 'key', version: this.#version, key, value, ...this.#o.own() }, null);
  }

  isOwnKey(key: string): boolean {
    return this.#ownKeys.has(key);
  }

  /** Whether a node, this one or another, has this key for as long as it is there. */
  isOwned(key: string): boolean {
    return this.isOwnKey(key) || [...this.#members.values()].some(({ keys }) => keys.has(key));
  }

  /** A sign of life, and a look at who has given none for too long. */
  tick(): void {
    this.#send('up', null);
    const { nowMs, goneMs, onLost, onNodes } = this.#o;
    const now = nowMs();
    // A node that did not run itself cannot tell who was silent.
    if (this.#checkedMs !== null && now - this.#checkedMs > goneMs / 2)
      for (const member of this.#members.values()) member.heardMs = now;
    this.#checkedMs = now;
    const lost = [...this.#members.values()].filter(({ heardMs }) => now - heardMs > goneMs);
    for (const member of lost) this.#remove(member);
    if (lost.length > 0) onNodes();
    for (const member of lost) onLost(member);
  }

  /** The connection was away: what was said meanwhile was not heard. */
  excuse(): void {
    const now = this.#o.nowMs();
    for (const member of this.#members.values()) member.heardMs = now;
  }

  receive(message: PresenceMessage): void {
    const own = this.#o.own();
    if (message.node === own.node) {
      this.#onSameName(message, own);
      return;
    }
    if (this.#left.has(message.session)) return;
    const known = this.#members.get(message.node);
    if (message.kind === 'bye') {
      this.#remember(message.session);
      if (known?.session !== message.session) return;
      this.#remove(known);
      this.#o.onNodes();
      return;
    }
    const member = known?.session === message.session ? known : this.#add(message);
    member.heardMs = this.#o.nowMs();
    this.#onMessage(member, message);
    if (member !== known) this.#o.onNodes();
  }

  #remember(session: string): void {
    this.#left.add(session);
    const [oldest] = this.#left;
    if (this.#left.size > REMEMBERED) this.#left.delete(oldest!);
  }

  #onMessage(member: Member, message: PresenceMessage): void {
    switch (message.kind) {
      case 'join':
        this.#sendKeys(member.node);
        if (message.version > 0) this.#sync(member);
        else member.version = 0;
        return;
      case 'up':
        if (message.version !== member.version) this.#sync(member);
        return;
      case 'key':
        if (message.version === member.version + 1) {
          member.version = message.version;
          this.#apply(member, message.key, message.value);
        } else if (message.version > member.version) this.#sync(member);
        return;
      case 'keys':
        this.#onKeys(member, message.version, message.entries);
        return;
      case 'keys-part':
        this.#onPart(member, message);
        return;
      case 'sync':
        this.#sendKeys(member.node);
        return;
      default:
    }
  }

  #onSameName(message: PresenceMessage, own: NodeIdentity): void {
    if (message.session === own.session) return;
    const isAdmitted = this.#o.isAdmitted();
    // Of two that are part of the cluster the one stays that was started first; who asks yields to either.
    const isFirst = own.startedMs - message.startedMs || (own.session < message.session ? -1 : 1);
    if (message.kind === 'taken') {
      if (!isAdmitted || isFirst > 0) this.#o.onTaken(message);
    } else if (isAdmitted && (message.kind === 'join' || (message.kind === 'up' && isFirst < 0)))
      this.#o.send({ kind: 'taken', ...own }, own.node);
  }

  #onKeys(member: Member, version: number, entries: readonly (readonly [string, string])[]): void {
    member.isSyncing = false;
    if (version < member.version) return;
    member.version = version;
    const next = new Map(entries);
    for (const key of [...member.keys.keys()]) if (!next.has(key)) this.#apply(member, key, null);
    for (const [key, value] of next) this.#apply(member, key, value);
  }

  /** The parts of one version come in order; where one is missing, the next sign of life asks again. */
  #onPart(member: Member, { version, part, parts, entries }: PresenceMessage & { readonly kind: 'keys-part' }): void {
    if (part === 0) member.parts = { version, entries: [], next: 0 };
    const known = member.parts;
    if (known.version !== version || known.next !== part) return;
    known.entries.push(...entries);
    known.next++;
    if (known.next < parts) return;
    member.parts = noParts();
    this.#onKeys(member, version, known.entries);
  }

  #apply(member: Member, key: string, value: string | null): void {
    if (value === null) member.keys.delete(key);
    else member.keys.set(key, value);
    this.#o.onKey(key, value);
  }

  #add({ node, session, startedMs }: NodeIdentity): Member {
    const before = this.#members.get(node);
    if (before) {
      this.#remove(before);
      this.#o.onLost(before);
    }
    const heardMs = this.#o.nowMs();
    const member: Member = {
      node,
      session,
      startedMs,
      heardMs,
      version: -1,
      keys: new Map(),
      isSyncing: false,
      parts: noParts(),
    };
    this.#members.set(node, member);
    return member;
  }

  #remove(member: Member): void {
    this.#members.delete(member.node);
    for (const key of member.keys.keys()) this.#o.onKey(key, null);
  }

  /** Asked once; where the answer is lost, the next sign of life asks again. */
  #sync(member: Member): void {
    const isAsking = member.isSyncing;
    member.isSyncing = !isAsking;
    if (!isAsking) this.#o.send({ kind: 'sync', ...this.#o.own() }, member.node);
  }

  #send(kind: 'join' | 'up', to: string | null): void {
    this.#o.send({ kind, version: this.#version, ...this.#o.own() }, to);
  }

  #sendKeys(to: string): void {
    for (const message of keysMessages(this.#o.own(), this.#version, this.#ownKeys)) this.#o.send(message, to);
  }
}

const noParts = (): Member['parts'] => ({ version: -1, entries: [], next: 0 });
