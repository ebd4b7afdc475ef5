#!/usr/bin/env python3
"""Measures how well the program ranks, on sets of judged questions. docs/evaluation.md says what the sets and the tables are.

usage: evaluate.py SET… [--a OPTIONS] [--b OPTIONS] [--program PROGRAM] [--keep DIR]
       evaluate.py SET --run FILE [--run FILE]
       evaluate.py --crosslingual FILE [--index DIR] [-v]
       evaluate.py --self-test

Needs Python 3.10 and nothing else. Exit status: 0 done, 2 an error.
"""
import argparse
import os
import shlex
import sys
import tempfile

sys.dont_write_bytecode = True  # the folder of the sources stays as it is

import crosslingual
import measures
from judged_set import Failure, JudgedSet, asked, ranking

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
COLUMNS = " | ".join(measures.NAMES)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], epilog="Exit status: 0 done, 2 an error.")
    parser.add_argument("sets", nargs="*", metavar="SET", help="folder with docs.jsonl, queries.tsv and qrels.tsv")
    parser.add_argument("--a", metavar="OPTIONS", help="options of `sco search` for configuration A [default: none]")
    parser.add_argument("--b", metavar="OPTIONS", help="options of `sco search` for configuration B, compared with A")
    parser.add_argument("--run", action="append", default=[], metavar="FILE", help="judge this run in TREC form; two are compared")
    parser.add_argument("--program", default=os.path.join(ROOT, "target/release/sco"), help="[default: target/release/sco]")
    parser.add_argument("--keep", metavar="DIR", help="keep the indexes and runs here, and use those that are there")
    parser.add_argument("--crosslingual", metavar="FILE", help="ask questions whose right sentences are in another language")
    parser.add_argument("--index", metavar="DIR", help="index for --crosslingual [default: a new one of the sample corpus]")
    parser.add_argument("-v", "--verbose", action="store_true", help="list the questions of --crosslingual without an answer")
    parser.add_argument("--self-test", action="store_true", help="compare the measures with values worked out by hand")
    given = parser.parse_args(with_joined_options(sys.argv[1:]))
    if not given.self_test and bool(given.sets) == bool(given.crosslingual):
        parser.error("name one SET or more, or --crosslingual FILE")
    if given.run and (len(given.sets) != 1 or len(given.run) > 2 or given.a or given.b):
        parser.error("--run FILE, once or twice, goes with one SET and neither --a nor --b")
    return given


def with_joined_options(given):
    """`--a --ranking` as `--a=--ranking`: a value may begin with a minus."""
    joined = []
    for argument in given:
        if joined and joined[-1] in ("--a", "--b"):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def table(judged):
    """Means as Markdown: of every set (`judged`: set, its measures by configuration and question), in total and by length."""
    lines = [f"| set | configuration | letters | questions | {COLUMNS} |", "|---|---|---|---:|" + "---:|" * len(measures.NAMES)]
    for judged_set, runs in judged:
        for label, measured in runs.items():
            texts = {qid: judged_set.texts[qid] for qid in measured}
            classes = {"all": list(texts), **measures.by_length(texts)}
            for length, qids in classes.items():
                mean = measures.means([measured[qid] for qid in qids])
                figures = " | ".join(f"{mean[name]:.4f}" for name in measures.NAMES)
                lines.append(f"| {judged_set.name} | {label} | {length} | {len(qids)} | {figures} |")
    return "\n".join(lines)


def comparison(judged):
    """Differences between two configurations as Markdown; the p-values are not corrected for their number."""
    before, after = judged[0][1]
    lines = [f"| set | measure | {after} − {before} | wins | ties | losses | p |", "|---|---|---:|---:|---:|---:|---:|"]
    for judged_set, runs in judged:
        for name in measures.NAMES:
            mean, wins, ties, losses, p = measures.compared(runs[before], runs[after], name)
            lines.append(f"| {judged_set.name} | {name} | {mean:+.4f} | {wins} | {ties} | {losses} | {p:.4f} |")
    return "\n".join(lines)


def report(judged):
    """The table, and the comparison where there are two configurations."""
    parts = [table(judged)]
    if len(judged[0][1]) == 2:
        parts.append(comparison(judged))
    return "\n\n".join(parts)


def measured(judged_set, run):
    result = measures.of_run(judged_set.judgements, run)
    if not result:
        raise Failure(f"`{judged_set.folder}` judges no question as answered by a document")
    return result


def rank_sets(folders, configurations, program, work):
    """Indexes and asks every set in the folder `work`; gives what [`report`] takes."""
    judged = []
    for folder in folders:
        judged_set = JudgedSet(folder)
        index = judged_set.index(program, os.path.join(work, judged_set.name))
        runs = {}
        for label, options in configurations.items():
            out = os.path.join(work, f"{judged_set.name}.{label}.trec")
            runs[label] = measured(judged_set, judged_set.run(program, index, options, out))
        judged.append((judged_set, runs))
    return judged


def judge_runs(folder, paths):
    """Judges runs that are there already; gives what [`report`] takes."""
    judged_set = JudgedSet(folder)
    labels = [os.path.splitext(os.path.basename(path))[0] for path in paths]
    if len(set(labels)) < len(labels):
        labels = paths
    return [(judged_set, {label: measured(judged_set, ranking(path)) for label, path in zip(labels, paths)})]


def sample_index(program, work):
    """A new index of the sample corpus."""
    index = os.path.join(work, "sample-corpus")
    asked(program, ["index", "--corpus", os.path.join(ROOT, "corpus"), "--index", index])
    return index


def evaluate(given, work):
    if given.crosslingual:
        index = given.index or sample_index(given.program, work)
        options = shlex.split(given.a or "")
        return crosslingual.evaluate(given.program, index, given.crosslingual, options, given.verbose)
    if given.run:
        return report(judge_runs(given.sets[0], given.run))
    configurations = {"A": shlex.split(given.a or "")}
    if given.b is not None:
        configurations["B"] = shlex.split(given.b)
    named = "\n".join(f"{label}: {shlex.join(options) or 'as it is'}" for label, options in configurations.items())
    return f"{named}\n\n{report(rank_sets(given.sets, configurations, given.program, work))}"


def main():
    given = arguments()
    if given.self_test:
        measures.self_test()
        crosslingual.self_test()
        return print("the measures agree with the values worked out by hand")
    if given.keep:
        os.makedirs(given.keep, exist_ok=True)
        return print(evaluate(given, given.keep))
    with tempfile.TemporaryDirectory() as work:
        print(evaluate(given, work))


if __name__ == "__main__":
    try:
        main()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough: `evaluate.py … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (Failure, OSError, AssertionError) as failure:
        sys.exit(print(f"error: {failure}", file=sys.stderr) or 2)
