"""From gains, pitch and tones to sound: expected power, drawn phases, their refinement, the limiter."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .constants import constant
from .grid import GRID
from .pitch import expected_log_pitch
from .source import source_spectrum
from .spectra import overlapped, power_of, stft, unit
from .tones import around_tones, tone_amplitudes, tone_spectrum, with_tones


@dataclass(frozen=True)
class Synthesis:
    """Constants of the decoder's output; those of the limiter are shares of full scale or of a hop's own level."""

    noise_duck: float = 2.302585  # nepers: the noise is 20 dB lower where the frame is surely voiced, when phases are drawn
    level_db: float = 1.75  # what the output lacks: the losses' medians lie below the means, and phases that disagree cancel
    soft_from: float = 0.9  # samples beyond it are bent so that none reaches full scale
    crest: float = 3.2  # no sample is so many times its hop's RMS
    crest_from: float = 0.85  # samples beyond that share of it are bent
    refinements: tuple[int, ...] = (1,)  # passes that make the phases agree with their neighbours', and the hops that each looks ahead


SYNTHESIS = Synthesis()


def gain(log_gain: Tensor) -> Tensor:
    return torch.exp(log_gain.clamp(-12, 4) - 3)


def expected_power(gains: Tensor, source_power: Tensor) -> Tensor:
    """Power that both sources together have on average: [B, Th, 2 BINS] and |source|^2 [B, Th, BINS] -> [B, Th, BINS]."""
    harmonic, noise = gains.chunk(2, -1)
    return source_power * gain(harmonic) ** 2 + GRID.window_power * gain(noise) ** 2


def bent(x: Tensor, start: Tensor | float, end: Tensor | float) -> Tensor:
    """Samples as they are up to `start`, and beyond it bent so that none reaches `end`."""
    within = torch.minimum(torch.maximum(x, -torch.as_tensor(start)), torch.as_tensor(start))
    return within + (end - start) * torch.tanh((x - within) / (end - start))


def limited(hops: Tensor) -> Tensor:
    """Hops [.., HOP] without samples far above their own level, which noise and pulses that meet in phase add up to, nor at full scale.

    Without it speech in as much noise peaked 3.5 dB above the original; what it changes in speech is 45 dB below it.
    """
    peak = SYNTHESIS.crest * torch.sqrt((hops**2).mean(-1, keepdim=True) + 1e-12)
    return bent(bent(hops, SYNTHESIS.crest_from * peak, peak), SYNTHESIS.soft_from, 1.0)


def phases(gains: Tensor, voicing: Tensor, source: Tensor, noise: Tensor) -> Tensor:
    """Phases of the mix of harmonic source and noise, complex [B, Th, BINS] of magnitude 1, the noise ducked in voiced frames.

    Log-gains [B, Th, 2 BINS], voicing logit [B, Th, 1], spectra of source and noise [B, Th, BINS].
    """
    harmonic, breath = (gain(g) for g in gains.chunk(2, -1))
    return unit(source * harmonic + noise * (breath * torch.exp(-SYNTHESIS.noise_duck * torch.sigmoid(voicing))))


def refinement_window(ahead: int) -> Tensor:
    """What the overlapped frames are multiplied with before their spectrum is taken: Hann over the windows' summed power, [NFFT]."""
    window, total = torch.hann_window(GRID.nfft), torch.zeros(GRID.nfft)
    for j in range(-ahead, GRID.nfft // GRID.hop):
        here = slice(max(0, -j * GRID.hop), min(GRID.nfft, GRID.nfft - j * GRID.hop))
        total[here] += window[here.start + j * GRID.hop : here.stop + j * GRID.hop] ** 2
    return window / total.clamp(min=0.3)  # where few windows overlap the sum says little


def neighbours(part: Tensor, j: int) -> Tensor:
    """[B, Th, HOP] -> the row j hops before each, zeros where there is none."""
    return F.pad(part[:, : len(part[0]) - j], (0, 0, j, 0)) if j >= 0 else F.pad(part[:, -j:], (0, 0, 0, -j))


@torch.no_grad()
def refined(phase: Tensor, amplitude: Tensor, window: Tensor) -> Tensor:
    """Phases [B, Th, BINS] -> those of the sound that the frames make together, complex of magnitude 1.

    Griffin and Lim's step (IEEE TASSP 32, 1984) with the frames before a hop and `ahead` after it: one hop has the whole
    gain of three (2 bits: PESQ +0.066, ESTOI +0.007, mel distance -0.086 dB), none has half of it.
    """
    for ahead in SYNTHESIS.refinements:
        parts = (torch.fft.irfft(amplitude * phase, n=GRID.nfft, dim=-1) * window).split(GRID.hop, -1)
        last = len(parts)
        sums = [sum(neighbours(parts[q], q - p) for q in range(max(0, p - ahead), last)) for p in range(last)]
        phase = unit(torch.fft.rfft(torch.cat(sums, -1) * constant(refinement_window, window.device, ahead)))
    return phase


def sound_of(power: Tensor, phase: Tensor, tones: Tensor, window: Tensor) -> Tensor:
    """Expected power and phases [B, Th, BINS], complex tones [B, Th, TONE_BINS] -> [B, 512 Th], what is heard.

    The gradient goes through the power and the tones; the mix's phases and what the refinement turns are constants to it.
    """
    spectrum = with_tones(power, phase, tones) * 10 ** (SYNTHESIS.level_db / 20)
    own = unit(spectrum.detach())
    turn = refined(own, spectrum.detach().abs(), window) * own.conj()
    return limited(overlapped(spectrum * turn, window)).flatten(1)[:, GRID.margin:-GRID.margin]


def synthesise(gains: Tensor, pitch: Tensor, tones: Tensor, noise: Tensor, window: Tensor, centres: Tensor, bank: Tensor,
               phase: float = 0.0, tick: int = 0) -> Tensor:
    """Log-gains [B, Th, 2 BINS], pitch logits [B, Th, classes + 1], tones' logits and levels [B, Th, 2 TONES], unit noise [B, 512 Th] -> [B, 512 Th].

    Magnitudes are the expected ones, so that the noise's own fluctuation does not roughen them; only the phases come
    from the mix of the sources (PESQ 1.35 -> 1.51 on the same weights).
    """
    source = source_spectrum(torch.exp(expected_log_pitch(pitch[..., :-1], centres)), window, phase)
    power = expected_power(gains, power_of(source))
    sounding = tone_spectrum(tone_amplitudes(tones, around_tones(power)), bank, tick)
    return sound_of(power, phases(gains, pitch[..., -1:], source, stft(noise, window)), sounding, window)
