"""Write weights that lie between those of two models of one ancestry (Wortsman and others, 2022)."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    """Average two files of weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="share of the second model")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    first, second = torch.load(args.first), torch.load(args.second)
    torch.save({name: torch.lerp(value, second[name], args.share) for name, value in first.items()}, args.out)


if __name__ == "__main__":
    main()
