#!/usr/bin/env python3
"""Takes weights from ABS to PyTorch and back, with nothing but torch and Python's own library.

  scripts/load_in_pytorch.py FILE.safetensors                    lists the tensors
  scripts/load_in_pytorch.py FILE.safetensors OUT.pth            writes them as torch.save writes a state dict
  scripts/load_in_pytorch.py CHECKPOINT.pth.tar OUT.safetensors  writes the state dict of a checkpoint for ABS

In a program, with this folder on the path:

  from load_in_pytorch import load, save
  network.load_state_dict(load("runs/search/supernet.safetensors"), strict=False)   # counters of batch norms are not kept
  save(network.state_dict(), "weights.safetensors")

ABS reads .pth, .pt and .pth.tar itself, so the last form is needed only where a program wants safetensors.
"""

import ctypes
import json
import pickle
import sys

import torch

TYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}


def load(path):
    """The tensors of a safetensors file by name, a state dict."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensor = torch.empty(entry["shape"], dtype=TYPES[entry["dtype"]])
        if end - begin != tensor.nbytes:
            sys.exit(f"{path}: tensor {name} has {end - begin} bytes of data, its shape needs {tensor.nbytes}")
        if tensor.numel():
            raw = torch.frombuffer(data, dtype=torch.uint8, count=end - begin, offset=begin)
            tensor.view(-1).view(torch.uint8).copy_(raw)
        tensors[name] = tensor
    return tensors


def save(state_dict, path):
    """Writes a state dict as a safetensors file; the widest elements come first, so that all are aligned."""
    names = {dtype: name for name, dtype in TYPES.items()}
    tensors = {name: value.detach().cpu().contiguous() for name, value in state_dict.items()}
    header, data = {}, bytearray()
    for name, tensor in sorted(tensors.items(), key=lambda item: -item[1].element_size()):
        begin = len(data)
        data += ctypes.string_at(tensor.data_ptr(), tensor.nbytes)
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, len(data)]}
    text = json.dumps({name: header[name] for name in tensors}).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + data)


def state_dict(path):
    """The state dict of a checkpoint, as ABS finds it: under state_dict or model, or the whole."""
    try:
        saved = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as refusal:
        reason = str(refusal).strip().splitlines()[-1]
        sys.exit(f"{path}: PyTorch does not read it without executing it ({reason}); abs reads more kinds of checkpoints as they are")
    saved = next((saved[key] for key in ("state_dict", "model") if isinstance(saved.get(key), dict)), saved)
    return {name.removeprefix("module."): value for name, value in saved.items() if torch.is_tensor(value)}


def main(arguments):
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        sys.exit(__doc__)
    source = arguments[0]
    tensors = load(source) if source.endswith(".safetensors") else state_dict(source)
    if len(arguments) == 1:
        for name, tensor in tensors.items():
            print(f"{name}\t{str(tensor.dtype).removeprefix('torch.')}\t{'x'.join(map(str, tensor.shape)) or 'scalar'}")
    elif arguments[1].endswith(".safetensors"):
        save(tensors, arguments[1])
    else:
        torch.save(tensors, arguments[1])


if __name__ == "__main__":
    main(sys.argv[1:])
