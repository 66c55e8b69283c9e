import { createHostKey, type PeerFigures, parseSessionLink } from 'latentcast/browser';
import { ask } from '../ask.js';
import { badge, h, setText, type View } from '../dom.js';
import { loadingBar } from '../model.js';
import { keep, kept } from '../tab-storage.js';
import { tokenField } from '../token-field.js';
import { controls } from './controls.js';
import { SessionDesk, TOKEN_USE } from './desk.js';
import { deviceCard } from './device.js';
import { entrance } from './entrance.js';
import { hostCard } from './host-card.js';
import { invite } from './invite.js';
import { s } from './language.js';
import { people } from './people.js';
import { queue } from './queue.js';
import './session.css';
import { sessionStatus } from './state.js';
import { voiceCard } from './voice.js';
import { missingForSessions, withoutWebRtc } from './words.js';

/** Link of the session that this tab hosts, so that a page that is loaded anew can take it up again. */
const HOSTED = 'latentcast-hosted';
/** The key by which the others know that this tab is the host. */
const HOST_KEY = 'latentcast-host-key';

/** `#session`: a listening session. @param key of the link that the page was opened with; null for none */
export function sessionView(key: string | null): View {
  const page = new URL('.', document.baseURI).href;
  const asked = key === null ? null : `${page}#session=${key}`;
  const isDamaged = asked !== null && sameRelay(asked, page) === null;
  const link = isDamaged ? null : asked;
  const status = badge();
  const alert = h('div', { class: 'alert', role: 'alert' });
  const notice = h('p', { class: 'now quiet', role: 'status' });
  const loading = loadingBar();
  const desk = new SessionDesk(loading);
  /** What the user has asked for last: tried again when a token has been entered. */
  let last = (): void => {};
  const attempt = (act: () => void): void => {
    last = act;
    act();
  };
  const join = (wanted: string, name: string): void => {
    const here = sameRelay(wanted, page);
    // The link of another relay leads to that relay's page.
    if (here === false) location.href = wanted;
    else attempt(() => void desk.join(wanted, name));
  };
  // Of the session that this tab has hosted, or a new one.
  const hostKey = (): string => {
    if (link === null) keep(HOST_KEY, createHostKey());
    return kept(HOST_KEY);
  };
  const forms = entrance(link, link !== null && kept(HOSTED) === link, {
    onJoin: join,
    onHost: (form) => attempt(() => void desk.host(link ?? page, hostKey, form)),
  });
  const token = tokenField(
    TOKEN_USE[0],
    () => TOKEN_USE[1],
    () => last(),
  );
  const player = controls({
    onCommand: (command) => desk.command(command),
    onVolume: (percent) => desk.setVolume(percent),
    onResume: () => desk.resume(),
    onLeave: () => {
      keep(HOSTED, '');
      keep(HOST_KEY, '');
      desk.leave();
    },
  });
  const coming = queue({
    onMove: (track, place) => desk.moveTrack(track, place),
    onRemove: (track) => desk.removeTrack(track),
  });
  /** Asks, and gives the session another link: without this peer, or with everybody who is there. */
  const renew = async (peer: PeerFigures | null): Promise<void> => {
    const words = peer ? s.removal : s.renewal;
    const title = peer ? s.removal.title(peer.name) : s.renewal.title;
    if (!(await ask({ title, about: '', text: words.text, go: words.go, cancel: words.cancel }))) return;
    const key = kept(HOST_KEY) === '' ? '' : createHostKey();
    await desk.renewLink(peer, key);
    // Where it failed, the session has the key that it had.
    if (desk.store.state.error === '') keep(HOST_KEY, key);
  };
  const list = people({
    safetyNumber: (peerId) => desk.session!.safetyNumber(peerId),
    onRemove: (peer) => void renew(peer),
  });
  const voice = voiceCard({
    onMode: (mode) => void desk.setVoice(mode),
    onTalk: (isTalking) => desk.setTalking(isTalking),
  });
  const invitation = invite(() => void renew(null));
  const device = deviceCard((ms) => desk.setOffset(ms));
  const hosting = hostCard({
    onAdd: (files) => void desk.addFiles(files),
    onChange: (source) => void desk.change(source),
    hasFiles: () => desk.hasFiles,
  });
  const inside = h(
    'div',
    { class: 'session' },
    // The queue comes and goes: on a phone what it moves is below the screen.
    h('div', {}, player.node, list.node, coming.node),
    h('div', {}, voice.node, invitation.node, hosting.node, device.node),
  );
  const unsubscribe = desk.store.subscribe((state) => {
    const isInside = state.phase === 'inside';
    status.set(sessionStatus(state), '');
    setText(alert, state.error);
    setText(notice, state.notice);
    token.show(state.isRefused);
    forms.show(state.phase === 'outside');
    inside.hidden = !isInside;
    if (!isInside) return;
    player.show(state);
    coming.show(state);
    list.show(state.peers, state.isHost);
    voice.show(state);
    invitation.show(state.link, state.isHost);
    device.show(state);
    hosting.show(state.isHost);
    if (state.isHost) keep(HOSTED, state.link);
    // So that the page can be loaded anew; no server sees what is behind the #.
    const { hash } = new URL(state.link);
    if (location.hash !== hash) history.replaceState(null, '', hash);
  });
  if (isDamaged) setText(alert, s.errors.damagedLink);
  const missing = missingForSessions();
  if (missing !== null) {
    setText(alert, missing);
    forms.show(false);
  }
  return {
    title: s.title,
    isBusy: () => desk.store.state.phase !== 'outside',
    nodes: [
      h('div', { class: 'headline' }, h('h1', {}, s.title), status.node),
      alert,
      notice,
      withoutWebRtc() === '' ? h('span') : h('p', { class: 'quiet' }, withoutWebRtc()),
      token.node,
      loading.node,
      forms.node,
      inside,
    ],
    close() {
      unsubscribe();
      desk.close();
    },
  };
}

/** Whether a link leads to this page's relay; null for what is no link, which joining explains. */
function sameRelay(link: string, page: string): boolean | null {
  try {
    const { relayUrl } = parseSessionLink(link);
    return relayUrl.replace(/^ws/, 'http') === page;
  } catch {
    return null;
  }
}
