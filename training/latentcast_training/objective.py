"""What a step of training minimises: targets of a batch, the decoder's prediction, and every loss between them."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from . import dsp, losses
from .compilation import Compiler
from .config import TrainConfig
from .data import Batch
from .model import Codec

EDGE_HOPS = 4  # at either end of a segment, where nothing overlaps


@dataclass
class Target:
    """A batch on the trainer's device with all that is computed of it before the network runs."""

    pcm: Tensor  # [B, 512 Th]
    f0: Tensor  # [B, Th] Hz
    voiced: Tensor  # [B, Th]
    speech: Tensor  # [B], 1 or 0
    music: Tensor  # which samples of the batch are no speech
    features: Tensor  # [B, Th, features], for the encoder
    tonal: Tensor  # [B, T, TONES], for the encoder
    power: Tensor  # [B, Th, BINS]
    tones: Tensor  # [B, Th, TONES]
    bins: Tensor  # [B, 1, BINS], weights
    frames: Tensor  # [B, Th, 1], weights


@dataclass
class Prediction:
    """What the network returns for a batch, and the expected power that follows from it."""

    latents: Tensor  # [B, T, Z] in (-1, 1), not quantised
    gains: Tensor  # [B, Th, 2 BINS]
    pitch: Tensor  # [B, Th, classes + 1], logits
    tones: Tensor  # [B, Th, 2 TONES], logits and levels
    source: Tensor  # complex [B, Th, BINS]
    power: Tensor  # [B, Th, BINS]


