"""Proofs that the exported graphs are what was trained: equality with PyTorch, chunking, causality, left context."""

import numpy as np
import torch

from . import dsp, runtime
from .model import Codec
from .noise import noise
from .streaming import Streaming

FRAMES = 80  # of the test sound, or what the left context needs
SETTLED = 40  # frames compared at the end of it
CHUNKINGS = ([1], [3], [4], [22], [1, 5, 2])
LIMITS = {"encoder_parity": 2e-4, "decoder_parity": 1e-2, "encoder_chunking": 2e-4, "decoder_chunking": 2e-3,
          "encoder_causality": 0.0, "decoder_causality": 0.0, "encoder_context": 2e-4, "decoder_context": 2e-2}


def test_sound(frames: int, seed: int = 7) -> np.ndarray:
    """A gliding harmonic tone in noise with pauses, float32 [2048 frames]: something of everything, from a formula."""
    n = np.arange(frames * dsp.GRID.frame)
    f = 140 * 2 ** (0.6 * np.sin(n / 30000))
    phase = 2 * np.pi * np.cumsum(f) / dsp.GRID.sample_rate
    tone = sum(np.sin(k * phase) / k for k in range(1, 20)) * (np.sin(n / 9000) > -0.5)
    return (0.08 * tone + 0.02 * noise(seed * 10**6, len(n))).astype(np.float32)


def largest(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a - b).max())


def distance(a: np.ndarray, b: np.ndarray) -> float:
    """RMS of the difference over the RMS of b. Where both sources cancel in a bin its phase is rounding, so that single
    samples say nothing about two runs that do not round alike."""
    return float(np.sqrt(np.mean((a - b) ** 2) / np.mean(b**2)))


@torch.no_grad()
def run(codec: Codec, sessions: dict, parts: dict[str, Streaming]) -> dict[str, float]:
    """Largest absolute differences by check; of PCM relative to the sound's peak, or as `distance` (parity and context)."""
    enc, dec, out = parts["encoder"], parts["decoder"], {}
    frames = max(FRAMES, enc.left_frames + SETTLED, dec.left_frames + 24)
    at = frames - SETTLED
    x = test_sound(frames)
    whole = runtime.encode(sessions["encoder"], x, [frames])
    out["encoder_chunking"] = max(largest(runtime.encode(sessions["encoder"], x, c), whole) for c in CHUNKINGS)

    # The graph is fed from sample `delay` on: give PyTorch that many samples of silence before, in whole frames after.
    lead = -(-enc.delay // dsp.GRID.frame) * dsp.GRID.frame
    padded = np.concatenate([np.zeros(lead, np.float32), x])[lead - enc.delay :]
    padded = padded[: len(padded) // dsp.GRID.frame * dsp.GRID.frame]
    theirs = codec.encode(torch.from_numpy(padded)[None])[0].numpy().T
    edge = enc.left_frames + 2
    same = slice(edge, frames - 4)
    out["encoder_parity"] = largest(whole[:, same], theirs[:, same])

    changed = x.copy()
    changed[(at + 20) * dsp.GRID.frame :] *= -0.3
    out["encoder_causality"] = largest(runtime.encode(sessions["encoder"], changed, [4])[:, : at + 20], runtime.encode(sessions["encoder"], x, [4])[:, : at + 20])
    cut = at - enc.left_frames
    out["encoder_context"] = largest(runtime.encode(sessions["encoder"], x[cut * dsp.GRID.frame :], [4])[:, enc.left_frames :], whole[:, at:])

    q = runtime.quantise(whole, 1)
    pcm = runtime.decode(sessions["decoder"], q, [frames])
    peak = float(np.abs(pcm).max())
    out["decoder_chunking"] = max(largest(runtime.decode(sessions["decoder"], q, c), pcm) for c in CHUNKINGS) / peak
    out["decoder_parity"] = decoder_parity(codec, sessions["decoder"], dec, q)
    changed = q.copy()
    changed[:, at + 20 :] *= -1
    same = slice(0, (at + 20) * dsp.GRID.frame)
    out["decoder_causality"] = largest(runtime.decode(sessions["decoder"], changed, [4])[same], runtime.decode(sessions["decoder"], q, [4])[same]) / peak
    out["decoder_context"] = decoder_context(sessions["decoder"], dec, q)
    return out


def phase_of(stream: runtime.Stream, part: Streaming) -> float:
    at = part.marks["phase"]
    return float(stream.state[0, at]) + float(stream.state[0, at + 1])


def mixed_delay(part: Streaming) -> int:
    """The decoder's delay as far as the mix of its sources, before the refinement of the phases."""
    return part.delay - sum(dsp.SYNTHESIS.refinements) * dsp.GRID.hop


def hops_late(part: Streaming) -> int:
    """Hops by which the decoder's spectral frames lag behind its latents."""
    return (mixed_delay(part) - dsp.GRID.margin) // dsp.GRID.hop


def run_decoder(session, part: Streaming, q: np.ndarray, first: int, phase: float) -> tuple[np.ndarray, float]:
    """Frames first … of q in one call from a cold state but for the oscillators' phases -> samples, last phase."""
    stream = runtime.Stream(session)
    stream.state[0, part.marks["phase"]] = phase
    stream.state[0, part.marks["tick"]] = (first * dsp.GRID.fold - hops_late(part)) % dsp.TONES.period
    frames = q.shape[1] - first
    pcm = stream.run(latent=np.ascontiguousarray(q[None, :, first:]), noise=noise(first * dsp.GRID.frame, frames * dsp.GRID.frame)[None, None])
    return pcm[0, 0], phase_of(stream, part)


def decoder_parity(codec: Codec, session, part: Streaming, q: np.ndarray) -> float:
    """Against PyTorch in steady state. The oscillators are aligned at the clip's end and compared over its last frames:
    rounding of the pitch, summed up over seconds, moves the upper harmonics of the one against the other.
    """
    late = hops_late(part)
    latents = torch.from_numpy(q.T.copy())[None]
    aligned = torch.from_numpy(noise(mixed_delay(part) - (dsp.GRID.nfft - dsp.GRID.hop), q.shape[1] * dsp.GRID.frame))[None]
    pitch = codec.dec(latents)[1]
    centre, _ = dsp.oscillator(torch.exp(dsp.expected_log_pitch(pitch[..., :-1], codec.fc)))
    pcm, last = run_decoder(session, part, q, 0, 0.0)
    theirs = codec.decode(latents, aligned, last - float(centre[0, -1 - late]))[0].numpy()
    end = q.shape[1] * dsp.GRID.frame - part.delay
    begin = end - 12 * dsp.GRID.frame
    assert begin >= (part.left_frames + 4) * dsp.GRID.frame
    return distance(pcm[begin + part.delay :], theirs[begin:end])


def decoder_context(session, part: Streaming, q: np.ndarray) -> float:
    """A fresh state and `left_frames` of context give the running decoder's sound, once the phases are the same."""
    last, first = part.left_frames + 4, 4
    pcm, target = run_decoder(session, part, q, 0, 0.0)
    _, phase = run_decoder(session, part, q, first, 0.0)
    window, _ = run_decoder(session, part, q, first, (target - phase) % 1.0)
    return distance(window[part.left_frames * dsp.GRID.frame :], pcm[last * dsp.GRID.frame :])


def require(figures: dict[str, float]) -> None:
    bad = {k: v for k, v in figures.items() if not v <= LIMITS[k]}
    if bad:
        raise SystemExit(f"not exported: {bad} above {({k: LIMITS[k] for k in bad})}")
