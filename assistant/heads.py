"""Listeners: what `moves` and `safety` decide with, each the sentence model's last layers taught anew, and a head.

In the head a few narrow convolutions hear turns of phrase in their context, a linear part hears
the sentence's meaning, its words and cues. Plain arrays at run time: a millisecond a sentence.
`fitting` learns the weights; nothing here knows what they are for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.layers import MATRICES, NORMS, Layer, listen_closely, pack_layers, unpack_layers

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Head:
    """One network.

    ``kernels`` are (weights of shape (width x 384, channels), bias); ``hidden`` and ``out`` are
    (weights, bias) of two layers; ``linear`` has a row a feature and a column an output.
    """

    kernels: tuple[tuple[Floats, Floats], ...]
    hidden: tuple[Floats, Floats]
    out: tuple[Floats, Floats]
    linear: Floats

    def totals(self, states: Floats, small: Floats, features: Floats) -> Floats:
        """The log odds of each output for one text.

        Args:
            states: its token states, a row a token.
            small: the features that the hidden layer sees.
            features: the features of the linear part.
        """
        heard = [_convolve(states, weights, bias) for weights, bias in self.kernels]
        inner = np.maximum(np.concatenate([*heard, small]) @ self.hidden[0] + self.hidden[1], 0)
        totals: Floats = inner @ self.out[0] + self.out[1] + features @ self.linear
        return totals

    def chances(self, states: Floats, small: Floats, features: Floats) -> Floats:
        """The probability of each output for one text; see ``totals``."""
        chances: Floats = np.reciprocal(1 + np.exp(-self.totals(states, small, features)))
        return chances


@dataclass(frozen=True)
class Listener:
    """Layers and the head that was learned with them."""

    layers: tuple[Layer, ...]
    head: Head

    def chances(self, states: Sequence[Floats], small: Iterable[Floats], features: Iterable[Floats]) -> Floats:
        """The probability of each output, a row a text.

        Args:
            states: the token states of each text as the sentence model's fourth layer gives them.
            small: the features that the head's hidden layer sees, of each text.
            features: the features of its linear part, of each text.
        """
        given = zip(listen_closely(self.layers, states), small, features, strict=True)
        return np.stack([self.head.chances(*one) for one in given])


def _convolve(states: Floats, weights: Floats, bias: Floats) -> Floats:
    """The strongest answer of each channel anywhere in the text and around it, at least 0.

    Each token is multiplied once for every place in the window; the windows are sums of those.
    """
    tokens, size = states.shape
    parts = (states @ weights.reshape(size, -1)).reshape(tokens, -1, len(bias))
    width = parts.shape[1]
    found = np.tile(bias, (tokens + width - 1, 1))
    for offset in range(width):
        found[width - 1 - offset :][:tokens] += parts[:, offset]
    heard: Floats = np.maximum(np.maximum(found.max(axis=0), bias), 0)  # The bias alone: where there is nothing.
    return heard


def mean_of(first: Listener, second: Listener) -> Listener:
    """The mean of the weights of two listeners that were learned from one beginning (Wortsman et al. 2022).

    It errs less than either, and is less sure where it errs. From two beginnings it would be noise.
    """

    def mean(one: Floats, other: Floats) -> Floats:
        return ((one + other) / 2).astype(np.float32)

    def pair(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        return mean(one[0], other[0]), mean(one[1], other[1])

    layers = tuple(
        Layer(**{name: pair(getattr(one, name), getattr(other, name)) for name in (*MATRICES, *NORMS)})
        for one, other in zip(first.layers, second.layers, strict=True)
    )
    one, other = first.head, second.head
    kernels = tuple(pair(*pairs) for pairs in zip(one.kernels, other.kernels, strict=True))
    linear = mean(one.linear, other.linear)
    return Listener(layers, Head(kernels, pair(one.hidden, other.hidden), pair(one.out, other.out), linear))


def pack(listener: Listener) -> dict[str, NDArray[np.generic]]:
    """A listener as arrays for a file: a byte a weight, with one scale a matrix of the head and a column of a layer."""
    head = listener.head
    packed = {"kernels": np.array(len(head.kernels)), **pack_layers(listener.layers)}

    def put(name: str, matrix: Floats, bias: Floats | None = None) -> None:
        scale = float(np.abs(matrix).max() / 127) or 1.0
        packed[name] = np.round(matrix / scale).astype(np.int8)
        packed[f"{name}.scale"] = np.array(scale, np.float32)
        if bias is not None:
            packed[f"{name}.bias"] = bias

    for i, (weights, bias) in enumerate(head.kernels):
        put(f"kernel{i}", weights, bias)
    put("hidden", *head.hidden)
    put("out", *head.out)
    put("linear", head.linear)
    return packed


def unpack(values: Mapping[str, NDArray[np.generic]]) -> Listener:
    """A listener from the arrays of a file."""

    def get(name: str) -> Floats:
        return values[name].astype(np.float32) * np.float32(values[f"{name}.scale"])

    def layer(name: str) -> tuple[Floats, Floats]:
        return get(name), values[f"{name}.bias"].astype(np.float32)

    kernels = tuple(layer(f"kernel{i}") for i in range(int(values["kernels"])))
    head = Head(kernels, hidden=layer("hidden"), out=layer("out"), linear=get("linear"))
    return Listener(unpack_layers(values), head)
