#!/usr/bin/env python3
"""Makes the files that the tests of core.weights and core.space read: what PyTorch and pickle write of small tensors
and of shrunk spaces, and their values as PyTorch sees them.

  scripts/make-weights-golden.py [--out DIR]

  zip.pth.tar, legacy.pth.tar   a checkpoint as the reference writes it: iters, state_dict with names behind "module.",
                                counters left by thop, best_acc_top1, optimizer; in both formats of torch.save
  views.pt, views-legacy.pt     a plain dict of tensors: every element type, views, shared storages, a parameter
  protocol4.pth                 a state dict under the key model beside arguments of a command line, as the reference's
                                supernets of NAS-Bench-201 are saved, pickled by protocol 4
  deflated.pth                  zip.pth.tar packed anew with compression
  big-endian.pth                zip.pth.tar with the note that its bytes are big-endian
  program.pt                    a TorchScript program
  c4n1-trained.pth.tar          the weights of nb201-angle/c4n1-trained.npz
  expected.json                 per file the tensors (name, type, shape, values) and what lies beside them
  space/*.pt                    lists of lists of op codes as pickle.dump writes them, by every protocol that it has
                                used as default and by protocol 0; with numbers of NumPy too
  space/expected.json           the lists by file

Needs PyTorch and NumPy; made with PyTorch 2.7.1, NumPy 2.4.6, Python 3.11. The older format names storages by their
places in memory, so its bytes differ from run to run.
"""

import argparse
import json
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy
import torch

TARGET = Path(__file__).resolve().parent.parent / "abs-core/src/test/resources/golden/torch"


def network():
    torch.manual_seed(3)
    net = torch.nn.Sequential(
        OrderedDict(
            conv_bn=torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3, bias=False), torch.nn.BatchNorm2d(4)),
            classifier=torch.nn.Sequential(torch.nn.Linear(4, 3)),
        )
    )
    for module in (net.conv_bn[0], net.conv_bn[1], net.classifier[0]):
        module.register_buffer("total_ops", torch.zeros(1, dtype=torch.float64))
        module.register_buffer("total_params", torch.full((1,), 7.0, dtype=torch.float64))
    return net


def checkpoint():
    net = network()
    weights = list(net.parameters())
    groups = [{"params": weights[:2]}, {"params": weights[2:], "weight_decay": 4e-5}]
    optimizer = torch.optim.SGD(groups, 0.5, momentum=0.9)
    features = net.conv_bn(torch.randn(2, 3, 8, 8)).mean((2, 3))
    net.classifier(features).square().sum().backward()
    optimizer.step()
    state = net.state_dict()
    renamed = OrderedDict(("module." + name, value) for name, value in state.items())
    renamed._metadata = state._metadata
    return {
        "iters": 10000,
        "state_dict": renamed,
        "best_acc_top1": 75.9712,
        "epoch": numpy.int64(249),
        "operations": [[0, 2, -1], [numpy.int64(3)]],
        "loss": torch.tensor(2.125),
        "note": b"\x00\xff",
        "optimizer": optimizer.state_dict(),
    }


