#!/usr/bin/env python3
"""Compares this toolkit with PyTorch, or with itself, in alternating turns; run.sh starts it.

Every side is a process that lives through the whole case and waits on its standard input. In each round
every side does the same steps once, and the order rotates from round to round.
"""

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import operators
import pair_statistics

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
WORK = REPOSITORY / "target" / "bench"
RESOURCES = REPOSITORY / "abs-core/src/main/resources/io/absnas/core/data"

GPU21 = "mobilenet-gpu-21,input={side},classes={classes}"
LAYOUTS = ("nchw", "channels_last")
CHECKED = 3


@dataclass(frozen=True)
class Case:
    """A comparison: what is done, on how many threads, by which sides."""

    name: str
    kind: str  # train, darts, child, published, epoch, loader, pictures
    space: str = ""  # for an epoch the architecture
    batch: int = 0
    batches: int = 8
    recalibration: int = 4  # of them, in evaluations
    threads: int = 1
    steps: int = 4  # per turn
    sides: tuple = ("java", *LAYOUTS)
    unit: str = "step"
    items: int = 0  # images per unit where they are not one batch
    equal: bool = True  # whether the sides compute the same numbers
    pairs: tuple = ()  # sides that are compared; if none are named, the first with each other one
    warmup: int = 0  # steps, if more than others need
    exact: tuple = ()  # space and batch of the comparison in float64, where the case's own would take minutes

    def images(self):
        return self.items or self.batch


def gpu21(name, side, classes, **more):
    return Case(name=name, space=GPU21.format(side=side, classes=classes), **more)


GPU21_96 = gpu21("gpu21-96", 96, 10, kind="train", batch=32)
GPU21_224 = gpu21("gpu21-224", 224, 1000, kind="train", batch=8)
NB201 = Case("nb201", "train", "nasbench201", batch=64, steps=5)
CHILD = gpu21("child", 96, 10, kind="child", batch=64, steps=1, unit="child", items=8 * 64)
# A child of the scaled search: 512 images re-estimate its batch norms, 2,048 measure it.
PUBLISHED = Case(
    "published-eval",
    "published",
    space="mobilenet-gpu-21@tiny",
    batch=64,
    batches=40,
    recalibration=8,
    steps=4,
    unit="child",
    items=40 * 64,
    sides=("java", "published", "published, channels_last", "kept", "kept, channels_last"),
)
PICTURES = Case(
    "pictures",
    "pictures",
    batch=32,
    steps=96,
    warmup=192,
    unit="batch",
    sides=(
        "java jdk",
        "java turbojpeg",
        "java reference",
        "java decoded",
        "java training-side",
        "torchvision floats",
        "torchvision bytes",
    ),
    pairs=(
        ("java jdk", "torchvision floats"),
        ("java jdk", "torchvision bytes"),
        ("java turbojpeg", "torchvision floats"),
        ("java turbojpeg", "torchvision bytes"),
        ("java reference", "torchvision bytes"),
        ("java decoded", "java jdk"),
        ("java training-side", "java jdk"),
    ),
)
PICTURES_THREADS = replace(PICTURES, threads=2, steps=192, sides=("java jdk, 2 threads", "java jdk, 1 thread"), pairs=())
# The stand-alone network and recipe of configs/train-mobilenet-gpu-21-tiny-fashion-mnist.yaml, 78 steps of 128.
EPOCH = Case(
    "epoch",
    "epoch",
    space="0 -1 4 0 0 -1 -1 -1 0 -1 -1 -1 0 -1 -1 -1 0 -1 -1 -1 0",
    steps=1,
    warmup=1,
    unit="epoch",
    items=78 * 128,
    threads=2,
    sides=("java 1x2", *LAYOUTS),
)
# The network of the published search, all ops on every edge; a step of first order, architecture and weights.
DARTS_STEP = Case(
    "darts-step",
    "darts",
    "darts-cifar,channels=16,cells=8",
    batch=16,
    steps=1,
    warmup=2,
    exact=("darts-cifar,channels=4,cells=5", 4),
)
LOADER = Case("loader", "loader", batch=64, steps=312, sides=("java", "vectorised", "dataloader"), unit="batch")

