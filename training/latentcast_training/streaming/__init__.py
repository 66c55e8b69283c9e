"""The network as two streaming ONNX graphs whose whole memory is one flat state tensor.

Every graph is causal in what it is fed. Look-ahead is a constant delay instead: a block that looks one step ahead
emits one step late, and what must meet its output is delayed as much. An all-zero state is the cold start. n is the
number of spectral frames in a call, 4 T.
"""

from ..graph import OPSET
from .codec import Streaming, decoder, encoder

__all__ = ["OPSET", "Streaming", "decoder", "encoder"]
