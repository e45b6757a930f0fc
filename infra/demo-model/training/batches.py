"""Conversations as padded batches of about equally long ones."""
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

TOKENS_PER_BATCH = 4096
"""Sorting by length saves padding; sorting only this many at a time keeps the order random."""
SORTED_AT_ONCE = 6000
"""Learning to guess the question as well teaches which words go together; a few words of it at a time are enough."""
QUESTION_SHARE = 0.2
QUESTION_WEIGHT = 0.4


@dataclass(frozen=True)
class Conversation:
    prompt: list[int]
    answer: list[int]

    @property
    def length(self) -> int:
        return len(self.prompt) + len(self.answer)


@dataclass(frozen=True)
class Batch:
    ids: Tensor
    targets: Tensor
    weights: Tensor


def read_conversations(path: Path, longest: int) -> list[Conversation]:
    with path.open() as file:
        conversations = [Conversation(**json.loads(line)) for line in file]
    return [one for one in conversations if one.length <= longest]


def batches(conversations: list[Conversation], epochs: int, order: random.Random) -> list[list[Conversation]]:
    """Every conversation once an epoch, in another order each time."""
    made: list[list[Conversation]] = []
    for _ in range(epochs):
        shuffled = order.sample(conversations, len(conversations))
        epoch = [
            batch
            for at in range(0, len(shuffled), SORTED_AT_ONCE)
            for batch in fill(sorted(shuffled[at : at + SORTED_AT_ONCE], key=lambda one: one.length))
        ]
        order.shuffle(epoch)
        made += epoch
    return made


def fill(by_length: list[Conversation]) -> Iterator[list[Conversation]]:
    batch: list[Conversation] = []
    for one in by_length:
        if batch and one.length * (len(batch) + 1) > TOKENS_PER_BATCH:
            yield batch
            batch = []
        batch.append(one)
    yield batch


def pad(conversations: list[Conversation]) -> Batch:
    length = max(one.length for one in conversations)
    ids = torch.zeros(len(conversations), length, dtype=torch.long)
    weights = torch.zeros(len(conversations), length)
    for row, one in enumerate(conversations):
        ids[row, : one.length] = torch.tensor(one.prompt + one.answer)
        weights[row, : len(one.prompt)] = QUESTION_WEIGHT * (torch.rand(len(one.prompt)) < QUESTION_SHARE)
        weights[row, len(one.prompt) : one.length] = 1.0
    return Batch(ids[:, :-1], ids[:, 1:], weights[:, 1:])
