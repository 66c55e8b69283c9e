import type { IncomingMessage } from 'node:http';
import { requireChannelName } from '../../../../core/wire/control.js';
import type { AuthorizationRequest, Grant, PeerIdentity } from '../../../../ports/authorizer.js';
import { httpRefusal } from '../../access/http-refusal.js';
import { unauthorized } from '../../access/listen-check.js';
import { HttpError } from '../../http-error.js';
import type { Answer, AuthorizeAdministrator, Route, RouteCall } from '../../router.js';
import type { OperationsDesk } from '../operations-desk.js';
import type { AdminChange } from './admin-change.js';
import { readJsonBody } from './json-body.js';
import { openApiDocument } from './openapi.js';
import type { AdminOperation } from './operation.js';
import { ADMIN_OPERATIONS, httpErrorOf } from './operations.js';
import { createRequestValidator, type RequestValidator } from './validation.js';

/**
 * The routes of the administration API.
 *
 * @param origins of other sites whose pages may send requests: they are answered with what browsers ask for (CORS)
 * @throws CodecError NOT_INSTALLED where the package `ajv` is missing
 */
export async function adminRoutes(
  desk: OperationsDesk,
  origins: readonly string[],
  onChange: (change: AdminChange) => void,
): Promise<Route[]> {
  const validator = await createRequestValidator();
  const document = openApiDocument(desk.version);
  const paths = [...new Set(ADMIN_OPERATIONS.map(({ path }) => path))];
  return [
    { method: 'GET', path: '/admin/openapi.json', handle: () => ({ json: document }) },
    ...ADMIN_OPERATIONS.map((operation): Route => {
      const handle = performer(operation, desk, validator, onChange);
      return {
        method: operation.method,
        path: operation.path,
        needs: 'administer',
        handle: async (call) => ({ ...(await handle(call)), headers: crossOriginHeaders(call.request, origins) }),
      };
    }),
    ...(origins.length === 0 ? [] : paths).map(
      (path): Route => ({
        method: 'OPTIONS',
        path,
        handle: ({ request }) => ({ status: 204, headers: preflightHeaders(request, origins) }),
      }),
    ),
  ];
}

/** For a page of a listed origin; nothing for any other. */
function crossOriginHeaders({ headers: { origin } }: IncomingMessage, origins: readonly string[]) {
  const isListed = origin !== undefined && origins.includes(origin);
  return { vary: 'origin', ...(isListed && { 'access-control-allow-origin': origin }) };
}

/** The answer to a browser's question whether the page may send the request at all. */
const preflightHeaders = (request: IncomingMessage, origins: readonly string[]) => ({
  ...crossOriginHeaders(request, origins),
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '600',
});

function performer(
  operation: AdminOperation,
  desk: OperationsDesk,
  validator: RequestValidator,
  onChange: (change: AdminChange) => void,
): Route['handle'] {
  const checkQuery = validator.query(operation.query ?? {});
  return async ({ request, params, query, administrator }: RouteCall): Promise<Answer> => {
    let body: Readonly<Record<string, unknown>> = {};
    let status = 200;
    try {
      if (params.channel !== undefined) requireChannelName(params.channel);
      const checked = checkQuery(query);
      if (operation.request) body = validator.body(operation.request, await readJsonBody(request));
      return { json: await desk.run(operation, { params, query: checked, body, caller: administrator! }) };
    } catch (cause) {
      const error = httpErrorOf(cause);
      status = error.status;
      throw error;
    } finally {
      const { name, address } = administrator!;
      if (operation.isChange)
        onChange({
          administrator: name,
          operation: operation.id,
          ...(params.channel !== undefined && { channel: params.channel }),
          details: {
            ...(params.id !== undefined && { id: params.id }),
            ...(params.node !== undefined && { node: params.node }),
            ...body,
          },
          status,
          ...(address !== undefined && { address }),
        });
    }
  };
}

/** Who may administer: whom an authorizer grants it for a bearer token. */
export interface AdministratorCheckOptions {
  /** Asked with the channel, or `*` for what concerns the whole relay. */
  readonly authorize: (request: AuthorizationRequest) => Grant | PromiseLike<Grant>;
  /** What is known of a request's sender. */
  readonly identify: (request: IncomingMessage) => PeerIdentity;
  /** Origins of other sites whose pages may send requests. */
  readonly origins: readonly string[];
}

/**
 * Asks for the grant to administer. A page of another site is refused unless its origin is listed, whatever token it
 * has; there are no cookies, so that no page can borrow a token either.
 */
export function administratorCheck({
  authorize,
  identify,
  origins,
}: AdministratorCheckOptions): AuthorizeAdministrator {
  return async (request, channel) => {
    const { origin, host, authorization } = request.headers;
    if (origin !== undefined && !isOwnOrigin(origin, host) && !origins.includes(origin))
      throw new HttpError(403, {
        error: `requests of pages at ${origin.slice(0, 80)} are not allowed; admin.origins lists those that are`,
        field: 'origin',
        value: origin.slice(0, 80),
        allowed: [`the relay's own`, ...origins].join(', '),
      });
    const peer = identify(request);
    // Subprotocols are for WebSockets: here only the header counts.
    if (authorization === undefined || !peer.credentials) throw unauthorized('a bearer token is needed');
    let grant: Grant;
    try {
      grant = await authorize({ ...peer, channel: channel ?? '*' });
    } catch (error) {
      throw httpRefusal(error, unauthorized('the bearer token is not valid'));
    }
    if (grant.expiresInMs === 0 || grant.withdrawal?.aborted)
      throw httpRefusal(grant.withdrawal?.reason, unauthorized('the bearer token is not valid'));
    const what = channel === null ? 'the relay' : `channel ${channel}`;
    if (!grant.permissions.includes('administer'))
      throw httpRefusal(grant.denialOf?.('administer'), new HttpError(403, `the token may not administer ${what}`));
    const { subject, identity, tokenId } = grant;
    return {
      name: subject ?? 'unnamed',
      ...(identity !== undefined && { identity }),
      ...(tokenId !== undefined && { tokenId }),
      ...(peer.address !== undefined && { address: peer.address }),
    };
  };
}

/** Browsers state the origin of the page; a proxy in front must pass the Host header on for that to be recognised. */
const isOwnOrigin = (origin: string, host: string | undefined): boolean =>
  host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
