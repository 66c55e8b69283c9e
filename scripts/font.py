"""Draws the letters of the pictures: python3 scripts/font.py (needs Pillow, and DejaVu Sans 2.37).

Writes `src/node/compare/font-data.ts`: each letter of printable Latin-1 and some signs at 16 pixels, as brightness in 16 steps.
A picture needs no font file and no renderer for its labels then.
"""
import base64
import pathlib
import zlib

from PIL import Image, ImageDraw, ImageFont

SIZE, HEIGHT, BASELINE = 16, 21, 16
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
LETTERS = [chr(c) for c in [*range(32, 127), *range(160, 256), 0x2212, 0x2013, 0x2014, 0x2026, 0x201C, 0x201D, 0x2019]]

font = ImageFont.truetype(FONT, SIZE)
out = bytearray()
for letter in LETTERS:
    advance = round(font.getlength(letter))
    image = Image.new("L", (advance, HEIGHT))
    ImageDraw.Draw(image).text((0, BASELINE), letter, fill=255, font=font, anchor="ls")
    out += ord(letter).to_bytes(2, "little") + bytes([advance])
    out += bytes(round(value / 17) for value in image.tobytes())

text = base64.b64encode(zlib.compress(bytes(out), 9)).decode()
lines = "\n".join(f"  '{text[i:i + 112]}'," for i in range(0, len(text), 112))
path = pathlib.Path(__file__).parent.parent / "src/node/compare/font-data.ts"
path.write_text(f"""/**
 * Letters of DejaVu Sans 2.37 at {SIZE} pixels, drawn by \\`scripts/font.py\\`: of each its code point (2 bytes, little endian), its
 * width, and that many times {HEIGHT} levels of 0 to 15, row by row; zlib in base64. © 2003 Bitstream, Inc., changes in the public
 * domain; docs/licences.md.
 */
export const FONT_DATA = [
{lines}
].join('');
""".replace("\\`", "`"))
print(len(LETTERS), "letters,", len(text), "characters")
