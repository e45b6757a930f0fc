"""The llama architecture, small: RMSNorm, interleaved rotary positions, grouped-query attention, SwiGLU, tied embedding.

Names and shapes of the weights are those of GGUF, so that a checkpoint becomes a GGUF without any rearrangement.
"""
import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

ROPE_BASE = 10_000.0
NORM_EPSILON = 1e-5


@dataclass(frozen=True)
class Shape:
    vocabulary: int
    context: int
    width: int
    layers: int
    heads: int
    kvHeads: int
    feedForward: int

    @property
    def head_width(self) -> int:
        return self.width // self.heads


class Norm(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + NORM_EPSILON) * self.weight


def rotations(shape: Shape) -> tuple[Tensor, Tensor]:
    """cos and sin of [position, pair]."""
    pairs = torch.arange(0, shape.head_width, 2) / shape.head_width
    angles = torch.arange(shape.context)[:, None] * ROPE_BASE ** -pairs[None, :]
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns neighbouring pairs of [batch, head, position, head width], as llama.cpp's NORM rope does."""
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2)


class Block(nn.Module):
    def __init__(self, shape: Shape, dropout: float):
        super().__init__()
        self.shape = shape
        kv_width = shape.kvHeads * shape.head_width
        self.attn_norm = Norm(shape.width)
        self.attn_q = nn.Linear(shape.width, shape.width, bias=False)
        self.attn_k = nn.Linear(shape.width, kv_width, bias=False)
        self.attn_v = nn.Linear(shape.width, kv_width, bias=False)
        self.attn_output = nn.Linear(shape.width, shape.width, bias=False)
        self.ffn_norm = Norm(shape.width)
        self.ffn_gate = nn.Linear(shape.width, shape.feedForward, bias=False)
        self.ffn_up = nn.Linear(shape.width, shape.feedForward, bias=False)
        self.ffn_down = nn.Linear(shape.feedForward, shape.width, bias=False)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        x = x + self.dropout(self.attend(self.attn_norm(x), cos, sin, mask))
        h = self.ffn_norm(x)
        return x + self.dropout(self.ffn_down(F.silu(self.ffn_gate(h)) * self.ffn_up(h)))

    def attend(self, h: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        batch, length, width = h.shape
        group = self.shape.heads // self.shape.kvHeads

        def split(x: Tensor) -> Tensor:
            return x.view(batch, length, -1, self.shape.head_width).transpose(1, 2)

        q = rotate(split(self.attn_q(h)), cos, sin)
        k = rotate(split(self.attn_k(h)), cos, sin).repeat_interleave(group, dim=1)
        v = split(self.attn_v(h)).repeat_interleave(group, dim=1)
        scores = q @ k.transpose(-1, -2) / math.sqrt(self.shape.head_width) + mask
        return self.attn_output((scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, width))


class Llama(nn.Module):
    def __init__(self, shape: Shape, dropout: float = 0.0):
        super().__init__()
        self.token_embd = nn.Embedding(shape.vocabulary, shape.width)
        self.blk = nn.ModuleList(Block(shape, dropout) for _ in range(shape.layers))
        self.output_norm = Norm(shape.width)
        self.dropout = nn.Dropout(dropout)
        cos, sin = rotations(shape)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.start(shape)

    def start(self, shape: Shape) -> None:
        """Small random weights; what writes into the residual stream is smaller the more layers write into it."""
        for name, parameter in self.named_parameters():
            if parameter.dim() < 2:
                continue
            into_residual = "attn_output" in name or "ffn_down" in name
            nn.init.normal_(parameter, std=0.02 * (0.5 / shape.layers) ** 0.5 if into_residual else 0.04)

    def hidden(self, ids: Tensor) -> Tensor:
        """[batch, position, width], to be multiplied by the embedding."""
        length = ids.shape[1]
        mask = torch.full((length, length), float("-inf")).triu(1)
        x = self.dropout(self.token_embd(ids))
        for block in self.blk:
            x = block(x, self.cos[:length], self.sin[:length], mask)
        return self.output_norm(x)

    def logits(self, hidden: Tensor) -> Tensor:
        return hidden @ self.token_embd.weight.T
