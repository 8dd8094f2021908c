"""Learning listeners with PyTorch: the one place that needs it, and `onnx`, which reads the sentence model.

It knows arrays and nothing of what they are for; `tuning` brings the lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import InputError
from assistant.heads import Head, Listener
from assistant.layers import HEADS, TINY, Layer

if TYPE_CHECKING:
    import torch

Floats = NDArray[np.float32]
# Of training; chosen by macro-F1 on the development voices: three layers or more learn the training lines by heart.
LAYERS, BATCH = 2, 32
CHANNELS, HIDDEN, WIDTHS = 96, 160, (1, 3, 5)
RATE, LAYER_RATE = 1e-3, 2e-4
DROP, HEAD_DROP = 0.1, 0.3  # Of what is heard, left out while learning: of token states, and in the head.
SEED = 0
MARGIN = 5  # Rows of nothing behind the last token: the widest window less one, and one more.


@dataclass(frozen=True)
class Table:
    """Everything that a listener learns from: token states, the two kinds of features, and what is true, a row a text.

    The states are those of the sentence model's fourth layer.
    """

    states: list[Floats]
    small: Floats
    features: Floats
    wanted: Floats


def fit(
    table: Table, model: Path, epochs: int, told: Callable[[int, int], None] | None = None, order: int = 0
) -> Listener:
    """Teach the sentence model's last layers and a head together.

    Args:
        table: what the listener is to tell.
        model: the ``model.onnx`` whose last layers are the beginning.
        epochs: how often each row is seen.
        told: is called with the steps that are done, and their number.
        order: which of the orders the rows come in; what is learned begins at the same weights in each.

    Raises:
        InputError: PyTorch or onnx is not installed.
    """
    try:
        import onnx  # noqa: F401
        import torch
    except ImportError as error:
        raise InputError(
            "Tuning needs PyTorch and onnx. Install them (`pip install torch onnx`) and tune again."
        ) from error
    from torch.nn import functional

    torch.set_num_threads(2)
    torch.manual_seed(SEED)
    shuffling = np.random.default_rng(SEED + order)
    layers, head = _layer_modules(model), _HeadModule.build(table)
    groups = [
        {"params": [p for layer in layers for p in layer.parameters()], "lr": LAYER_RATE, "weight_decay": 0.01},
        {"params": head.main(), "lr": RATE, "weight_decay": 0.01},
        {"params": list(head.linear.parameters()), "lr": RATE, "weight_decay": 0.05},
    ]
    optimizer = torch.optim.AdamW(groups)
    batches = [rows for _ in range(epochs) for rows in _batches(table, shuffling)]
    rates = [LAYER_RATE, RATE, RATE]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=len(batches) + 1)
    parameters = [p for module in (*layers, head) for p in module.parameters()]
    for done, rows in enumerate(batches):
        optimizer.zero_grad()
        totals = head.totals(*_forward(layers, table, rows, training=True), table, rows, training=True)
        wanted = torch.tensor(table.wanted[rows])
        (functional.binary_cross_entropy_with_logits(totals, wanted, reduction="sum") / len(rows)).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 5.0)
        optimizer.step()
        schedule.step()
        if told is not None:
            told(done + 1, len(batches))
    return Listener(tuple(_layer_of(layer) for layer in layers), head.plain())


def chances_of(listener: Listener, table: Table) -> Floats:
    """The probabilities of every row, as they will be at run time."""
    slices = [slice(start, start + BATCH) for start in range(0, len(table.states), BATCH)]
    return np.concatenate(
        [listener.chances(table.states[rows], table.small[rows], table.features[rows]) for rows in slices]
    )


def _batches(table: Table, order: np.random.Generator) -> list[list[int]]:
    """All rows in batches of texts of about one length, in a new order each time."""
    shuffled = order.permutation(len(table.states))
    keyed = sorted(shuffled, key=lambda i: len(table.states[i]) // 4 * 4 + 4 * order.random())
    batches = [keyed[start : start + BATCH] for start in range(0, len(keyed), BATCH)]
    return [batches[i] for i in order.permutation(len(batches))]


def _forward(
    layers: Sequence[Any], table: Table, rows: Sequence[int], training: bool
) -> tuple[torch.Tensor, torch.Tensor]:
    """Token states, padded, through the layers; and which of them are tokens."""
    import torch
    from torch.nn import functional

    longest = max(len(table.states[i]) for i in rows)
    padded = np.zeros((len(rows), longest, table.states[rows[0]].shape[1]), np.float32)
    real = np.zeros((len(rows), longest), bool)
    for row, i in enumerate(rows):
        padded[row, : len(table.states[i])] = table.states[i]
        real[row, : len(table.states[i])] = True
    states, mask = torch.tensor(padded), torch.tensor(real)
    drop = DROP if training else 0.0
    for layer in layers:
        count, tokens, width = states.shape
        asked = layer["attend"](states).view(count, tokens, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        heard = functional.scaled_dot_product_attention(
            asked[0], asked[1], asked[2], attn_mask=mask[:, None, None, :], dropout_p=drop
        )
        merged = layer["merge"](heard.transpose(1, 2).reshape(count, tokens, width))
        states = layer["first"](states + functional.dropout(merged, drop))
        inner = layer["narrow"](functional.gelu(layer["widen"](states), approximate="tanh"))
        states = layer["second"](states + functional.dropout(inner, drop))
    return states, mask


def _layer_modules(model: Path) -> list[Any]:
    """The last layers of the sentence model as modules that can learn."""
    import onnx
    import torch
    from onnx import numpy_helper
    from torch import nn

    values = {item.name: numpy_helper.to_array(item) for item in onnx.load(str(model)).graph.initializer}
    # The dense weights have numbers for names, six a layer in the order of their use.
    names = sorted((name for name in values if name.startswith("val_") and name.endswith("_q")),
                   key=lambda name: int(name.split("_")[1]))  # fmt: skip
    dense = [values[name].astype(np.float32) * values[name.removesuffix("_q") + "_scale"] for name in names]
    count = len(dense) // 6
    modules = []
    for i in range(count - LAYERS, count):
        query, key, value, merge, widen, narrow = dense[6 * i : 6 * i + 6]
        prefix = f"inner.encoder.layer.{i}."
        attention = [values[f"{prefix}attention.self.{part}.bias"] for part in ("query", "key", "value")]
        pairs = {
            "attend": (np.concatenate([query, key, value], axis=1), np.concatenate(attention)),
            "merge": (merge, values[prefix + "attention.output.dense.bias"]),
            "widen": (widen, values[prefix + "intermediate.dense.bias"]),
            "narrow": (narrow, values[prefix + "output.dense.bias"]),
        }
        layer = nn.ModuleDict()
        for name, (weights, bias) in pairs.items():
            layer[name] = module = nn.Linear(*weights.shape)
            module.weight.data, module.bias.data = torch.tensor(weights.T.copy()), torch.tensor(bias)
        for name, part in (("first", "attention.output"), ("second", "output")):
            layer[name] = norm = nn.LayerNorm(len(values[f"{prefix}{part}.LayerNorm.weight"]), eps=TINY)
            norm.weight.data = torch.tensor(values[f"{prefix}{part}.LayerNorm.weight"])
            norm.bias.data = torch.tensor(values[f"{prefix}{part}.LayerNorm.bias"])
        modules.append(layer)
    return modules


def _layer_of(module: Any) -> Layer:
    pairs = {name: _pair(module[name]) for name in ("attend", "merge", "widen", "narrow")}
    norms = {name: (_array(module[name].weight), _array(module[name].bias)) for name in ("first", "second")}
    return Layer(**pairs, **norms)


def _array(tensor: torch.Tensor) -> Floats:
    values: Floats = tensor.detach().numpy().copy()
    return values


def _pair(module: Any) -> tuple[Floats, Floats]:
    return _array(module.weight).T.copy(), _array(module.bias)


@dataclass(frozen=True)
class _HeadModule:
    """A head that can learn; see `heads.Head`."""

    convolutions: Any
    hidden: Any
    out: Any
    linear: Any

    @staticmethod
    def build(table: Table) -> _HeadModule:
        from torch import nn

        width, outputs = table.states[0].shape[1], table.wanted.shape[1]
        return _HeadModule(
            nn.ModuleList([nn.Conv1d(width, CHANNELS, kind, padding=kind - 1) for kind in WIDTHS]),
            nn.Linear(CHANNELS * len(WIDTHS) + table.small.shape[1], HIDDEN),
            nn.Linear(HIDDEN, outputs),
            nn.Linear(table.features.shape[1], outputs, bias=False),
        )

    def parameters(self) -> list[Any]:
        return [*self.main(), *self.linear.parameters()]

    def main(self) -> list[Any]:
        return [*self.convolutions.parameters(), *self.hidden.parameters(), *self.out.parameters()]

    def totals(
        self, states: torch.Tensor, mask: torch.Tensor, table: Table, rows: Sequence[int], training: bool
    ) -> torch.Tensor:
        import torch
        from torch.nn import functional

        tokens = functional.pad(functional.dropout(states * mask[..., None], DROP, training), (0, 0, 0, MARGIN))
        heard = [functional.relu(each(tokens.transpose(1, 2))).max(2).values for each in self.convolutions]
        inner = functional.dropout(torch.cat([*heard, torch.tensor(table.small[rows])], 1), HEAD_DROP, training)
        inner = functional.dropout(functional.relu(self.hidden(inner)), HEAD_DROP, training)
        totals: torch.Tensor = self.out(inner) + self.linear(torch.tensor(table.features[rows]))
        return totals

    def plain(self) -> Head:
        kernels = tuple(
            (_array(each.weight).reshape(CHANNELS, -1).T.copy(), _array(each.bias)) for each in self.convolutions
        )
        return Head(kernels, _pair(self.hidden), _pair(self.out), _array(self.linear.weight).T.copy())
