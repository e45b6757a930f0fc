"""Writes gguf/greedy.json: what torch answers to a few prompts, to hold llama.cpp's answers against.

python3 training/greedy.py cocoon-demo
"""
import json
import sys

import torch

from batches import read_conversations
from checkpoint import read_checkpoint
from model import Llama, Shape
from train import CACHE, FOLDER

PROMPTS = 12
END_OF_TURN = 2
LONGEST_ANSWER = 120


@torch.no_grad()
def answer(model: Llama, prompt: list[int]) -> list[int]:
    """The likeliest token again and again, the one that ends the turn left out."""
    made: list[int] = []
    while len(made) < LONGEST_ANSWER:
        hidden = model.hidden(torch.tensor([prompt + made]))[:, -1]
        token = int(model.logits(hidden).argmax())
        if token == END_OF_TURN:
            break
        made.append(token)
    return made


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: greedy.py VARIANT")
    variant = json.loads((FOLDER / "variants.json").read_text())[sys.argv[1]]
    shape = Shape(**variant["shape"])
    model = Llama(shape).eval()
    model.load_state_dict(read_checkpoint(CACHE / f"{sys.argv[1]}.safetensors"))
    prompts = [one.prompt for one in read_conversations(CACHE / "train.jsonl", shape.context)[:PROMPTS]]
    examples = [{"prompt": prompt, "answer": answer(model, prompt)} for prompt in prompts]
    lines = ",\n".join(f"  {json.dumps(example)}" for example in examples)
    (FOLDER / "gguf" / "greedy.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
