/** A longer text is no title, and stays as it is. */
const MAX_LENGTH = 10_000;

/**
 * Texts of tags that state Latin-1 or no encoding at all (ID3v1, ID3v2, RIFF INFO) and have another: each character stands
 * for the byte of its number.
 *
 * UTF-8 and Windows-1252 are known for certain. Windows-1251 is taken where words consist of bytes above 0xbf alone, three
 * in a row at least, which no language written in Latin letters has; Shift-JIS where most of what it gives is Japanese.
 * Others, as GBK and EUC-KR, cannot be told from these and stay as they are.
 *
 * @param texts of one file, which have one encoding
 */
export function repairedTexts(texts: readonly string[]): string[] {
  const suspects = texts.filter(
    (text) => text.length <= MAX_LENGTH && /[\u0080-\u00ff]/.test(text) && !/[^\0-\u00ff]/.test(text),
  );
  if (suspects.length === 0) return [...texts];
  const decode = decoderFor(suspects.map(bytesOf));
  return texts.map((text) => (suspects.includes(text) ? (decode(bytesOf(text)) ?? text) : text));
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

type Decode = (bytes: Uint8Array) => string | null;

/** null where the bytes are none of the encoding, or this build of Node does not know it. */
const decoder =
  (encoding: string): Decode =>
  (bytes) => {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  };

function decoderFor(all: readonly Uint8Array[]): Decode {
  const [utf8, shiftJis] = [decoder('utf-8'), decoder('shift_jis')];
  if (all.every((bytes) => utf8(bytes) !== null)) return utf8;
  if (isCyrillic(all.flatMap(wordsOf))) return decoder('windows-1251');
  const texts = all.map(shiftJis);
  if (all.some(hasControls) && texts.every((text) => text !== null && isJapanese(text))) return shiftJis;
  return windows1252;
}

/** Bytes that are controls in Latin-1, and so stand for something else. */
const hasControls = (bytes: Uint8Array): boolean => bytes.some((byte) => byte >= 0x80 && byte < 0xa0);

/** Words that have letters above 0xbf. */
const wordsOf = (bytes: Uint8Array): string[] =>
  (String.fromCharCode(...bytes).match(/[A-Za-z\xa8\xb8\xc0-\xff]+/g) ?? []).filter((word) => /[\xc0-\xff]/.test(word));

/** Whether these letters stand together only, in words of one case or with a capital. */
const isCyrillic = (words: readonly string[]): boolean =>
  words.every((word) => /^[\xa8\xc0-\xdf]?[\xb8\xe0-\xff]*$|^[\xa8\xc0-\xdf]+$/.test(word)) &&
  words.some((word) => word.length >= 3) &&
  words.join('').length >= 4;

/** Of the bytes from 0x80 on: some runtimes take Windows-1252 for Latin-1. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
const windows1252: Decode = (bytes) =>
  String.fromCharCode(...bytes).replace(/[\x80-\x9f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80]!);

/** Whether at least three in five characters beside spaces are kana or kanji. */
function isJapanese(text: string): boolean {
  const all = text.replace(/\s/g, '');
  const japanese = all.match(/[\u3040-\u30ff\u4e00-\u9fff\u3005]/g)?.length ?? 0;
  return japanese >= 2 && japanese >= 0.6 * all.length;
}
