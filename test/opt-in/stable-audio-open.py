"""Stable Audio Open's autoencoder at full size with random weights, and what PyTorch makes of them.

    python stable-audio-open.py OUT          (needs torch, diffusers, safetensors, numpy; 3 GB of memory)

OUT/vae/ is as diffusers saves it, OUT/model.safetensors the same weights as stable-audio-tools names them inside a
text-to-audio model; OUT/pcm.f32 [2 × 24·2048], OUT/latent.f32 [64 × 24] and OUT/decoded.f32 [2 × 24·2048].
"""
import re
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderOobleck
from safetensors.torch import save_file

FRAMES = 24
UNIT = {"snake1": "0", "conv1": "1", "snake2": "2", "conv2": "3"}


def stable_audio_tools(key):
    """A diffusers key as stable-audio-tools has it."""
    half, rest = key.split(".", 1)
    block = re.match(r"block\.(\d)\.(.+)", rest)
    if not block:
        name, part = rest.rsplit(".", 1)
        return f"{half}.layers.{ {'conv1': 0, 'snake1': 6, 'conv2': 7}[name] }.{part}"
    index, rest = int(block[1]) + 1, block[2]
    unit = re.match(r"res_unit(\d)\.(\w+)\.(\w+)$", rest)
    first = 0 if half == "encoder" else 2
    if unit:
        return f"{half}.layers.{index}.layers.{first + int(unit[1]) - 1}.layers.{UNIT[unit[2]]}.{unit[3]}"
    name, part = rest.rsplit(".", 1)
    layer = {"snake1": 3, "conv1": 4} if half == "encoder" else {"snake1": 0, "conv_t1": 1}
    return f"{half}.layers.{index}.layers.{layer[name]}.{part}"


def main(out):
    torch.manual_seed(5)
    model = AutoencoderOobleck().eval()
    with torch.no_grad():
        # A fresh model has α = β = 0 everywhere and gains of PyTorch's small start: neither would be tested.
        for key, value in model.named_parameters():
            if key.endswith(("alpha", "beta")):
                value.uniform_(-0.3, 0.3)
            elif key.endswith("weight_g"):
                value.mul_(torch.empty_like(value).uniform_(0.8, 1.2) * (1.0 if "conv2" in key else 1.7))
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.1f} M parameters")
    model.save_pretrained(out / "vae")
    tensors = {f"pretransform.model.{stable_audio_tools(k)}": v.reshape(-1) if k.endswith(("alpha", "beta")) else v
               for k, v in model.state_dict().items()}
    tensors["model.model.timestep_features.weight"] = torch.zeros(128, 1)
    save_file({k: v.contiguous() for k, v in tensors.items()}, out / "model.safetensors")
    t = torch.arange(FRAMES * 2048) / 44100
    pcm = torch.stack([0.3 * torch.sin(2 * np.pi * 220 * t), 0.3 * torch.sin(2 * np.pi * 331 * t)])
    pcm = (pcm + 0.1 * torch.randn(2, FRAMES * 2048))[None]
    with torch.no_grad():
        latent = model.encode(pcm).latent_dist.mode()
        decoded = model.decode(latent).sample
    for name, value in (("pcm", pcm), ("latent", latent), ("decoded", decoded)):
        value.numpy().astype("<f4").tofile(out / f"{name}.f32")
    print(f"latent std {latent.std():.3f}, decoded peak {decoded.abs().max():.3f}")


main(Path(sys.argv[1]))
