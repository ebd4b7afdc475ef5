#!/usr/bin/env python3
"""Measures what docs/measurements.md states, and prints it as Markdown.

usage: tests/bench/measure.py [SHARED]        (SHARED, default ../shared, holds the data and the evaluation programs)

Builds the program first. Everything that is compared runs in one go, in turns; figures are medians.
"""
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
SHARED = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "../shared"))
SCO = os.path.join(ROOT, "target/release/sco")
CUT = os.path.join(ROOT, "target/release/examples/cut_with_jieba")
ROUNDS = 5


def run(command, **more):
    """Runs a command; gives its standard output, its seconds and its peak memory in MiB."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **more)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        out.seek(0)
        text = out.read().decode()
    return text, seconds, usage.ru_maxrss / 1024


def folder_bytes(path):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(path) for name in names)


def raw_text(jsonl, out):
    """Writes the bare text of a JSON Lines file; gives its bytes."""
    with open(jsonl, encoding="utf-8") as lines, open(out, "w", encoding="utf-8") as text:
        for line in lines:
            document = json.loads(line)
            text.write(f"{document['title']}\n{document['body']}\n")
    return os.path.getsize(out)


def indexing(work, docs):
    text = os.path.join(work, "text.txt")
    raw = raw_text(docs, text)
    ratios, speeds, cuts, memory = [], [], [], []
    for _ in range(ROUNDS):
        with open(text, "rb") as source:
            cut = float(re.match(r"[\d.]+", run([CUT], stdin=source)[0]).group())
        index = os.path.join(work, "index")
        shutil.rmtree(index, ignore_errors=True)
        _, seconds, peak = run([SCO, "index", "--jsonl", docs, "--index", index], cwd=work)
        speed = raw / 1e6 / seconds
        for values, value in ((ratios, speed / cut), (speeds, speed), (cuts, cut), (memory, peak)):
            values.append(value)
    size = folder_bytes(index)
    print(f"raw text {raw / 1e6:.1f} MB, {ROUNDS} rounds, whole process, all cores\n")
    print("| | median | least | most |\n|---|---|---|---|")
    for name, values in (
        ("sco index, MB/s", speeds),
        ("bare jieba-rs in one thread, MB/s", cuts),
        ("ratio", ratios),
        ("peak memory, MiB", memory),
    ):
        print(f"| {name} | {statistics.median(values):.2f} | {min(values):.2f} | {max(values):.2f} |")
    print(f"\nindex {size / 1e6:.1f} MB = {size / raw:.2f} × raw text\n")
    return index


def ranking(work, index, folder):
    print("| ranking | measures |\n|---|---|")
    for kind in ("both", "words", "grams"):
        out = os.path.join(work, f"{kind}.trec")
        run([SCO, "search", "--index", index, "--batch", f"{folder}/queries.tsv", "--run", out, "--ranking", kind])
        measures = subprocess.check_output([sys.executable, f"{SHARED}/tools/eval_ir.py", f"{folder}/qrels.tsv", out], text=True)
        print(f"| {kind} | {measures.strip()} |")
    print()


def latency(work):
    index = os.path.join(work, "sample")
    run([SCO, "index", "--corpus", f"{ROOT}/corpus", "--index", index])
    commands = {
        "sco --version": [SCO, "--version"],
        "sco search 命运共同体": [SCO, "search", "--index", index, "命运共同体"],
        "sco search 上海精神 命运共同体 --by passage": [SCO, "search", "--index", index, "--by", "passage", "上海精神 命运共同体"],
        "a spoken question": [SCO, "search", "--index", index, "谁在什么时候提出了上合组织命运共同体"],
        "sco count 上合组织": [SCO, "count", "--index", index, "上合组织"],
    }
    times = {name: [] for name in commands}
    for _ in range(31):
        for name, command in commands.items():
            times[name].append(run(command)[1] * 1000)
    print("| new process, warm disk | median ms | least | most |\n|---|---|---|---|")
    for name, values in times.items():
        print(f"| {name} | {statistics.median(values):.1f} | {min(values):.1f} | {max(values):.1f} |")
    print()


def seed(work):
    corpus, index = os.path.join(work, "seed"), os.path.join(work, "seed-index")
    imported = run([SCO, "import", f"{SHARED}/domain/seed.txt", "--json"])[0].splitlines()[-1]
    compared = subprocess.run(
        [sys.executable, f"{SHARED}/tools/compare_import.py", "-"], input=imported, text=True, capture_output=True
    )
    print("```text\n" + compared.stdout.strip() + "\n```\n")
    run([SCO, "import", f"{SHARED}/domain/seed.txt", "--out", f"{corpus}/documents"])
    run([SCO, "index", "--corpus", corpus, "--index", index])
    print("```text\n" + run([sys.executable, f"{SHARED}/tools/eval_queries.py", SCO, index])[0].strip() + "\n```\n")


def main():
    build = ["cargo", "build", "--release", "--quiet", "--locked", "--workspace", "--bins", "--examples"]
    subprocess.run(build, cwd=ROOT, check=True)
    stard = f"{SHARED}/data/ir/stard_dev"
    with tempfile.TemporaryDirectory() as work:
        print("## Import and questions about the imported article\n")
        seed(work)
        print("## Latency on the sample corpus\n")
        latency(work)
        print("## Indexing stard_dev\n")
        index = indexing(work, f"{stard}/docs.jsonl")
        print("## Ranking\n\nstard_dev:\n")
        ranking(work, index, stard)
        for name in ("cmrc2018_trial", "xquad_zh", "xquad_en", "xquad_ru"):
            folder = f"{SHARED}/data/ir/{name}"
            known = os.path.join(work, name)
            run([SCO, "index", "--jsonl", f"{folder}/docs.jsonl", "--index", known], cwd=work)
            print(f"{name}:\n")
            ranking(work, known, folder)


if __name__ == "__main__":
    main()
