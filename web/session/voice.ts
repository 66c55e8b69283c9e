import type { TalkMode } from 'latentcast/browser';
import { talkButton } from '../broadcast/talk-button.js';
import { choice, h, setText } from '../dom.js';
import { counted, t } from '../language.js';
import { s } from './language.js';
import type { SessionState } from './state.js';

/** Where this peer's microphone is switched, and who speaks. */
export interface VoiceCard {
  readonly node: HTMLElement;
  show(state: SessionState): void;
}

/** What the user does. */
export interface VoiceHandlers {
  onMode(mode: TalkMode): void;
  onTalk(isTalking: boolean): void;
}

/** A card for talking over the music. */
export function voiceCard({ onMode, onTalk }: VoiceHandlers): VoiceCard {
  const modes = choice<TalkMode>(
    t.broadcast.microphone,
    'talk-mode',
    [
      ['off', s.voice.off],
      ['pushToTalk', t.broadcast.pushToTalk],
      ['open', s.voice.open],
    ],
    'off',
    onMode,
  );
  const talk = talkButton(onTalk);
  const who = h('p', { class: 'quiet', role: 'status' });
  return {
    node: h(
      'section',
      { class: 'card', 'aria-labelledby': 'voice-title' },
      h('h2', { id: 'voice-title' }, s.voice.title),
      h('p', { class: 'quiet' }, s.voice.hint),
      h('div', { class: 'controls' }, modes, talk),
      who,
    ),
    show({ voice, isTalking, peers }) {
      talk.hidden = voice !== 'pushToTalk';
      talk.setAttribute('aria-pressed', String(isTalking));
      const input = modes.querySelector<HTMLInputElement>(`input[value="${voice}"]`);
      if (input && !input.checked) input.checked = true;
      const speaking = peers.filter(({ isSpeaking }) => isSpeaking);
      const isOwnAlone = speaking.length === 1 && speaking[0]!.isOwn;
      const names = speaking.map(({ name, isOwn }) => (isOwn ? s.voice.you : name)).join(', ');
      const text = isOwnAlone ? s.voice.youSpeak : counted(s.voice.speaks, speaking.length);
      setText(who, speaking.length === 0 ? '' : text.replace('{names}', () => names));
    },
  };
}
