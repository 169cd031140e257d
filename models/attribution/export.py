"""Turn trained weights into the int8 ONNX file and the JSON and tokenizer files that Comity reads at run time."""

from __future__ import annotations

import argparse
import json
import tempfile
from itertools import product
from pathlib import Path

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

from comity.reading.tagger_windows import BREAKS, CASES, CONVENTIONS, QUOTE_STATES


class RunTime(nn.Module):
    """The network as it runs: one feature table, word vectors as int8 with a scale for each row."""

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

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Tag emissions, link seekers and link offers of every piece."""
        m = self.model
        x = self.small[pieces].float() * self.scale[pieces]
        x = m.norm(x + m.places.weight[: pieces.shape[1]] + self.table[features])
        bias = (1.0 - mask[:, None, None, :]) * -1e4
        for layer in m.layers:
            x = layer(x, bias)
        return m.tags(x), functional.gelu(m.seek(x)), m.offer(x)


def export(model: Attributor, path: Path) -> None:
    """Write the int8 ONNX file."""
    wrapped = RunTime(model)
    axes = {name: {0: "windows", 1: "pieces"} for name in ("pieces", "features", "mask", "tags", "seek", "offer")}
    sample = (torch.randint(5, 900, (2, 17)), torch.zeros(2, 17, dtype=torch.long), torch.ones(2, 17))
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder, "plain.onnx"), Path(folder, "fused.onnx")
        torch.onnx.export(
            wrapped, sample, str(plain), input_names=["pieces", "features", "mask"],
            output_names=["tags", "seek", "offer"], dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        options = FusionOptions("bert")
        options.enable_embed_layer_norm = False
        options.enable_attention = False
        better = optimizer.optimize_model(
            str(plain), "bert", num_heads=12, hidden_size=384, optimization_options=options
        )
        better.save_model_to_file(str(fused))
        print(
            {
                n: sum(x.op_type == n for x in better.model.graph.node)
                for n in {x.op_type for x in better.model.graph.node}
            }
        )
        quantize_dynamic(
            fused, path, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Attention"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip
    onnx.checker.check_model(onnx.load(str(path)))


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