CASES = {
    "gpu21-96": [GPU21_96, replace(GPU21_96, threads=2)],
    "gpu21-224": [GPU21_224],
    "nb201": [NB201],
    "replicas": [replace(GPU21_96, name="replicas", threads=2, sides=("java 2x1", "java 1x2"), equal=False)],
    "child": [CHILD],
    "published-eval": [PUBLISHED],
    "epoch": [EPOCH],
    "darts-step": [DARTS_STEP],
    "loader": [LOADER, replace(LOADER, threads=2)],
    "pictures": [PICTURES, PICTURES_THREADS],
    "before-after": [],  # BENCH_BASE, this build against BENCH_JAVA_B
}


def cases(name, base):
    if name == "before-after":
        return [replace(case, name=f"before-after {case.name}", sides=("java", "java B")) for case in CASES[base]]
    return CASES[name]


# --- sides -------------------------------------------------------------------------------------------------


def environment(threads):
    """The same for both sides: allocator as in scripts/abs, threads, nothing that tunes one BLAS only."""
    values = {
        **os.environ,
        "MALLOC_MMAP_THRESHOLD_": "4294967296",
        "MALLOC_TRIM_THRESHOLD_": "8589934592",
        "MALLOC_ARENA_MAX": "1",
        "OMP_NUM_THREADS": str(threads),
        "OPT_OUT_TRACKING": "true",
        "DJL_OFFLINE": "true",
    }
    for name in ("OPENBLAS_CORETYPE", "MKL_NUM_THREADS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "JAVA_TOOL_OPTIONS"):
        values.pop(name, None)
    return values


def java_command(checkout=REPOSITORY):
    core = Path(checkout) / "abs-core" / "target"
    own = REPOSITORY / "abs-core" / "target"
    tests = core if (core / "test-classes/io/absnas/core/bench/BenchWorker.class").is_file() else own
    for folder in (core / "classes", tests / "test-classes"):
        if not folder.is_dir():
            sys.exit(f"bench: {folder} is not there; build that checkout first: mvn -q -pl abs-core -am test-compile")
    path = [core / "classes", tests / "test-classes", (own / "bench-classpath.txt").read_text().strip()]
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
    # As scripts/abs starts a command that trains.
    options = ["-Xmx1g", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED"]
    return [java, *options, "-cp", os.pathsep.join(map(str, path)), "io.absnas.core.bench.BenchWorker"]


def command(case, side, folder, options, dtype="float32"):
    if side.startswith("java"):
        base = java_command(options.java_b if side == "java B" else REPOSITORY)
        if case.kind == "train":
            return [*base, "train", folder, "cpu:2" if side == "java 2x1" else options.device, dtype]
        if case.kind == "darts":
            return [*base, "darts", folder, dtype]
        if case.kind in ("child", "published"):
            return [*base, "child", folder]
        if case.kind == "epoch":
            return [*base, "epoch", case.space, side[5], "1"]
        if case.kind == "pictures":
            kind, _, threads = side.removeprefix("java ").partition(", ")
            return [*base, "pictures", folder, kind, str(case.batch), threads.split(" ")[0] or "1"]
        return [*base, "loader", str(case.batch), str(case.threads)]
    if case.kind == "pictures":
        script = ["pytorch_pictures.py", side.removeprefix("torchvision "), str(case.batch), folder]
    elif case.kind == "darts":
        script = ["pytorch_darts.py", folder, side, dtype]
    elif case.kind == "epoch":
        script = ["pytorch_epoch.py", folder, side, str(RESOURCES)]
    elif case.kind == "published":
        script = ["published_eval.py", folder, *side.split(", ")]
    elif case.kind == "loader":
        script = ["pytorch_loader.py", side, str(case.batch), str(case.threads), str(RESOURCES), f"{folder}/check.f32"]
    else:
        script = ["pytorch_step.py", case.kind, folder, side, dtype, "fused", options.device.replace("gpu", "cuda")]
    return [options.python, str(HERE / script[0]), *script[1:]]


class Side:
    """A worker process and its times."""

    def __init__(self, name, words, threads, log):
        self.name = name
        self.log = log
        self.wall, self.cpu = [], []
        self.process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=open(log, "w"),
            env=environment(threads),
            text=True,
        )
        self.facts = json.loads(self.expect("ready"))

    def expect(self, word):
        line = self.process.stdout.readline()
        if not line.startswith(word + " "):
            self.process.kill()
            self.process.wait()
            complaint = Path(self.log).read_text().strip().splitlines()[-1:]
            sys.exit(f"bench: {self.name} answered {line!r}: {' '.join(complaint)} ({self.log})")
        return line[len(word) + 1 :].strip()

    def ask(self, text, answer):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        return self.expect(answer)

    def check(self, count):
        return [float(value) for value in self.ask(f"check {count}", "check").split()]

    def turn(self, count, keep=True):
        wall, cpu = map(float, self.ask(f"steps {count}", "time").split())
        if keep:
            self.wall.append(wall)
            self.cpu.append(cpu)

    def close(self):
        self.process.stdin.write("quit\n")
        self.process.stdin.close()
        self.process.wait(60)


def prepare(case, options):
    """Writes what both sides read; the folder of the case."""
    folder = WORK / case.name.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    if case.kind == "pictures":
        make_pictures(folder, options)
        words = ["write-pictures", str(folder)]
    elif case.kind == "epoch":
        words = ["write-epoch", str(folder), case.space]
    elif case.kind == "darts":
        words = ["write-darts", str(folder), case.space, str(case.batch), str(2 * case.batches)]
    elif case.kind == "loader":
        words = ["write-loader", str(folder / "check.f32")]
    else:
        turns = options.rounds + 2
        paths = CHECKED + options.warmup + (options.steps or case.steps) * turns
        words = ["write-case", str(folder), case.space, str(case.batch), str(case.batches), str(case.recalibration), str(paths)]
    subprocess.run([*java_command(), *words], env=environment(1), check=True, stderr=subprocess.DEVNULL)
    return str(folder)


def make_pictures(folder, options):
    """1,000 JPEGs of the size and length that are usual in ImageNet, once."""
    if (folder / "train").is_dir():
        return
    note("making pictures")
    script = [options.python, str(REPOSITORY / "scripts" / "make-image-folder.py"), "--out", str(folder / "making")]
    kind = ["--size", "500x375", "--kinds", "baseline", "--quality", "92-97", "--train", "50", "--val", "0"]
    subprocess.run([*script, *kind], check=True, stdout=subprocess.DEVNULL)
    (folder / "making" / "train").rename(folder / "train")


def start(case, folder, options, dtype="float32"):
    sides = []
    for name in case.sides:
        threads = 1 if name == "java 2x1" else case.threads
        log = f"{folder}/{name.replace(' ', '-')}.{dtype}.log"
        sides.append(Side(name, command(case, name, folder, options, dtype), threads, log))
    return sides


def close(sides):
    for side in sides:
        if side.process.poll() is None:
            side.close()


# --- measuring ---------------------------------------------------------------------------------------------


def agreement(case, sides):
    """What the sides computed at first, on the same inputs, as a line for the report."""
    if not case.equal:
        return "the sides compute different numbers: batch norms see the images of their replica only"
    if case.kind == "pictures":
        found = [side.facts["difference"] for side in sides if "difference" in side.facts]
        return f"largest difference of an evaluated picture, in grey levels: {max(found):.2g}" if found else "one program"
    if case.kind == "loader":
        differences = [side.facts["crop difference"] for side in sides if "crop difference" in side.facts]
        return f"largest difference of a loaded image from the nearest possible crop: {max(differences):.2g}"
    if case.kind == "epoch":
        values = ", ".join(f"{side.name} {side.check(1)[0]:.3f}" for side in sides)
        return f"mean loss of the first epoch, each side on its own draws: {values}"
    if case.kind in ("child", "published"):
        values = {side.name: side.check(3) for side in sides}
        hits = ", ".join(f"{name} " + " ".join(f"{hit:.0f}" for hit in value) for name, value in values.items())
        return f"top-1 hits of the first 3 children among {(case.batches - case.recalibration) * case.batch}: {hits}"
    values = {side.name: side.check(CHECKED) for side in sides}
    first = values[sides[0].name]
    texts = []
    for name, losses in list(values.items())[1:]:
        differences = " ".join(f"{abs(a - b) / abs(b):.1g}" for a, b in zip(first, losses))
        texts.append(f"{name} {differences}")
    losses = " ".join(f"{loss:.5f}" for loss in first)
    return f"losses of the first {CHECKED} steps {losses}, relative differences: " + ", ".join(texts)


def run(case, options):
    count = options.steps or case.steps
    note(f"{case.name}, {case.threads} thread(s): starting {', '.join(case.sides)}")
    folder = prepare(case, options)
    agreed = []
    if case.kind in ("train", "darts") and case.equal:
        # Training multiplies rounding errors, so that float32 shows agreement for a step or two only.
        small = replace(case, threads=1)
        if case.exact:
            space, batch = case.exact
            small = replace(small, name=f"{case.name} exact", space=space, batch=batch)
        exact = start(small, prepare(small, options), options, "float64")
        of = f" of {small.space}, batch {small.batch}" if case.exact else ""
        agreed.append(f"float64{of}: " + agreement(case, exact))
        close(exact)
    sides = start(case, folder, options)
    try:
        agreed.append(agreement(case, sides))
        note("; ".join(agreed))
        for side in sides:
            time.sleep(options.pause)
            side.turn(case.warmup if case.kind == "epoch" else max(options.warmup, case.warmup), keep=False)
        for number in range(options.rounds):
            turn = number % len(sides)
            for side in sides[turn:] + sides[:turn]:
                # OpenMP threads spin for a while after their last work; the next side must not feel them.
                time.sleep(options.pause)
                side.turn(count)
            note(f"round {number + 1}: " + ", ".join(f"{side.name} {side.wall[-1] * 1e3:.1f} ms" for side in sides))
    finally:
        close(sides)
    return {
        "case": case.name,
        "threads": case.threads,
        "unit": case.unit,
        "images": case.images(),
        "steps": count,
        "agreement": "; ".join(agreed),
        "pairs": case.pairs or [(sides[0].name, side.name) for side in sides[1:]],
        "sides": {side.name: {"facts": side.facts, "wall": side.wall, "cpu": side.cpu} for side in sides},
    }


def profile(case, options):
    """Operator totals of every side under the engine's profiler, as Markdown."""
    count = options.steps or case.steps
    folder = prepare(case, options)
    sides = start(case, folder, options)
    traces = {}
    for side in sides:
        if case.kind not in ("loader", "pictures"):
            side.turn(options.warmup, keep=False)
            time.sleep(options.pause)
            traces[side.name] = f"{folder}/{side.name.replace(' ', '-')}.trace.json"
            side.ask(f"profile {traces[side.name]} {count}", "written")
        side.close()
    title = f"Self time by operator, per {case.unit}, {count} {case.unit}(s), {case.threads} thread(s)"
    return f"### {case.name}\n\n{title}\n\n{operators.table(traces, count)}\n"


# --- reporting ---------------------------------------------------------------------------------------------


def note(text):
    print(text, file=sys.stderr, flush=True)


def row(result, name, first, best):
    a, b = result["sides"][first], result["sides"][name]
    pairs = list(zip(a["wall"], b["wall"]))
    low, high = pair_statistics.interval(pairs)
    times = [f"{median(side['wall']) * 1e3:.2f}" for side in (a, b)]
    rates = [f"{result['images'] / median(side['wall']):,.0f}" for side in (a, b)]
    processor = pair_statistics.ratio_of_medians(list(zip(a["cpu"], b["cpu"])))
    cells = [
        f"{result['case']}, per {result['unit']}",
        str(result["threads"]),
        f"{len(pairs)} x {result['steps']}",
        f"{first}: {times[0]} ms ({rates[0]} images/s)",
        f"{name}{' (best of PyTorch)' if name == best else ''}: {times[1]} ms ({rates[1]} images/s)",
        f"**{pair_statistics.ratio_of_medians(pairs):.3f}**",
        f"{low:.3f} to {high:.3f}",
        f"{processor:.3f}",
    ]
    return "| " + " | ".join(cells) + " |"


def report(results, options):
    lines = [
        "| case | threads | rounds x steps | A | B | A / B | 95 % interval | processor time A / B |",
        "| --- | ---: | ---: | --- | --- | ---: | ---: | ---: |",
    ]
    for result in results:
        foreign = [name for name in result["sides"] if not name.startswith("java")]
        best = min(foreign, key=lambda name: median(result["sides"][name]["wall"]), default=None)
        lines += [row(result, b, a, best if len(foreign) > 1 else None) for a, b in result["pairs"]]
    lines.append("")
    for result in results:
        lines.append(f"- {result['case']}, {result['threads']} thread(s): {result['agreement']}.")
    lines += ["", *(f"- {name}: {value}" for name, value in machine(results, options).items())]
    return "\n".join(lines)


def output(*words, cwd=REPOSITORY):
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True).stdout.strip()