class Objective:
    """All losses with their constants; functions that are called every step are compiled once."""

    def __init__(self, codec: Codec, c: TrainConfig, device: torch.device, compiled: Compiler):
        for field in ("adversarial_weight", "harmony_weight"):
            if getattr(c, field) > 0 and not c.heard:
                raise ValueError(f"'train.{field}' above 0 needs 'train.heard' = true: it judges what is heard")
        self.codec, self.config, self.device = codec, c, device
        self.spectral, self.expected_power, self.source_frames = compiled(losses.spectral), compiled(dsp.expected_power), compiled(dsp.source_frames)
        self.intelligibility, self.structure, self.loudness = compiled(losses.intelligibility), compiled(losses.structure), compiled(losses.loudness)
        self.third_octaves = losses.third_octaves().to(device)
        self.erb = [losses.erb_bands(*v).to(device) for v in ((21, 50, 8000), (32, 50, 20000))]  # ViSQOL's for speech and for music
        self.bark, self.threshold = (v.to(device) for v in losses.bark_bands())
        self.semitones = losses.semitone_bands().to(device)
        self.mel = codec.fb**2
        self.short_window = torch.hann_window(dsp.GRID.nfft // 2, device=device)

    @torch.no_grad()
    def target(self, batch: Batch) -> Target:
        c = self.config
        music = np.flatnonzero(batch.speech == 0) if batch.music is None else batch.music
        values = batch.pcm, batch.pitch, batch.voiced, batch.cutoff, batch.speech, music
        pcm, f0, voiced, cutoff, speech, music = (torch.as_tensor(v).to(self.device) for v in values)
        magnitude = self.codec.stft(pcm).abs()
        features, tonal, power = self.codec.features(magnitude), self.codec.tonal(pcm), magnitude**2
        tones = torch.zeros(*f0.shape, dsp.TONES.count, device=self.device)  # speech has none: its pitch glides
        if len(music):
            tones[music] = dsp.tone_targets(pcm[music])
        return Target(pcm, f0, voiced, speech, music, features, tonal, power, tones,
                      losses.bin_weights(cutoff, c.treble_weight), losses.frame_weights(power, c.quiet_weight))

    @torch.no_grad()
    def source(self, f0: Tensor, pitch: Tensor) -> Tensor:
        """Spectrum of the harmonic source at the labelled pitch, in the first `own_pitch_share` of the batch at the decoder's."""
        own = round(self.config.own_pitch_share * len(f0))
        if own:
            f0 = torch.cat([torch.exp(dsp.expected_log_pitch(pitch[:own, :, :-1].float(), self.codec.fc)), f0[own:]])
        return dsp.spread(self.source_frames(f0), self.codec.win)

    def prediction(self, latents: Tensor, decoded: tuple[Tensor, Tensor, Tensor], f0: Tensor) -> Prediction:
        """`decoded` is what the decoder returns for the quantised latents: gains, pitch, tones."""
        gains, pitch, tones = decoded
        source = self.source(f0, pitch)
        return Prediction(latents, gains, pitch, tones, source, self.expected_power(gains, dsp.power_of(source)))

    def parts(self, target: Target, made: Prediction, step: int) -> tuple[dict[str, Tensor], Tensor | None]:
        """Losses by name, and the synthesised sound [B, 512 Th] where it is judged."""
        c, sound = self.config, None
        fine, mel, long = self.spectral(made.power, target.power, self.mel, target.bins, target.frames)
        parts = {"bins": fine, "mel": mel}
        if c.heard:
            sound = self.sound(target, made, step)
            parts |= self.of_sound(target, sound)
        else:
            parts |= {"long": long, "estoi": self.intelligibility(made.power, target.power, self.third_octaves), **self.hearing(made.power, target.power, target.bins)}
        parts["f0"], parts["voicing"] = losses.pitch(made.pitch, target.f0, target.voiced, torch.where(target.speech > 0, 1.0, c.music_pitch_weight))
        parts["tones"] = losses.tones(made.tones[..., : dsp.TONES.count], target.tones, min(8, target.tones.shape[1] // 4))
        parts["bit_entropy"], parts["worst_bit"] = losses.bit_entropy(made.latents.detach())
        return parts, sound

    def hearing(self, power: Tensor, target: Tensor, bins: Tensor) -> dict[str, Tensor]:
        return {"nsim": sum(self.structure(power, target, bands, bins) for bands in self.erb) / len(self.erb),
                "loudness": self.loudness(power, target, self.bark, self.threshold)}

    def sound(self, target: Target, made: Prediction, step: int) -> Tensor:
        """The synthesised sound, [B, 512 Th]. Its phases are drawn as in use; the gradient goes through the magnitudes alone."""
        generator = torch.Generator(self.device).manual_seed(self.config.seed * 2_000_003 + step)
        hiss = torch.randn(target.pcm.shape, generator=generator, device=self.device)
        with torch.no_grad():
            phase = dsp.phases(made.gains, made.pitch[..., -1:], made.source, self.codec.stft(hiss))
        tones = dsp.tone_spectrum(dsp.tone_amplitudes(made.tones, dsp.around_tones(made.power)), self.codec.bank)
        return dsp.sound_of(made.power, phase, tones, self.codec.win)

    def of_sound(self, target: Target, sound: Tensor) -> dict[str, Tensor]:
        """Losses of the synthesised sound's own spectrum.

        Magnitudes that no signal has come out otherwise than they were asked for: ESTOI's loss is .27 there where the
        expected power has .21, and at two bits .23 instead of .15.
        """
        inside = slice(EDGE_HOPS, -EDGE_HOPS)
        ours, theirs = dsp.power_of(self.codec.stft(sound))[:, inside], target.power[:, inside]
        _, mel, long = self.spectral(ours, theirs, self.mel, target.bins, target.frames[:, inside])
        short = lambda x: dsp.power_of(dsp.stft(x, self.short_window))[:, inside]  # 23 ms, about what ESTOI has
        parts = {"heard_mel": mel, "long": long, "estoi": self.intelligibility(short(sound), short(target.pcm), self.third_octaves)}
        if self.config.harmony_weight > 0 and len(target.music):
            parts["harmony"] = losses.harmony(sound[target.music], target.pcm[target.music], self.semitones) * (len(target.music) / len(sound))
        return parts | self.hearing(ours, theirs, target.bins)
