/**
 * The relay's entry, `latentcast/relay`: all that a machine needs that only relays, without the codec and its runtime.
 * The state machine itself is isomorphic; the server over it is Node's.
 */
export { CodecError, ERROR_CODES, type ErrorCode } from '../../core/errors.js';
export type { AbortSignalLike } from '../../ports/audio.js';
export type {
  AuthorizationRequest,
  Authorizer,
  Grant,
  PeerIdentity,
  Permission,
} from '../../ports/authorizer.js';
export type { Clock } from '../../ports/clock.js';
export type {
  CloseEvent,
  Connection,
  ConnectionCounters,
  ConnectionHandlers,
  DeliveryGuarantees,
} from '../../ports/transport.js';
export type {
  ChannelAdministration,
  ConnectionPage,
  MoveResult,
} from '../../relay/administration/channel-administration.js';
export type { ConnectionInfo } from '../../relay/administration/connection-info.js';
export type { LagHistogramStats } from '../../relay/administration/lag-histogram.js';
export type { ChannelDetails, RelayAdministration } from '../../relay/administration/relay-administration.js';
export type { ConnectionRole, RelayTotals, TrafficTotals } from '../../relay/administration/relay-totals.js';
export { openAuthorizer } from '../../relay/auth/open-authorizer.js';
export {
  CHANNEL_DEFAULTS,
  CHANNEL_OPTION_LIMITS,
  type ChannelOptions,
  type TakeoverRule,
} from '../../relay/channel/channel-options.js';
export type { ChannelStats } from '../../relay/channel/channel-stats.js';
export type { PastTitle } from '../../relay/channel/title-history.js';
export { RELAY_LIMIT_DEFAULTS, type RelayLimits } from '../../relay/limits.js';
export { Relay } from '../../relay/relay.js';
export type { RelayOptions } from '../../relay/relay-options.js';
export type { RelayPeer } from '../../relay/relay-peer.js';
export type { RelayStats } from '../../relay/relay-stats.js';
export type { SubscriberState, SubscriberStats } from '../../relay/subscribers/subscriber.js';
export { type WebSocketLike, type WebSocketOptions, websocketConnection } from '../../transports/websocket.js';
export { nodeClock } from '../clock.js';
export { type Access, createAccess } from './access/access.js';
export { AccessError, type AccessFailure } from './access/access-error.js';
export {
  ACCESS_DEFAULTS,
  type AccessOptions,
  type ChannelPermissionOptions,
  OPEN_ACCESS,
  type StaticKeyOptions,
  type TokenOptions,
} from './access/access-options.js';
export { AUTH_HOOK_DEFAULTS, AUTH_HOOK_LIMITS, type AuthHookOptions } from './access/auth-hook-options.js';
export type { Ban, BanKind, BanRequestOptions } from './access/ban.js';
export { type BanCandidate, BanList } from './access/ban-list.js';
export type { DoorOptions, ProxyOptions } from './access/doors.js';
export { type IssueTokenOptions, issueToken } from './access/issue-token.js';
export { generateStaticKey, hashPassword, hashStaticKey } from './access/key-hash.js';
export type { TokenAlgorithm, TokenKeyOptions } from './access/token-key.js';
export type { ConfigOrigin } from './config/load.js';
export type { LoadedConfig } from './config/loaded-config.js';
export type { SourcePosition } from './config/positions.js';
export { ConfigError, type ConfigProblem } from './config/problems.js';
export { type ReloadReport, type Station, type StationOptions, startStation } from './config/station.js';
export type { ConfigOverrides, RelayConfig } from './config/types.js';
export { RELAY_SERVER_DEFAULTS } from './defaults.js';
export type { RelayTlsOptions } from './listening.js';
export type { AdminChange } from './operations/admin/admin-change.js';
export type { BanRegistry } from './operations/admin/operation.js';
export { openRelayLog, type RelayLog } from './operations/log/relay-log.js';
export type { RelayMetrics } from './operations/metrics.js';
export type { OperationsOptions } from './operations/operations.js';
export {
  type AdminOptions,
  type LogAddresses,
  type LogLevel,
  type LogOptions,
  type MetricsOptions,
  OPERATIONS_DEFAULTS,
} from './operations/options.js';
export { type RelayServer, type RelayServerChanges, type RelayServerOptions, startRelayServer } from './server.js';
export type { StaticSiteOptions } from './static-site.js';
export { SIGNATURE_HEADER, type VerifySignatureOptions, verifySignature } from './webhooks/signature.js';
export {
  WEBHOOK_DEFAULTS,
  WEBHOOK_EVENTS,
  type WebhookEventName,
  type WebhookOptions,
} from './webhooks/webhook-options.js';
export { type WebhookContext, type WebhookEvent, Webhooks } from './webhooks/webhooks.js';
