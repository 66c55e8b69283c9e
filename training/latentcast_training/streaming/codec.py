"""Encoder and decoder as streaming graphs, put together from their parts, with the delays that the parts add up to."""

from dataclasses import dataclass

import numpy as np
import onnx

from .. import dsp, fourier
from ..config import ModelConfig
from ..graph import Graph
from .analysis import PAST_HOPS, features, tonal_features, windows_of
from .layers import KERNEL, Weights, normalised, tonal_net
from .synthesis import synthesise


@dataclass
class Streaming:
    """A graph with what a caller must know: delays in samples, context in latent frames, floats of state."""

    model: onnx.ModelProto
    delay: int
    left_frames: int
    state_size: int
    marks: dict[str, int]  # offsets of named parts of the state


def encoder(state: dict[str, np.ndarray], c: ModelConfig, storage: str, weights: type[Weights] = Weights) -> Streaming:
    """pcm [1, 1, 2048 T] -> latent [1, 64, T] in (-1, 1)."""
    g = Graph("latentcast-encoder")
    w = weights(g, state, storage)
    x = features(g, *fourier.forward(g, windows_of(g, "pcm")), c.mel_bands)
    x = w.linear(x, "enc.inp")
    for i in range(c.enc_fast_blocks):
        x = w.block(x, f"enc.b0.{i}", c.enc_fast_width, int(i < c.enc_fast_ahead))
    x = w.linear(g.reshape(x, -1, c.enc_fast_width * dsp.GRID.fold), "enc.down")
    tonal = tonal_features(g)
    x = g.op("Add", x, g.op("Gemm", tonal, w.matrix("enc.tonal.weight"), transB=1))
    for i in range(c.enc_blocks):
        x = w.block(x, f"enc.b1.{i}", c.enc_width, int(i < c.enc_ahead))
    z = w.norm_linear(x, "enc.norm", "enc.out", c.enc_width)
    z = normalised(w, z, "enc.bn")
    both = tonal_net(w, tonal, "enc.code", c.tonal_width, c.tonal_enc_blocks, c.enc_ahead)
    code, gate = normalised(w, g.slice(both, 0, c.tonal_latents, 1), "enc.code_bn"), g.op("Sigmoid", g.slice(both, c.tonal_latents, None, 1))
    given = g.slice(z, -c.tonal_latents, None, 1)
    mixed = g.op("Add", given, g.op("Mul", gate, g.op("Sub", code, given)))
    z = g.concat(g.slice(z, 0, -c.tonal_latents, 1), mixed, axis=1)
    z = g.op("Erf", g.op("Mul", z, 0.7071))
    z = g.reshape(g.op("Transpose", z, perm=[1, 0]), 1, c.latents, -1)
    model = g.model({"pcm": [1, 1, "samples"]}, {"latent": (z, [1, c.latents, "frames"])}, {"latentcast": "encoder"})
    fast_left = c.enc_fast_blocks * (KERNEL - 1) + PAST_HOPS
    left = c.enc_blocks * (KERNEL - 1) + -(-fast_left // dsp.GRID.fold)
    delay = dsp.GRID.hop * (c.enc_fast_ahead + dsp.GRID.fold * c.enc_ahead) + dsp.GRID.margin
    return Streaming(model, delay, left, g.state_size, {})


def decoder(state: dict[str, np.ndarray], c: ModelConfig, storage: str, weights: type[Weights] = Weights) -> Streaming:
    """latent [1, 64, T] dequantised in (-1, 1), noise [1, 1, 2048 T] -> pcm [1, 1, 2048 T]."""
    g, marks = Graph("latentcast-decoder"), {}
    w = weights(g, state, storage)
    latents = g.op("Transpose", g.reshape("latent", c.latents, -1), perm=[1, 0])
    tones = tonal_net(w, latents, "dec.tonal", c.tonal_width, c.tonal_dec_blocks, c.dec_ahead)
    tones = g.reshape(g.concat(*[tones] * dsp.GRID.fold, axis=1), -1, 2 * dsp.TONES.count)  # the same for a frame's hops
    if c.dec_fast_ahead:
        tones = g.delayed(tones, c.dec_fast_ahead, 2 * dsp.TONES.count)
    x = w.linear(latents, "dec.inp")
    for i in range(c.dec_blocks):
        x = w.block(x, f"dec.b0.{i}", c.dec_width, int(i < c.dec_ahead))
    x = g.reshape(w.linear(x, "dec.up"), -1, c.dec_fast_width)
    for i in range(c.dec_fast_blocks):
        x = w.block(x, f"dec.b1.{i}", c.dec_fast_width, int(i < c.dec_fast_ahead))
    order = fourier.bin_order()
    gains = w.norm_linear(x, "dec.norm", "dec.env", c.dec_fast_width, np.concatenate([order, order + dsp.GRID.bins]))
    pitch = w.norm_linear(x, "dec.norm", "dec.f0", c.dec_fast_width)
    salience = g.op("Add", w.norm_linear(x, "dec.norm", "dec.tone", c.dec_fast_width), g.slice(tones, 0, dsp.TONES.count, 1))
    level = g.op("Add", w.norm_linear(x, "dec.norm", "dec.tone_level", c.dec_fast_width), g.slice(tones, dsp.TONES.count, None, 1))
    pcm = g.reshape(synthesise(g, gains, pitch, salience, level, marks), 1, 1, -1)
    model = g.model({"latent": [1, c.latents, "frames"], "noise": [1, 1, "samples"]}, {"pcm": (pcm, [1, 1, "samples"])}, {"latentcast": "decoder"})
    fast_left = c.dec_fast_blocks * (KERNEL - 1) + 1 + PAST_HOPS * (1 + len(dsp.SYNTHESIS.refinements)) + sum(dsp.SYNTHESIS.refinements)
    left = c.dec_blocks * (KERNEL - 1) + -(-fast_left // dsp.GRID.fold)
    delay = dsp.GRID.hop * (c.dec_fast_ahead + sum(dsp.SYNTHESIS.refinements) + dsp.GRID.fold * c.dec_ahead) + dsp.GRID.margin
    return Streaming(model, delay, left, g.state_size, marks)
