#!/usr/bin/env python3
"""Measures what docs/measurements.md states, and prints it as Markdown.

usage: measure.py [SHARED] [--only SECTION,…]

SHARED, default ../shared, holds the data and the evaluation programs. Builds the program first. Everything that is compared
runs in one go, in turns; figures of time are medians. SECTIONS below has the names of the parts.
"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the folder of the sources stays as it is

import crosslingual
import evaluate
import measures
from judged_set import JudgedSet, ranking

ROOT = evaluate.ROOT
SHARED = os.path.join(ROOT, "../shared")
SCO = os.path.join(ROOT, "target/release/sco")
EXAMPLES = os.path.join(ROOT, "target/release/examples")
ROUNDS = 5

HAN = ("words", "words-alone", "pairs", "pairs-characters")
# The judged sets, with the plain rankings of the engine that ours is compared with.
SETS = {
    "stard_dev": HAN,
    "drcd_dev": HAN,
    "cmrc2018_trial": HAN,
    "xquad_zh": HAN,
    "xquad_en": ("stems-en", "stems-en-stop"),
    "xquad_ru": ("stems-ru", "stems-ru-stop"),
}
# Parts of our own ranking.
PARTS = {"sco": [], "sco, words alone": ["--ranking", "words"], "sco, grams alone": ["--ranking", "grams"]}


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


def judged(name):
    return JudgedSet(os.path.join(SHARED, "data/ir", name))


def index_of(work, judged_set):
    """The set's index, built when it is needed first."""
    return judged_set.index(SCO, os.path.join(work, judged_set.name))


def indexing(work):
    docs = judged("stard_dev").path("docs.jsonl")
    text = os.path.join(work, "text.txt")
    raw = raw_text(docs, text)
    ratios, speeds, cuts, memory = [], [], [], []
    for _ in range(ROUNDS):
        with open(text, "rb") as source:
            cut = float(re.match(r"[\d.]+", run([os.path.join(EXAMPLES, "cut_with_jieba")], stdin=source)[0]).group())
        index = os.path.join(work, "stard_dev")
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


def our_ranking(work):
    folders = [judged(name).folder for name in SETS]
    print(evaluate.table(evaluate.rank_sets(folders, {"as it is": []}, SCO, work)) + "\n")


def baselines(work):
    """The engine's plain BM25 and parts of our ranking, each compared with ours."""
    columns = " | ".join(measures.NAMES)
    print(f"| set | ranking | {columns} | sco is better by (nDCG@10) | p |\n|---|---|{'---:|' * 6}")
    for name, kinds in SETS.items():
        judged_set = judged(name)
        index = index_of(work, judged_set)
        runs = {}
        for label, options in PARTS.items():
            runs[label] = judged_set.run(SCO, index, options, os.path.join(work, "part.trec"))
        for kind in kinds:
            runs[f"BM25, {kind}"] = baseline(work, judged_set, kind)
        measured = {label: evaluate.measured(judged_set, found) for label, found in runs.items()}
        for label, of_run in measured.items():
            mean = measures.means(list(of_run.values()))
            figures = " | ".join(f"{mean[measure]:.4f}" for measure in measures.NAMES)
            difference, *_, p = measures.compared(of_run, measured["sco"], "nDCG@10")
            against = "| | |" if label == "sco" else f"| {difference:+.4f} | {p:.4f} |"
            print(f"| {name} | {label} | {figures} {against}")
    print()


def baseline(work, judged_set, kind):
    """The engine's plain ranking by one kind of terms."""
    out = os.path.join(work, "baseline.trec")
    with open(out, "w", encoding="utf-8") as file:
        subprocess.run([os.path.join(EXAMPLES, "baseline"), judged_set.folder, kind], stdout=file, check=True)
    return ranking(out)


def by_operator(work):
    index = index_of(work, judged("stard_dev"))
    print(subprocess.check_output([os.path.join(EXAMPLES, "latency"), index], text=True))


def across_languages(work):
    index = evaluate.sample_index(SCO, work)
    print(crosslingual.evaluate(SCO, index, os.path.join(ROOT, "tests/evaluation/crosslingual.tsv")) + "\n")


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
    shutil.copy("corpus/lexicon.tsv", corpus)
    run([SCO, "index", "--corpus", corpus, "--index", index])
    print("```text\n" + run([sys.executable, f"{SHARED}/tools/eval_queries.py", SCO, index])[0].strip() + "\n```\n")


SECTIONS = {
    "import": ("Import of the article, and the questions about it", seed),
    "latency": ("Latency on the sample corpus", latency),
    "indexing": ("Indexing stard_dev", indexing),
    "ranking": ("Ranking", our_ranking),
    "baselines": ("Baselines", baselines),
    "operators": ("Latency by operator, in process, on stard_dev", by_operator),
    "cross-lingual": ("Cross-lingual", across_languages),
}


def main():
    global SHARED
    parser = argparse.ArgumentParser(description="Measures what docs/measurements.md states, and prints it as Markdown.")
    parser.add_argument("shared", nargs="?", default=SHARED, help="data and evaluation programs [default: ../shared]")
    parser.add_argument("--only", metavar="SECTION,…", help=f"only these of {', '.join(SECTIONS)}")
    given = parser.parse_args()
    SHARED = os.path.abspath(given.shared)
    wanted = given.only.split(",") if given.only else list(SECTIONS)
    unknown = [name for name in wanted if name not in SECTIONS]
    if unknown:
        parser.error(f"there is no section `{unknown[0]}`; there are {', '.join(SECTIONS)}")
    build = ["cargo", "build", "--release", "--quiet", "--locked", "--workspace", "--bins", "--examples"]
    subprocess.run(build, cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as work:
        for title, section in (SECTIONS[name] for name in wanted):
            print(f"## {title}\n")
            section(work)


if __name__ == "__main__":
    main()
