import { CodecError, ERROR_CODES, type ErrorCode } from '../../../core/errors.js';
import type { AuthorizationRequest, PeerRefusal, Permission } from '../../../ports/authorizer.js';
import type { AddressChange } from '../../../relay/address-peers.js';
import { peerRefusalOf } from '../../../relay/refusal.js';
import type { Problem } from '../http-error.js';
import type { AdminCall } from '../operations/admin/operation.js';

/** File descriptor of a worker's end of the bus. */
export const BUS_DESCRIPTOR = 4;

/** A worker waits at most this long for an answer of the first process. */
export const ANSWER_TIMEOUT_MS = 8_000;

/** An error between two processes. */
export interface WireError extends PeerRefusal {
  readonly code: string;
  readonly message: string;
}

/** A grant as a worker knows it. */
export interface GrantSnapshot {
  readonly permissions: readonly Permission[];
  readonly subject?: string | undefined;
  readonly identity?: string | undefined;
  /** Absent for a grant without end. */
  readonly expiresInMs?: number;
  readonly tokenId?: string | undefined;
  /** Why a permission is not among them. */
  readonly denials: Readonly<Partial<Record<Permission, WireError>>>;
}

/** Functions among the options of a relay's server that a worker calls in the first process. */
export const SERVER_EVENTS = [
  'onRefused',
  'onJoined',
  'onLeft',
  'onMoved',
  'onTurnedAway',
  'onRecordingNote',
  'onChannelEvent',
] as const;

/** Functions of the owner that a worker calls: those of the server, of its operation and of its media. */
export type OwnerEvent = (typeof SERVER_EVENTS)[number] | 'onAdministered' | 'onMediaEvent' | 'onCodecTime';

/** From the first process to a worker. */
export type ToWorker =
  | {
      readonly kind: 'start';
      readonly node: string;
      readonly firstId: number;
      readonly options: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'grant'; readonly id: number; readonly grant?: GrantSnapshot; readonly error?: WireError }
  | { readonly kind: 'withdraw'; readonly id: number; readonly reason?: WireError }
  | { readonly kind: 'change'; readonly changes: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'operated';
      readonly id: number;
      readonly json?: unknown;
      readonly refusal?: {
        readonly status: number;
        readonly problem: Problem;
        readonly headers: Readonly<Record<string, string>>;
      };
    }
  /** What has changed for addresses at other workers. */
  | { readonly kind: 'addresses'; readonly changes: readonly AddressChange[] }
  | { readonly kind: 'ping' | 'close' };

/** From a worker to the first process. */
export type FromWorker =
  /** It reads messages from now on: earlier ones would be lost. */
  | { readonly kind: 'online' }
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'failed'; readonly error: WireError }
  | { readonly kind: 'authorize'; readonly id: number; readonly request: AuthorizationRequest }
  | { readonly kind: 'use'; readonly id: number; readonly permission: Permission }
  | { readonly kind: 'release'; readonly id: number }
  | { readonly kind: 'event'; readonly name: OwnerEvent; readonly args: readonly unknown[] }
  /** What an administrator asks for; null is the text of all metrics. */
  | {
      readonly kind: 'operate';
      readonly id: number;
      /** ms since 1970 at which the worker waits for the answer no more: nothing is to be done any more. */
      readonly endMs: number;
      readonly operation: string | null;
      readonly call: AdminCall | null;
    }
  | { readonly kind: 'addresses'; readonly changes: readonly AddressChange[] }
  | { readonly kind: 'pong' };

/** An error as another process can read it. */
export const toWireError = (error: unknown): WireError => ({
  code: error instanceof CodecError ? error.code : 'PROTOCOL',
  message: error instanceof Error ? error.message : String(error),
  ...peerRefusalOf(error),
});

/** The error that another process has sent. */
export const fromWireError = ({ code, message, ...forPeer }: WireError): CodecError =>
  Object.assign(
    new CodecError(Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'PROTOCOL', message),
    peerRefusalOf(forPeer),
  );

/** Arguments of an event as JSON has them: errors become their wire form. */
export const toWireArguments = (args: readonly unknown[]): unknown[] =>
  args.map((argument) => (argument instanceof Error ? { isError: true, ...toWireError(argument) } : argument));

/** The other way. */
export const fromWireArguments = (args: readonly unknown[]): unknown[] =>
  args.map((argument) =>
    (argument as { isError?: unknown } | null)?.isError === true ? fromWireError(argument as WireError) : argument,
  );
