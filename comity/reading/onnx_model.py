"""Opening a trained model of the package: an ONNX graph and the tokenizer that stands beside it."""

from __future__ import annotations

from pathlib import Path

import onnxruntime  # type: ignore[import-untyped]
from tokenizers import Tokenizer


def open_model(
    folder: Path, *, threads: int, without: tuple[str, ...] = ()
) -> tuple[Tokenizer, onnxruntime.InferenceSession]:
    """`tokenizer.json` and `model.onnx` of a folder, on the processor, without the graph optimisers named.

    Raises whatever the two libraries raise where a file is missing or cannot be used.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    session = onnxruntime.InferenceSession(
        str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"], disabled_optimizers=list(without)
    )
    return tokenizer, session
