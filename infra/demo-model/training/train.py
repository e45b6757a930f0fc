"""Trains one variant of variants.json: python3 training/train.py cocoon-demo

Reads what dataset/export.ts wrote, writes the checkpoint that gguf/build.ts turns into a GGUF.
"""
import json
import math
import random
import sys
import time
from pathlib import Path

import torch
from torch.nn import functional as F

from batches import Batch, batches, pad, read_conversations
from checkpoint import write_checkpoint
from model import Llama, Shape

SEED = 20261126
THREADS = 2
PEAK_RATE = 2e-3
WARM_UP_STEPS = 150
DROPOUT = 0.1

FOLDER = Path(__file__).resolve().parent.parent
CACHE = FOLDER.parent.parent / ".cache" / "demo-model"


def rate(step: int, steps: int) -> float:
    if step < WARM_UP_STEPS:
        return PEAK_RATE * (step + 1) / WARM_UP_STEPS
    progress = (step - WARM_UP_STEPS) / max(1, steps - WARM_UP_STEPS)
    return PEAK_RATE * (0.02 + 0.98 * (1 + math.cos(math.pi * progress)) / 2)


def loss_of(model: Llama, batch: Batch) -> torch.Tensor:
    counted = batch.weights > 0
    weights = batch.weights[counted]
    logits = model.logits(model.hidden(batch.ids)[counted])
    losses = F.cross_entropy(logits, batch.targets[counted], reduction="none")
    return (losses * weights).sum() / weights.sum()


def optimizer_of(model: Llama) -> torch.optim.Optimizer:
    matrices = [parameter for parameter in model.parameters() if parameter.dim() >= 2]
    norms = [parameter for parameter in model.parameters() if parameter.dim() < 2]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": norms, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=PEAK_RATE, betas=(0.9, 0.98))


def train(model: Llama, plan: list) -> None:
    optimizer = optimizer_of(model)
    started = time.monotonic()
    average = None
    for step, conversations in enumerate(plan):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, len(plan))
        loss = loss_of(model, pad(conversations))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average = loss.item() if average is None else 0.98 * average + 0.02 * loss.item()
        if step % 50 == 49 or step == len(plan) - 1:
            print(f"step {step + 1}/{len(plan)} loss {average:.4f} {time.monotonic() - started:.0f} s", flush=True)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: train.py VARIANT")
    variant = json.loads((FOLDER / "variants.json").read_text())[sys.argv[1]]
    shape = Shape(**variant["shape"])
    torch.manual_seed(SEED)
    torch.set_num_threads(THREADS)
    model = Llama(shape, DROPOUT)
    count = sum(parameter.numel() for parameter in model.parameters())
    print(f"{sys.argv[1]}: {count} weights", flush=True)
    conversations = read_conversations(CACHE / "train.jsonl", shape.context)
    train(model, batches(conversations, variant["epochs"], random.Random(SEED)))
    write_checkpoint(CACHE / f"{sys.argv[1]}.safetensors", model.state_dict(), {"shape": json.dumps(variant["shape"])})


if __name__ == "__main__":
    main()
