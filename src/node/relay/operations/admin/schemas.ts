/** A JSON schema (2020-12), as OpenAPI 3.1 has them. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const count: JsonSchema = { type: 'integer', minimum: 0 };
const amount: JsonSchema = { type: 'number', minimum: 0 };
const text = (maxLength: number, description?: string): JsonSchema => ({
  type: 'string',
  maxLength,
  ...(description && { description }),
});
const nullable = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });
/** Every property is required unless it is listed as optional. More may follow in later versions. */
const object = (properties: Readonly<Record<string, JsonSchema>>, optional: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
/** The body of a request: unknown names are refused. */
const request = (properties: Readonly<Record<string, JsonSchema>>, optional: readonly string[] = []): JsonSchema => ({
  ...object(properties, optional),
  additionalProperties: false,
});
const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** A channel's name, as the path and the bodies state it. */
export const CHANNEL_NAME_SCHEMA: JsonSchema = {
  type: 'string',
  pattern: '^(?!\\.{1,2}$)[A-Za-z0-9._\\-]{1,64}$',
  description: '1 to 64 letters, digits, ".", "_" or "-"',
};

/** A channel of this relay, or of another one. */
const MOVE_TARGET: JsonSchema = {
  type: 'string',
  maxLength: 512,
  pattern: '^(?!\\.{1,2}$)[A-Za-z0-9._\\-]{1,64}$|^wss?://[^\\s/?#@]+/[^\\s?#@]+$',
  description:
    'the name of a channel, 1 to 64 letters, digits, ".", "_" or "-", or the address of a channel at another relay, such as wss://other.example/main',
};

const metadata = { title: text(256), artist: text(256), station: text(256) };
const reason = text(200, 'for the peer and the log');

/** Every schema that the API names, by its name in `components/schemas`. */
export const SCHEMAS = {
  Problem: object(
    {
      error: { type: 'string', description: 'a sentence' },
      field: { type: 'string' },
      value: {},
      allowed: { type: 'string' },
    },
    ['field', 'value', 'allowed'],
  ),
  Metadata: object(metadata, Object.keys(metadata)),
  Channel: object({
    channel: { type: 'string' },
    title: nullable({ type: 'string' }),
    description: nullable({ type: 'string' }),
    genre: nullable({ type: 'string' }),
    url: nullable({ type: 'string', description: 'a page about the channel' }),
    isPublic: nullable({ type: 'boolean', description: 'directories of stations may list it' }),
    isConfigured: { type: 'boolean', description: 'the configuration names it' },
    isHidden: { type: 'boolean', description: 'GET /channels leaves it out' },
    epoch: nullable(count),
    modelId: nullable({ type: 'string' }),
    isLive: { type: 'boolean', description: 'a source is connected and has not ended its stream' },
    hasEnded: { type: 'boolean' },
    nextFrame: count,
    fallback: nullable({ type: 'string', description: 'what plays in place of the source, which is away' }),
    isMuted: { type: 'boolean' },
    isRecording: { type: 'boolean' },
    metadata: nullable(ref('Metadata')),
    operatorMetadata: nullable(ref('Metadata')),
    sourceMetadata: nullable(ref('Metadata')),
    listeners: count,
    listenersWireKbps: amount,
    maxLagMs: amount,
    repackedLengths: count,
    lengthenedListeners: count,
    thinnedListeners: count,
    skippedListeners: count,
    sourcePayloadKbps: amount,
    sourceWireKbps: amount,
    sourceRoundTripMs: nullable(amount),
    audioMessages: count,
    payloadBytes: count,
    silentFrames: count,
    staleMessages: count,
  }),
  Channels: object({ channels: { type: 'array', items: ref('Channel') } }),
  Connection: object(
    {
      id: { type: 'integer', minimum: 1, description: 'never used twice while the relay runs' },
      channel: { type: 'string' },
      role: { enum: ['source', 'listener'] },
      address: { type: 'string' },
      subject: { type: 'string', description: 'name of the key or subject of the token that it was granted for' },
      connectedMs: amount,
      receivedWireBytes: count,
      sentWireBytes: count,
      listener: nullable(ref('Listener')),
    },
    ['address', 'subject'],
  ),
  Listener: object(
    {
      planes: count,
      wantedPlanes: count,
      state: { type: 'string', description: 'ok, thinned, skipped, or another of a later version' },
      lagMs: amount,
      unplayedMs: amount,
      sentMessages: count,
      droppedMessages: count,
      waitingBytes: count,
      audioBytes: count,
      wireBytes: count,
    },
    ['unplayedMs'],
  ),
  ConnectionPage: object({
    connections: { type: 'array', items: ref('Connection') },
    next: nullable({ type: 'integer', description: '`after` of the next part; null: this was the last' }),
  }),
  Kick: request({ id: { type: 'integer', minimum: 1 }, reason }, ['reason']),
  Kicked: object({ kicked: ref('Connection') }),
  Move: request({ to: MOVE_TARGET, id: { type: 'integer', minimum: 1, description: 'only this listener' } }, ['id']),
  Moved: object({
    moved: { ...count, description: 'of a move to another relay: how many were told to go there' },
    refused: count,
    reason: nullable({ type: 'string' }),
  }),
  Mute: request({ muted: { type: 'boolean' } }),
  Title: request(metadata, Object.keys(metadata)),
  TitleChanges: request(
    { title: nullable(text(256)), artist: nullable(text(256)), station: nullable(text(256)) },
    Object.keys(metadata),
  ),
  Recording: object({
    path: { type: 'string' },
    startedAt: { type: 'string', description: 'ISO 8601, UTC' },
    frames: { ...count, description: 'latent frames from its start, pauses counted' },
    pausedFrames: {
      ...count,
      description: 'latent frames that were silent or lost: a pause of their length stands for them',
    },
    error: nullable({ type: 'string' }),
  }),
  Recordings: object({ recordings: { type: 'array', items: ref('Recording') } }),
  Ban: object({
    id: { type: 'string', description: 'kind and value, as in address:10.0.0.0/8' },
    kind: { enum: ['address', 'subject', 'token', 'key'] },
    value: { type: 'string' },
    reason: { type: 'string' },
    createdAt: { type: 'string' },
    expiresAt: nullable({ type: 'string' }),
  }),
  Bans: object({ bans: { type: 'array', items: ref('Ban') } }),
  NewBan: request(
    {
      kind: { enum: ['address', 'subject', 'token', 'key'] },
      value: { type: 'string', minLength: 1, maxLength: 256, description: 'an address or subnet, or a name' },
      reason: text(256, 'told to whoever is banned'),
      expiresInMs: { type: 'integer', minimum: 1000, maximum: 1e13 },
      force: { type: 'boolean', description: 'also where it shuts out whoever asks for it' },
    },
    ['reason', 'expiresInMs', 'force'],
  ),
  Session: object({
    id: { type: 'string', description: 'follows from the secret of the link, which it does not tell' },
    peers: count,
    ageMs: amount,
    passedMessages: { ...count, description: 'each counted for every peer that was sent it' },
    passedBytes: { ...count, description: 'of these messages, without the headers below them' },
    droppedMessages: {
      ...count,
      description: 'not passed on: too much waited for a peer, or more was sent than may be',
    },
  }),
  Sessions: object({ sessions: { type: 'array', items: ref('Session') } }),
  EndSession: request({ reason }, ['reason']),
  Node: object({
    node: { type: 'string' },
    url: nullable({ type: 'string', description: 'where clients reach it' }),
    connections: count,
    maxConnections: { ...count, description: 'from which newcomers are sent to another node' },
    sources: count,
    listeners: count,
    level: { enum: ['normal', 'high', 'full'] },
    isFull: { type: 'boolean', description: 'its process has as much to do as it can' },
    isDraining: { type: 'boolean', description: 'it sends everybody elsewhere' },
    isOwn: { type: 'boolean', description: 'it is the node that was asked' },
  }),
  Nodes: object({
    nodes: { type: 'array', items: ref('Node') },
    isConnected: { type: 'boolean', description: 'the node that was asked is part of the cluster at the moment' },
  }),
  Drain: request({
    overMs: nullable({
      type: 'integer',
      minimum: 0,
      maximum: 3_600_000,
      description: 'time over which connections are sent away, in ms; null takes it back',
    }),
  }),
  Drained: object({ node: { type: 'string' }, isDraining: { type: 'boolean' }, connections: count }),
  Reloaded: object({ reloaded: { type: 'boolean' }, changed: { type: 'array', items: { type: 'string' } } }),
  Event: object(
    {
      id: { type: 'string', description: 'never used twice, by no other node and after no restart' },
      event: { type: 'string', description: 'one of those in docs/relay-operations.md, or another of a later version' },
      channel: nullable({ type: 'string', description: 'null for what concerns the whole relay' }),
      atMs: { ...count, description: 'ms since 1970: the first time' },
      lastMs: { ...count, description: 'ms since 1970: the last time' },
      count: { type: 'integer', minimum: 1, description: 'how often, each time within a minute of the one before' },
      node: { type: 'string', description: 'of the cluster, that has noted it' },
      role: { enum: ['source', 'listener'] },
      connection: count,
      address: { type: 'string' },
      subject: { type: 'string', description: 'key or token; of `administered` who has done it' },
      reason: { type: 'string', description: 'an error code, or one word' },
      message: { type: 'string' },
      operation: { type: 'string', description: 'of `administered`: its id in this document' },
      status: { ...count, description: 'of `administered`: 200, or the status of the refusal' },
      object: { type: 'string', description: 'a file, a node or another channel that it is about' },
    },
    ['node', 'role', 'connection', 'address', 'subject', 'reason', 'message', 'operation', 'status', 'object'],
  ),
  Events: object({ events: { type: 'array', items: ref('Event') } }),
  Figures: object(
    {
      channel: { type: 'string' },
      listeners: count,
      maxLagMs: amount,
      lengthenedListeners: count,
      thinnedListeners: count,
      skippedListeners: count,
      sourcePayloadKbps: amount,
      sourceWireKbps: amount,
    },
    [
      'listeners',
      'maxLagMs',
      'lengthenedListeners',
      'thinnedListeners',
      'skippedListeners',
      'sourcePayloadKbps',
      'sourceWireKbps',
    ],
  ),
  Changes: object({
    revision: { type: 'string', description: '`after` of the next request' },
    nowMs: { ...count, description: 'the relay’s time, in ms since 1970' },
    events: { ...count, description: 'another number than before: there are new events' },
    isWhole: { type: 'boolean', description: '`channels` are all there are, and others have gone' },
    channels: { type: 'array', items: ref('Channel'), description: 'those that are new, or whose state is' },
    gone: { type: 'array', items: { type: 'string' }, description: 'channels that are there no more' },
    figures: {
      type: 'array',
      items: ref('Figures'),
      description: 'of other channels, what has changed of their figures',
    },
    totals: nullable(
      object({
        uptimeSeconds: count,
        residentBytes: nullable(count),
        connections: count,
        refused: count,
        closed: count,
        sources: count,
        listeners: count,
      }),
    ),
    bans: nullable({ type: 'array', items: ref('Ban'), description: 'null where they are what they were' }),
    nodes: nullable({ ...ref('Nodes'), description: 'null where they are what they were, and for a relay alone' }),
  }),
  Stats: object({
    version: { type: 'string' },
    nowMs: { ...count, description: 'the relay’s time, in ms since 1970, as in the history' },
    uptimeSeconds: amount,
    residentBytes: count,
    connections: count,
    refused: count,
    closed: count,
    sources: count,
    listeners: count,
    history: ref('History'),
  }),
  History: object({
    intervalMs: count,
    samples: {
      type: 'array',
      items: object({ atMs: count, listeners: count, sources: count, maxLagMs: amount }),
      description: 'oldest first',
    },
  }),
} as const satisfies Readonly<Record<string, JsonSchema>>;

/** Name of a schema of the API. */
export type SchemaName = keyof typeof SCHEMAS;
