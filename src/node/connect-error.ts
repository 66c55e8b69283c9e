import { shownUrl } from '../core/shown-url.js';

/** What Node and `ws` say of a connection that was not made. */
type ConnectError = Error & { code?: string; errors?: ConnectError[] };

/**
 * Why a connection to a relay was not made, as one line that names the URL and what may be done.
 *
 * @param timeoutMs how long the server had for its answer
 */
export function describeConnectError(url: URL, cause: Error, timeoutMs: number): string {
  return `cannot connect to ${shownUrl(url.href)}: ${reason(url, cause, timeoutMs)}`;
}

function reason(url: URL, cause: ConnectError, timeoutMs: number): string {
  const isTls = url.protocol === 'wss:';
  const { host, hostname } = url;
  const status = /^Unexpected server response: (\d+)/.exec(cause.message)?.[1];
  if (status) return `the server answered with HTTP status ${status} instead of opening a WebSocket; is it a relay?`;
  if (cause.message === 'Opening handshake has timed out') return `no answer from ${host} within ${timeoutMs / 1000} s`;
  // An AggregateError, one cause for each address tried, has the first one's code.
  switch (cause.code) {
    case 'ECONNREFUSED':
      return `nothing listens on ${host} (ECONNREFUSED)`;
    case 'ENOTFOUND':
      return `the name ${hostname} is not known (ENOTFOUND)`;
    case 'EAI_AGAIN':
      return `the name ${hostname} could not be looked up: is there a network? (EAI_AGAIN)`;
    case 'ETIMEDOUT':
      return `no answer from ${host} (ETIMEDOUT)`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `there is no way to ${hostname} (${cause.code})`;
    case 'ECONNRESET':
      return isTls
        ? `the server closed the connection before TLS stood (ECONNRESET)`
        : `the server closed the connection without an answer (ECONNRESET); a server that speaks TLS does so: ${withProtocol(url, 'wss:')} may be meant`;
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return /wrong version number|packet length too long|unknown protocol|http request/i.test(cause.message)
        ? `the server does not speak TLS: ${withProtocol(url, 'ws:')} may be meant`
        : 'the server and this machine agree on no version of TLS';
  }
  if (cause.code?.startsWith('HPE_')) return 'what answers there does not speak HTTP, so it is no relay';
  if (isCertificateError(cause.code))
    return `the server's certificate is not trusted here: ${firstLine(cause)} (${cause.code})`;
  if (/^Server sent (no|an invalid) subprotocol/.test(cause.message)) return otherService(url);
  return firstLine(cause);
}

/** A server answers there, and offers something else. */
function otherService({ pathname, protocol, host }: URL): string {
  const [, path] = /^(.*\/)rooms\/[^/]*$/.exec(pathname) ?? [];
  if (path === undefined) return 'a server answers there, but not with a channel of a relay: check the address';
  return path === '/'
    ? 'a server answers there, but it has no listening sessions: is it a relay?'
    : `there are no listening sessions under the path ${path} of that server: check the address; ${protocol}//${host}/ may be meant`;
}

const isCertificateError = (code = ''): boolean => /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ALTNAME/.test(code);

const withProtocol = (url: URL, protocol: string): string => shownUrl(url.href).replace(/^wss?:/, protocol);

/** An AggregateError has no message of its own. */
function firstLine(cause: ConnectError): string {
  const text = cause.message || cause.errors?.map((error) => error.message).join('; ') || cause.code || cause.name;
  return text.split('\n', 1)[0]!.trim();
}
