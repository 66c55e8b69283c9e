"""Teaches the tones' code by itself: `python -m latentcast_training.chords OUT [--minutes 12] [--hours 10]`.

The tonal encoder, its gate and the tonal decoder (25 times cheaper than the whole codec) learn on the music of the corpus
to put chords into `tonal_latents` bits a frame. Within the whole training these bits do not come about: a gradient
through drawn phases and a dozen segments a step says too little of them (after 5,000 steps the tones were predicted no
better than by each one's mean). OUT then goes to `train --init CHECKPOINT --chords OUT`.
"""

import argparse
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import checkpoints, dsp
from .config import ModelConfig
from .data import Corpus, at_level
from .losses import semitones_alike
from .model import PLANES, quantise, tonal_decoder, tonal_encoder, uniform

FRAMES = 96  # latent frames of a piece of sound that is kept in memory
SEGMENT, BATCH = 48, 24
SPEECH_SHARE = 0.2
RANGE_DB = 30.0  # tones further below a frame's loudest do not count
SILENT = -3.0  # logit that the tones start from
PREFIXES = {"code": "enc.code.", "code_bn": "enc.code_bn.", "tonal": "dec.tonal."}


def tone_peaks(pcm: Tensor, span: int = 8192) -> Tensor:
    """Amplitudes of the spectral peaks nearest to each tone: [B, 2048 T] -> [B, T, TONES], in the unit of a spectrum of 46 ms."""
    level = 20 * torch.log10(dsp.tones_span(pcm, span) * (dsp.GRID.nfft / span) + 1e-9)
    _, peak, place, height = dsp.peaks_of(level, span)
    index = torch.round(place).long()
    counts = peak & (index >= 0) & (index < dsp.TONES.count)
    out = torch.zeros(*height.shape[:2], dsp.TONES.count)
    out.scatter_reduce_(-1, index.clamp(0, dsp.TONES.count - 1), torch.where(counts, 10 ** (height / 20), 0), "amax")
    return out[:, : pcm.shape[1] // dsp.GRID.frame]


def surroundings(pcm: Tensor, window: Tensor) -> Tensor:
    """What the decoder's smooth spectrum has around each tone: [B, 2048 T] -> [B, T, TONES]."""
    power = dsp.power_of(dsp.stft(pcm, window))[..., : dsp.TONES.bins + 6].unflatten(1, (-1, dsp.GRID.fold)).mean(2)
    return dsp.around_tones(F.avg_pool1d(F.pad(power, (2, 2), mode="replicate"), 5, 1))


def pieces(corpus: Corpus, hours: float, seed: int) -> list[Tensor]:
    """Tonal features, peaks, surroundings [N, FRAMES, TONES] as float16 and whether it is speech [N]."""
    rng, window = np.random.default_rng(seed), torch.hann_window(dsp.GRID.nfft)
    constants = dsp.decimator(), dsp.tonal_basis(), dsp.tonal_contrast()
    music = [k for k in corpus.clips if k != "speech"]
    out: list[list[Tensor]] = [[], [], [], []]
    for _ in range(max(1, round(hours * 3600 / (FRAMES * dsp.GRID.frame / dsp.GRID.sample_rate) / BATCH))):
        kinds = ["speech" if "speech" in corpus.clips and (not music or rng.random() < SPEECH_SHARE) else music[rng.integers(len(music))] for _ in range(BATCH)]
        sounds = [at_level(corpus.excerpt(kind, FRAMES * dsp.GRID.fold, rng)[2], 10 ** (rng.uniform(-30, -16) / 20)) for kind in kinds]
        pcm, speech = torch.from_numpy(np.stack(sounds).astype(np.float32)), torch.tensor([k == "speech" for k in kinds])
        peaks = tone_peaks(pcm)
        peaks[speech] = 0
        for part, value in zip(out, (dsp.tonal_features(pcm, *constants).half(), peaks.half(), surroundings(pcm, window).half(), speech)):
            part.append(value)
    return [torch.cat(part) for part in out]


class Chords(nn.Module):
    """The parts of the codec that the code passes through, under their names there."""

    def __init__(self, c: ModelConfig):
        super().__init__()
        self.config = c
        self.code, self.code_bn = tonal_encoder(c), nn.BatchNorm1d(c.tonal_latents, affine=False, momentum=0.02)
        self.tonal = tonal_decoder(c)
        nn.init.normal_(self.tonal.out.weight, std=0.02)
        nn.init.constant_(self.tonal.out.bias[: dsp.TONES.count], SILENT)

    def forward(self, features: Tensor, others: Tensor, planes: Tensor) -> tuple[Tensor, Tensor]:
        """Tonal features [B, T, TONES], Gaussian latents of the rest of the codec [B, T, Z] -> logits and levels, the gate's logit."""
        code, gate = self.code(features).split([self.config.tonal_latents, 1], -1)
        code = self.code_bn(code.flatten(0, 1)).view(code.shape)
        return self.tonal(quantise(uniform(others, code, gate), planes)), gate[..., 0]


def semitones() -> Tensor:
    """What each tone gives to the semitones on either side of it, [TONES, 64]."""
    place = torch.arange(dsp.TONES.count) * (12 / dsp.TONES.per_octave)
    return torch.clamp(1 - (place[:, None] - torch.arange(dsp.TONES.count * 12 // dsp.TONES.per_octave)).abs(), min=0)


def losses(tones: Tensor, gate: Tensor, peaks: Tensor, around: Tensor, speech: Tensor, bands: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Cross-entropy of the tones (loud ones weigh more), semitones' cosine as in losses.harmony, log-amplitudes, the gate."""
    logits, amplitude = tones[..., : dsp.TONES.count], dsp.tone_amplitudes(tones, around)
    below = 20 * torch.log10((peaks + 1e-6) / (peaks.amax(-1, keepdim=True) + 1e-6))
    strength = ((below + RANGE_DB) / RANGE_DB).clamp(0, 1) * (peaks > 0)
    sounds = (strength > 0.05).float()
    found = F.binary_cross_entropy_with_logits(logits, sounds, weight=torch.where(strength > 0.05, strength, 0.3), reduction="sum") / logits[..., 0].numel()
    ours, theirs = amplitude**2 @ bands, peaks**2 @ bands
    weight = torch.sqrt(theirs.sum(-1) + 1e-6) * (~speech).float()[:, None]
    weight = weight / weight.mean(1, keepdim=True).clamp(min=1e-6)
    alike = semitones_alike(ours, theirs, 1e-4)
    levels = ((torch.log(amplitude + 1e-3) - torch.log(peaks + 1e-3)).abs() * strength).sum() / (strength.sum() + 1)
    gated = F.binary_cross_entropy_with_logits(gate, (~speech).float()[:, None].expand_as(gate))
    return found, ((1 - alike) * weight).mean(), levels, gated


def total(parts: tuple[Tensor, Tensor, Tensor, Tensor]) -> Tensor:
    found, harmony, levels, gated = parts
    return 0.1 * found + 10 * harmony + levels + gated


def learn(chords: Chords, sound: list[Tensor], seconds: float = math.inf, steps: float = math.inf, held_out: list[Tensor] | None = None,
          lr: float = 2e-3, seed: int = 1, compiled: bool = True) -> None:
    """Trains until a limit is met, with a cosine that ends there; says every 400 steps what the held-out sound gives at 1 and 2 bits."""
    generator, bands = torch.Generator().manual_seed(seed), semitones()
    optimizer = torch.optim.AdamW(chords.parameters(), lr=lr, betas=(0.8, 0.98), weight_decay=1e-2)
    run, judge = (torch.compile(chords), torch.compile(losses)) if compiled else (chords, losses)
    begin, step, odds = time.time(), 0, torch.tensor([0.5, 0.3, 0.1, 0.1])
    others = lambda n, t: torch.randn(n, t, chords.config.latents, generator=generator)
    while (done := max((time.time() - begin) / seconds, step / steps)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = lr * min(1, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        index = torch.randint(0, len(sound[0]), (BATCH,), generator=generator)
        at = int(torch.randint(0, FRAMES - SEGMENT + 1, (1,), generator=generator))
        features, peaks, around = (part[index, at : at + SEGMENT].float() for part in sound[:3])
        planes = PLANES[torch.multinomial(odds, BATCH, True, generator=generator)][:, None, None]
        loss = total(judge(*run(features, others(BATCH, SEGMENT), planes), peaks, around, sound[3][index], bands))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(chords.parameters(), 5.0)
        optimizer.step()
        step += 1
        if held_out and step % 400 == 0:
            chords.eval()
            with torch.no_grad():
                figures = [losses(*chords(held_out[0].float(), others(*held_out[0].shape[:2]), torch.tensor(p)), *(v.float() for v in held_out[1:3]), held_out[3], bands) for p in (1.0, 2.0)]
            chords.train()
            print(f"step={step} seconds={time.time() - begin:.0f} loss={loss.item():.3f} " + " ".join(
                f"{name}_{p}={v.item():.3f}" for p, part in zip((1, 2), figures) for name, v in zip(("tones", "harmony", "levels", "gate"), part)), flush=True)
    chords.eval()


def weights(chords: Chords) -> dict[str, Tensor]:
    return {PREFIXES[k.split(".")[0]] + k.split(".", 1)[1]: v for k, v in chords.state_dict().items()}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out")
    ap.add_argument("--data", help="corpus folder; default $LATENTCAST_TRAIN_DIR/data")
    ap.add_argument("--minutes", type=float, default=12)
    ap.add_argument("--hours", type=float, default=10, help="of sound, some 75 MB an hour in memory")
    ap.add_argument("--cache", help="file for what is computed of the sound: read if it is there")
    a = ap.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    folder = a.data or os.path.join(checkpoints.train_dir(), "data")
    if a.cache and os.path.exists(a.cache):
        sound, held_out = torch.load(a.cache, weights_only=True)
    else:
        sound, held_out = (pieces(Corpus(folder, split=split, min_hops=FRAMES * dsp.GRID.fold), hours, 5) for split, hours in (("train", a.hours), ("dev", 0.2)))
        if a.cache:
            checkpoints.write(a.cache, [sound, held_out])
    chords = Chords(ModelConfig())
    learn(chords, sound, a.minutes * 60, held_out=held_out)
    checkpoints.write(a.out, weights(chords))


if __name__ == "__main__":
    main()
