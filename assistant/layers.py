"""The sentence model's last two layers, taught to hear something else than what a sentence is about.

The first four are those of the file that Ask loads; they run once, and what they give goes
several ways: through the file's own last layers to a vector for searching, and through taught
ones to token states for `moves` and for `safety`. Plain arrays at run time; `fitting` learns the weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
HEADS = 12
TINY = 1e-12  # Of the sentence model's normalisation.
MATRICES = ("attend", "merge", "widen", "narrow")
NORMS = ("first", "second")


@dataclass(frozen=True)
class Layer:
    """One transformer layer (Vaswani et al. 2017) as BERT has it: attention, then two dense steps, each normalised.

    ``attend`` gives queries, keys and values side by side: (384, 1152). Each pair is (weights, bias),
    or (scale, shift) for the two normalisations.
    """

    attend: tuple[Floats, Floats]
    merge: tuple[Floats, Floats]
    first: tuple[Floats, Floats]
    widen: tuple[Floats, Floats]
    narrow: tuple[Floats, Floats]
    second: tuple[Floats, Floats]


def listen_closely(layers: Sequence[Layer], texts: Sequence[Floats]) -> list[Floats]:
    """The token states of texts, from those of the fourth layer: an array of shape (tokens, 384) for each."""
    if not texts:
        return []
    ends = np.cumsum([len(own) for own in texts])
    states = np.concatenate(texts)
    for layer in layers:
        # All texts share the products; only attention keeps them apart.
        asked: Floats = states @ layer.attend[0] + layer.attend[1]
        heard: Floats = np.concatenate([_attend(own) for own in np.split(asked, ends[:-1])])
        merged: Floats = heard @ layer.merge[0] + layer.merge[1]
        states = _normal(states + merged, layer.first)
        inner = _gelu(states @ layer.widen[0] + layer.widen[1])
        narrowed: Floats = inner @ layer.narrow[0] + layer.narrow[1]
        states = _normal(states + narrowed, layer.second)
    return np.split(states, ends[:-1])


def _attend(asked: Floats) -> Floats:
    tokens, width = len(asked), asked.shape[1] // 3
    queries, keys, values = asked.reshape(tokens, 3, HEADS, width // HEADS).transpose(1, 2, 0, 3)
    scores = queries @ keys.transpose(0, 2, 1) / np.sqrt(np.float32(width // HEADS))
    shares = np.exp(scores - scores.max(axis=2, keepdims=True))
    shares /= shares.sum(axis=2, keepdims=True)
    heard: Floats = (shares @ values).transpose(1, 0, 2).reshape(tokens, width)
    return heard


def _normal(states: Floats, norm: tuple[Floats, Floats]) -> Floats:
    centred = states - states.mean(axis=1, keepdims=True)
    spread = np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + np.float32(TINY))
    normal: Floats = centred / spread * norm[0] + norm[1]
    return normal


def _gelu(values: Floats) -> Floats:
    """The smooth step of the model, by the tangent that training uses too (Hendrycks and Gimpel 2016)."""
    inner = np.float32(0.7978845608) * values * (1 + np.float32(0.044715) * values * values)
    step: Floats = np.float32(0.5) * values * (1 + np.tanh(inner))
    return step


def pack_layers(layers: Sequence[Layer]) -> dict[str, NDArray[np.generic]]:
    """Layers as arrays for a file: a byte a weight with one scale a column."""
    packed: dict[str, NDArray[np.generic]] = {"layers": np.array(len(layers))}
    for i, layer in enumerate(layers):
        for name in MATRICES:
            weights, bias = getattr(layer, name)
            scale = np.maximum(np.abs(weights).max(axis=0) / 127, np.float32(1e-9))
            packed[f"{i}.{name}"] = np.round(weights / scale).astype(np.int8)
            packed[f"{i}.{name}.scale"] = scale.astype(np.float32)
            packed[f"{i}.{name}.bias"] = bias.astype(np.float32)
        for name in NORMS:
            packed[f"{i}.{name}"] = np.stack(getattr(layer, name)).astype(np.float32)
    return packed


def unpack_layers(values: Mapping[str, NDArray[np.generic]]) -> tuple[Layer, ...]:
    """Layers from the arrays of a file."""

    def matrix(name: str) -> tuple[Floats, Floats]:
        return (
            values[name].astype(np.float32) * values[f"{name}.scale"].astype(np.float32),
            values[f"{name}.bias"].astype(np.float32),
        )

    def norm(name: str) -> tuple[Floats, Floats]:
        scale, shift = values[name].astype(np.float32)
        return scale, shift

    return tuple(
        Layer(**{name: matrix(f"{i}.{name}") for name in MATRICES}, **{name: norm(f"{i}.{name}") for name in NORMS})
        for i in range(int(values["layers"]))
    )