def views():
    base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4) / 8
    whole = torch.tensor([0, 1, -1, 127, -128, 5], dtype=torch.int8)
    reals = torch.tensor([0.0, -0.0, 1.5, -2.25, 65504.0, 6e-8, 0.333251953125], dtype=torch.float64)
    return {
        "base": base,
        "transposed": base.permute(2, 0, 1),
        "middle": base[1:, 1:],
        "every_second": base[:, :, ::2],
        "last": base[1, 2, 3],
        "expanded": base[0, 0, :1].expand(3),
        "one_wide": base[:1].transpose(0, 1),
        "channels_last": torch.randn(2, 3, 2, 2).contiguous(memory_format=torch.channels_last),
        "empty": torch.zeros(0, 3),
        "empty_view": base[:, 1:1],
        "scalar": torch.tensor(-3.75, dtype=torch.float64),
        "parameter": torch.nn.Parameter(torch.tensor([1.25, -8.0])),
        "float64": reals,
        "float16": reals.half(),
        "float16_transposed": reals[:6].half().reshape(2, 3).t(),
        "bfloat16": reals.bfloat16(),
        "int64": whole.long() * 2**40,
        "int32": whole.int() * 2**20,
        "int16": whole.short() * 200,
        "int8": whole,
        "uint8": torch.tensor([0, 1, 200, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
    }


def described(tensors):
    entries = []
    for name, tensor in tensors.items():
        name = name.removeprefix("module.")
        if not name.endswith((".total_ops", ".total_params")):
            values = tensor.detach().double().flatten().tolist()
            kind = str(tensor.dtype).removeprefix("torch.")
            entries.append({"name": name, "type": kind, "shape": list(tensor.shape), "values": values})
    return entries


def packed_anew(source, target, method, change=lambda name, content: content):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", method) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            new.writestr(entry, change(name, old.read(name)))


def weights(out):
    saved = checkpoint()
    torch.save(saved, out / "zip.pth.tar")
    torch.save(saved, out / "legacy.pth.tar", _use_new_zipfile_serialization=False)
    torch.save(views(), out / "views.pt")
    torch.save(views(), out / "views-legacy.pt", _use_new_zipfile_serialization=False)
    args = argparse.Namespace(rand_seed=777, search_space_name="nas-bench-102", workers=None)
    torch.save({"model": saved["state_dict"], "epoch": 3, "args": args}, out / "protocol4.pth", pickle_protocol=4)
    packed_anew(out / "zip.pth.tar", out / "deflated.pth", zipfile.ZIP_DEFLATED)
    packed_anew(
        out / "zip.pth.tar",
        out / "big-endian.pth",
        zipfile.ZIP_STORED,
        lambda name, content: b"big" if name.endswith("/byteorder") else content,
    )
    torch.jit.script(torch.nn.Linear(2, 2)).save(out / "program.pt")
    with numpy.load(TARGET.parent / "nb201-angle" / "c4n1-trained.npz") as arrays:
        state = OrderedDict(("module." + name, torch.from_numpy(arrays[name])) for name in arrays.files)
    torch.save({"epoch": 1, "state_dict": state}, out / "c4n1-trained.pth.tar")
    beside = {"iters": "10000", "epoch": "249", "best_acc_top1": "75.9712", "loss": "2.125"}
    state = {"tensors": described(saved["state_dict"]), "metadata": beside}
    expected = {name: state for name in ("zip.pth.tar", "legacy.pth.tar", "deflated.pth")}
    expected["protocol4.pth"] = {"tensors": state["tensors"], "metadata": {"epoch": "3"}}
    for name in ("views.pt", "views-legacy.pt"):
        expected[name] = {"tensors": described(torch.load(out / name)), "metadata": {}}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(content)}" for name, content in expected.items())
    (out / "expected.json").write_text("{\n" + lines + "\n}\n")


def spaces(out):
    gpu = [[0, 2, 3, 5] if layer in (0, 4, 8, 12, 16, 20) else [1, 4, -1] for layer in range(21)]
    gpu[7] = [-1]
    cpu = [[0, 1, 2, 3, 4, 5][layer % 4 :] for layer in range(19)]
    darts = [[edge % 8] if edge % 3 else [0, 3, 4, 7] for edge in range(14)]
    nb201 = [[0, 1], [2, 3, 4], [1], [4], [0, 1, 2, 3, 4], [3]]
    for protocol in (0, 2, 3, 4, 5):
        yield f"gpu-21-protocol{protocol}.pt", gpu, pickle.dumps(gpu, protocol)
    yield "cpu-19.pt", cpu, pickle.dumps(cpu, 3)
    yield "darts.pt", darts, pickle.dumps(darts, 3)
    yield "nb201.p", nb201, pickle.dumps(nb201, 4)
    for protocol in (0, 2, 3, 4):
        numbers = [[numpy.int64(code) for code in codes] for codes in gpu]
        yield f"gpu-21-numpy-protocol{protocol}.pt", gpu, pickle.dumps(numbers, protocol)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=TARGET)
    out = parser.parse_args().out
    (out / "space").mkdir(parents=True, exist_ok=True)
    weights(out)
    lists = {}
    for name, codes, content in spaces(out):
        (out / "space" / name).write_bytes(content)
        lists[name] = codes
    (out / "space" / "expected.json").write_text(json.dumps(lists) + "\n")


if __name__ == "__main__":
    main()
