import type { IncomingMessage } from 'node:http';
import { HttpError } from '../http-error.js';
import type { Answer } from '../router.js';
import { type IcecastDesk, SourceRefusal } from './desk.js';
import { channelsOfMount, decodedText, queryBytes } from './request-text.js';
import { parts, songMetadata } from './song.js';

const missing = (field: string, allowed: string): HttpError =>
  new HttpError(400, { error: `${field} is missing: ${allowed}`, field, allowed });

const VERSION = '<?xml version="1.0"?>\n';

/** `mode=updinfo&mount=/NAME&song=TEXT`, or `artist` and `title`, in the encoding that `charset` states. */
export async function updateMetadata(desk: IcecastDesk, request: IncomingMessage): Promise<Answer> {
  const query = queryBytes(request.url ?? '');
  const charset = Buffer.from(query.get('charset') ?? []).toString('latin1');
  const text = (name: string): string => decodedText(query.get(name) ?? new Uint8Array(0), charset);
  const mode = text('mode');
  if (mode !== 'updinfo')
    throw new HttpError(400, {
      error: `mode must be updinfo, got ${JSON.stringify(mode.slice(0, 80))}`,
      field: 'mode',
      value: mode.slice(0, 80),
      allowed: 'updinfo',
    });
  if (text('mount') === '') throw missing('mount', 'the mount of a source client, such as /main');
  // A title that is empty is one; a request without any would take away what plays.
  if (!['song', 'title', 'artist'].some((name) => query.has(name)))
    throw missing('song', 'a text, "ARTIST - TITLE", or title and artist in its place');
  try {
    const { channel } = await desk.recognise(request, channelsOfMount(text('mount')));
    const song = text('song');
    const metadata = song !== '' ? songMetadata(song) : parts(text('artist'), text('title'));
    if (!(await desk.setMetadata({ channel, metadata })))
      throw new HttpError(404, `no source client publishes on ${channel}`);
  } catch (error) {
    if (!(error instanceof SourceRefusal)) throw error;
    const { status, message, reason, headers } = error.answer;
    throw new HttpError(status, message ?? reason, headers);
  }
  return {
    text: `${VERSION}<iceresponse><message>Metadata update successful</message><return>1</return></iceresponse>\n`,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
  };
}
