"""Safetensors, the few lines of it that a float32 checkpoint takes."""
import json
import struct
from pathlib import Path

import numpy
import torch


def write_checkpoint(path: Path, weights: dict[str, torch.Tensor], metadata: dict[str, str]) -> None:
    header: dict[str, object] = {"__metadata__": metadata}
    offset = 0
    for name, tensor in weights.items():
        end = offset + tensor.numel() * 4
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    encoded = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        for tensor in weights.values():
            file.write(tensor.detach().contiguous().numpy().astype("<f4").tobytes())


def read_checkpoint(path: Path) -> dict[str, torch.Tensor]:
    data = path.read_bytes()
    (size,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + size])
    header.pop("__metadata__", None)
    weights = {}
    for name, entry in header.items():
        begin, end = (8 + size + offset for offset in entry["data_offsets"])
        flat = numpy.frombuffer(data[begin:end], dtype="<f4").copy()
        weights[name] = torch.from_numpy(flat).view(entry["shape"])
    return weights