def commit(checkout):
    changed = output("git", "status", "--porcelain", "--untracked-files=no", cwd=checkout)
    return output("git", "rev-parse", "--short", "HEAD", cwd=checkout) + (" with changes" if changed else "")


def machine(results, options):
    model = platform.processor() or "unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    facts = {
        "processor": f"{model}, {os.cpu_count()} cores",
        "system": platform.platform(),
        "commit": commit(REPOSITORY),
    }
    if any("java B" in result["sides"] for result in results):
        facts["commit of java B"] = commit(options.java_b)
    runtimes = {}
    for result in results:
        for name, side in result["sides"].items():
            kind = "java" if name.startswith("java") else "python"
            known = runtimes.setdefault(kind, set())
            known.update(side["facts"][key] for key in ("runtime", "engine") if key in side["facts"])
    facts.update({kind: ", ".join(sorted(known)) for kind, known in runtimes.items()})
    facts["load average at the end"] = " ".join(f"{value:.2f}" for value in os.getloadavg())
    facts["date"] = datetime.date.today().isoformat()
    return facts


def main():
    parser = argparse.ArgumentParser(prog="bench.py", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("BENCH_ROUNDS", 15)))
    parser.add_argument("--steps", type=int, default=int(os.environ.get("BENCH_STEPS", 0)), help="per turn; 0: the case's")
    parser.add_argument("--warmup", type=int, default=int(os.environ.get("BENCH_WARMUP", 10)), help="steps of each side")
    parser.add_argument("--pause", type=float, default=float(os.environ.get("BENCH_PAUSE", 0.5)), help="seconds between turns")
    parser.add_argument("--python", default=os.environ.get("BENCH_PYTHON", sys.executable), help="with torch 2.7.1")
    parser.add_argument("--java-b", default=os.environ.get("BENCH_JAVA_B"), help="built checkout for before-after")
    parser.add_argument("--base", default=os.environ.get("BENCH_BASE", "gpu21-96"), help="case of before-after")
    parser.add_argument("--device", default="cpu", help="of the training cases: cpu or gpu:0")
    parser.add_argument("--threads", type=int, help="only the comparisons on so many threads")
    parser.add_argument("--profile", action="store_true", help="operator totals instead of times")
    parser.add_argument("--self-check", action="store_true", help="check the statistics and end")
    options = parser.parse_args()
    if options.self_check:
        return pair_statistics.check()
    names = options.cases or [name for name in CASES if name != "before-after"]
    for name in (*names, options.base):
        if name not in CASES:
            parser.error(f"unknown case {name!r}; known are {', '.join(CASES)}")
    if options.base == "before-after":
        parser.error("before-after needs another case as its base")
    if "before-after" in names and not options.java_b:
        parser.error("before-after needs BENCH_JAVA_B, the folder of another built checkout")
    if options.rounds < 1 or options.warmup < 1 or options.steps < 0:
        parser.error("rounds and warm-up must be positive, steps not negative")
    chosen = [case for name in names for case in cases(name, options.base)]
    chosen = [case for case in chosen if options.threads in (None, case.threads)]
    WORK.mkdir(parents=True, exist_ok=True)
    if options.profile:
        return print("\n".join(profile(case, options) for case in chosen if case.kind in ("train", "child", "published")))
    results = []
    for case in chosen:
        results.append(run(case, options))
        (WORK / "results.json").write_text(json.dumps(results, indent=1))
    text = report(results, options)
    (WORK / "results.md").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
