"""Turn trained weights into the int8 ONNX file and the JSON and tokenizer files that Comity reads at run time."""

from __future__ import annotations

import argparse
import json
import tempfile
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from network import EDGES, LINK, Attributor
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from torch import Tensor, nn
from torch.nn import functional
from train import load_tokenizer

from comity.reading.attribution.tagger_windows import BREAKS, CASES, CONVENTIONS, QUOTE_STATES

HEADS = 12


class Attention(torch.autograd.Function):
    """The attention of all heads as the one operator that ONNX Runtime has for it; for export only."""

    @staticmethod
    def forward(_: object, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Only the shape matters while the graph is recorded."""
        return query + key + value

    @staticmethod
    def symbolic(graph: Any, query: Any, key: Any, value: Any) -> Any:
        """The operator; the scale is its default, one over the root of a head's width."""
        found = graph.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=HEADS)
        return found.setType(query.type())


class RunTime(nn.Module):
    """The network as it runs, on one window at a time.

    One feature table, word vectors as int8 with a scale for each row, the three projections of a layer as one, no
    mask; the last layer is worked out only for [CLS] and the first piece of each word, which is all that is read.
    """

    def __init__(self, model: Attributor) -> None:
        super().__init__()
        model.eval()
        self.model = model
        scale = model.words.weight.abs().amax(1, keepdim=True) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("small", torch.round(model.words.weight / scale).to(torch.int8))
        tables = [t.weight for t in model.features]
        rows = [
            sum(t[i] for t, i in zip(tables, index, strict=True))
            for index in product(*map(range, (QUOTE_STATES, CASES, BREAKS, CONVENTIONS)))
        ]
        self.register_buffer("table", torch.stack(rows) + model.types)
        self.merged = nn.ModuleList(_merged(layer.query, layer.key, layer.value) for layer in model.layers)

    def forward(self, pieces: Tensor, features: Tensor, firsts: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Tag emissions, link seekers and link offers of the pieces at `firsts`."""
        m = self.model
        x = self.small[pieces].float() * self.scale[pieces]
        x = m.norm(x + m.places.weight[: pieces.shape[1]] + self.table[features])
        for number, (layer, merged) in enumerate(zip(m.layers, self.merged, strict=True)):
            mixed = Attention.apply(*merged(x).split(x.shape[-1], dim=-1))
            if number == len(m.layers) - 1:
                x, mixed = x[:, firsts], mixed[:, firsts]
            x = layer.norm1(x + layer.out(mixed))
            x = layer.norm2(x + layer.down(functional.gelu(layer.up(x))))
        return m.tags(x), functional.gelu(m.seek(x)), m.offer(x)


def _merged(*parts: nn.Linear) -> nn.Linear:
    """Several layers of one input as one, their outputs side by side."""
    whole = nn.Linear(parts[0].in_features, sum(part.out_features for part in parts))
    with torch.no_grad():
        whole.weight.copy_(torch.cat([part.weight for part in parts]))
        whole.bias.copy_(torch.cat([part.bias for part in parts]))
    return whole


def export(model: Attributor, path: Path) -> None:
    """Write the int8 ONNX file.

    Of the optimiser's fusions those stay out that ONNX Runtime's kernels make slower (skip and bias normalisation).
    """
    names = {"pieces": {1: "pieces"}, "features": {1: "pieces"}, "firsts": {0: "words"}}
    names |= {name: {1: "words"} for name in ("tags", "seek", "offer")}
    sample = (torch.randint(5, 900, (1, 17)), torch.zeros(1, 17, dtype=torch.long), torch.arange(0, 17, 2))
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder, "plain.onnx"), Path(folder, "fused.onnx")
        torch.onnx.export(
            RunTime(model), sample, str(plain), input_names=["pieces", "features", "firsts"],
            output_names=["tags", "seek", "offer"], dynamic_axes=names, opset_version=20, dynamo=False,
            custom_opsets={"com.microsoft": 1},
        )  # fmt: skip
        options = FusionOptions("bert")
        options.enable_embed_layer_norm = options.enable_attention = False
        options.enable_skip_layer_norm = options.enable_bias_skip_layer_norm = options.enable_bias_gelu = False
        better = optimizer.optimize_model(
            str(plain), "bert", num_heads=HEADS, hidden_size=model.words.embedding_dim, optimization_options=options
        )
        better.save_model_to_file(str(fused))
        quantize_dynamic(
            fused, path, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip


def settings(model: Attributor) -> dict[str, object]:
    """What the decoder needs beside the network."""
    return {
        "format": 1,
        "link": LINK,
        "edges": EDGES.tolist(),
        "near": np.round(model.near.detach().numpy(), 4).tolist(),
        "moves": np.round(model.moves.detach().numpy(), 4).tolist(),
    }


def main() -> None:
    """Export one set of weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder for model.onnx, tokenizer.json, settings.json")
    parser.add_argument("--depths", type=int, default=1, help="2 where the weights learned inner attributions")
    parser.add_argument("--settings", type=Path, help="JSON with decoder settings to keep (thresholds, calibration)")
    args = parser.parse_args()
    model = Attributor()
    model.load_state_dict(torch.load(args.weights))
    args.out.mkdir(parents=True, exist_ok=True)
    export(model, args.out / "model.onnx")
    load_tokenizer().save(str(args.out / "tokenizer.json"), pretty=False)
    kept = json.loads(args.settings.read_text()) if args.settings else {}
    (args.out / "settings.json").write_text(json.dumps({**kept, **settings(model), "depths": args.depths}))


if __name__ == "__main__":
    main()
