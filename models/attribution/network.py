"""The attribution network: a six-layer BERT encoder, a tag layer for each depth of nesting and a linking head."""

from __future__ import annotations

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from comity.reading.attribution.tagger_windows import BREAKS, CASES, CONVENTIONS, QUOTE_STATES

TAGS = 7  # O, then B and I of source, cue, content
DEPTHS = 2  # outermost attributions, and those inside their contents
LINK = 96
EDGES = torch.tensor([1, 2, 3, 4, 6, 9, 14, 22, 36, 60])
BUCKETS = 2 * (len(EDGES) + 1) + 1


class Layer(nn.Module):
    """One transformer layer with the normalisation after each part, as BERT has it."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads, self.scale = heads, float(width // heads) ** -0.5
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`bias` is added to the attention scores: 0 for pieces, a large negative number for padding."""
        b, t, w = x.shape
        q, k, v = (
            part(x).view(b, t, self.heads, w // self.heads).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        if self.training:
            mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        else:
            mixed = torch.softmax(q * self.scale @ k.transpose(-1, -2) + bias, dim=-1) @ v
        mixed = mixed.transpose(1, 2).reshape(b, t, w)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(functional.gelu(self.up(x)))))


class Attributor(nn.Module):
    """Emissions for both depths, and for each piece what it looks for and what it offers as one end of a link."""

    def __init__(self, layers: int = 6, width: int = 384, heads: int = 12, inner: int = 1536, vocabulary: int = 30522):
        super().__init__()
        self.words = nn.Embedding(vocabulary, width)
        self.places = nn.Embedding(512, width)
        self.types = nn.Parameter(torch.zeros(width))
        self.features = nn.ModuleList(nn.Embedding(n, width) for n in (QUOTE_STATES, CASES, BREAKS, CONVENTIONS))
        for table in self.features:
            nn.init.zeros_(table.weight)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(width, heads, inner) for _ in range(layers))
        self.tags = nn.Linear(width, DEPTHS * TAGS)
        self.moves = nn.Parameter(torch.zeros(DEPTHS, TAGS + 1, TAGS))  # last row: from the start of a window
        # A content's first and last word look for a cue, a cue for a source.
        self.seek = nn.Linear(width, 3 * LINK)
        self.offer = nn.Linear(width, 2 * (LINK + 1))
        self.near = nn.Parameter(torch.zeros(3, BUCKETS))

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Tag emissions, link seekers and link offers of every piece [windows, pieces, …]."""
        x = self.words(pieces) + self.places.weight[: pieces.shape[1]] + self.types
        rest = features
        for table in reversed(self.features):
            size = table.num_embeddings
            x = x + table(rest % size)
            rest = torch.div(rest, size, rounding_mode="floor")
        x = self.drop(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        x = self.drop(x)
        return self.tags(x), functional.gelu(self.seek(x)), self.offer(x)

    def load_base(self, path: str) -> None:
        """Take the encoder's weights from a BERT checkpoint in safetensors form."""
        base = load_file(path)
        base = {name.removeprefix("bert."): value for name, value in base.items()}
        copy = {
            "words": "embeddings.word_embeddings",
            "places": "embeddings.position_embeddings",
            "norm": "embeddings.LayerNorm",
        }
        parts = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
            "down": "output.dense", "norm2": "output.LayerNorm",
        }  # fmt: skip
        for i in range(len(self.layers)):
            copy |= {f"layers.{i}.{ours}": f"encoder.layer.{i}.{theirs}" for ours, theirs in parts.items()}
        own = self.state_dict()
        for ours, theirs in copy.items():
            for kind in ("weight", "bias"):
                if f"{ours}.{kind}" in own:
                    own[f"{ours}.{kind}"].copy_(base[f"{theirs}.{kind}"])
        own["types"].copy_(base["embeddings.token_type_embeddings.weight"][0])


def bucket(distance: Tensor) -> Tensor:
    """Signed distances in pieces as rows of `near`."""
    size = torch.bucketize(distance.abs(), EDGES, right=True)
    return torch.where(distance < 0, len(EDGES) + 1 + size, size).clamp(0, BUCKETS - 1)


def link_scores(seek: Tensor, offer: Tensor, near: Tensor, kind: int, rows: Tensor) -> Tensor:
    """Scores [N, T] of every piece as the head of `rows` [N, 2] (window, piece).

    Kinds 0 and 1 are first and last word of a content, 2 is the first word of a cue.
    """
    side = 1 if kind == 2 else 0
    heads = offer[..., side * (LINK + 1) : (side + 1) * (LINK + 1)]
    own = seek[rows[:, 0], rows[:, 1], kind * LINK : (kind + 1) * LINK]
    heads = heads[rows[:, 0]]
    scores = torch.einsum("nd,ntd->nt", own, heads[..., :LINK]) * LINK**-0.5 + heads[..., LINK]
    distance = torch.arange(heads.shape[1])[None, :] - rows[:, 1:2]
    return scores + near[kind][bucket(distance)]


def crf_loss(emissions: Tensor, moves: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
    """Summed negative log-likelihood of `tags` [B, W] under a linear chain over words."""
    w = emissions.shape[1]
    start, table = moves[-1], moves[:-1]
    steps = torch.arange(w)[None, :] < lengths[:, None]
    gold = emissions.gather(2, tags[..., None])[..., 0]
    links = table[tags[:, :-1], tags[:, 1:]]
    score = (gold * steps).sum() + start[tags[:, 0]].sum() + (links * steps[:, 1:]).sum()
    alpha = start + emissions[:, 0]
    for i in range(1, w):
        following = torch.logsumexp(alpha[:, :, None] + table[None], dim=1) + emissions[:, i]
        alpha = torch.where(steps[:, i : i + 1], following, alpha)
    return torch.logsumexp(alpha, dim=1).sum() - score
