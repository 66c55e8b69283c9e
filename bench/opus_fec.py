#!/usr/bin/env python3
"""Opus with in-band FEC over a series of lost 20 ms slots, by the system's libopus.

    opus_fec.py IN.wav SLOTS.json OUT.wav BITS_PER_SECOND LOSS_PERCENT

Packets of 60 ms, mono, VBR, at most wideband (hybrid packets of 60 ms are three, of which FEC gives one back), the loss
told to the encoder. A packet is lost where the slot in which it is sent is. A lost
one is decoded from the FEC of the next where that came and has any, else concealed. The wire rate counts 12 bytes of RTP
and 28 of UDP and IPv4 a packet. Prints JSON; needs libopus.so.0 and ffmpeg.
"""
import ctypes
import json
import subprocess
import sys
from array import array

RATE, FRAME_MS, SLOT_MS = 48_000, 60, 20
FRAME = RATE * FRAME_MS // 1000
HEADER_BYTES = 12 + 28
VOIP = 2048
SET_BITRATE, SET_FEC, SET_LOSS, SET_COMPLEXITY, SET_MAX_BANDWIDTH, WIDEBAND = 4002, 4012, 4014, 4010, 4004, 1103

source, slots_path, output, bitrate, loss = sys.argv[1:6]
opus = ctypes.CDLL("libopus.so.0")
opus.opus_encoder_create.restype = opus.opus_decoder_create.restype = ctypes.c_void_p
opus.opus_get_version_string.restype = ctypes.c_char_p
error = ctypes.c_int()
encoder = ctypes.c_void_p(opus.opus_encoder_create(RATE, 1, VOIP, ctypes.byref(error)))
decoder = ctypes.c_void_p(opus.opus_decoder_create(RATE, 1, ctypes.byref(error)))
for request, value in ((SET_BITRATE, int(bitrate)), (SET_FEC, 1), (SET_LOSS, int(loss)), (SET_COMPLEXITY, 10),
                       (SET_MAX_BANDWIDTH, WIDEBAND)):
    assert opus.opus_encoder_ctl(encoder, ctypes.c_int(request), ctypes.c_int(value)) == 0

command = ["ffmpeg", "-v", "error", "-i", source, "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"]
pcm = array("h", subprocess.run(command, check=True, capture_output=True).stdout)
pcm.extend([0] * (-len(pcm) % FRAME))
with open(slots_path) as file:
    slots = json.load(file)

packets = []
buffer = (ctypes.c_ubyte * 1500)()
for start in range(0, len(pcm), FRAME):
    samples = (ctypes.c_short * FRAME)(*pcm[start : start + FRAME])
    size = opus.opus_encode(encoder, samples, FRAME, buffer, len(buffer))
    assert size > 0, size
    packets.append(bytes(buffer[:size]))


def has_fec(packet):
    """Of a SILK or hybrid packet of one frame of 60 ms: the LBRR flag behind three VAD flags (RFC 6716, 4.2.3)."""
    return packet[0] < 128 and len(packet) > 1 and (packet[1] >> 4) & 1 == 1


def is_lost(index):
    return slots[(index * FRAME_MS // SLOT_MS) % len(slots)]


out = array("h")
played = recovered = 0
decoded = (ctypes.c_short * FRAME)()
for i, packet in enumerate(packets):
    following = packets[i + 1] if i + 1 < len(packets) and not is_lost(i + 1) else None
    if not is_lost(i):
        size = opus.opus_decode(decoder, packet, len(packet), decoded, FRAME, 0)
        played += 1
    elif following and has_fec(following):
        size = opus.opus_decode(decoder, following, len(following), decoded, FRAME, 1)
        recovered += 1
    else:
        size = opus.opus_decode(decoder, None, 0, decoded, FRAME, 0)
    assert size == FRAME, size
    out.extend(decoded)

subprocess.run(
    ["ffmpeg", "-v", "error", "-y", "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-i", "-", "-ar", "44100", output],
    check=True, input=out.tobytes(),
)
seconds = len(pcm) / RATE
payload = sum(map(len, packets))
print(json.dumps({
    "version": opus.opus_get_version_string().decode(),
    "played": (played + recovered) / len(packets),
    "recovered": recovered / len(packets),
    "withFec": sum(map(has_fec, packets)) / len(packets),
    "payloadKbps": payload * 8 / seconds / 1000,
    "wireKbps": (payload + HEADER_BYTES * len(packets)) * 8 / seconds / 1000,
}))
