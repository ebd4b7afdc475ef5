#!/usr/bin/env python3
"""Imports files whose text is known and compares: characters, eight characters in a row, footnotes, marks.

usage: formats.py --program target/debug/sco FOLDER

FOLDER holds files of any kind, each with a NAME.truth.txt beside it (text, then `--notes--` and a note a line, `[n]` before it).
White space is left out of every comparison. `pdftotext` is asked for the same PDF files where it is installed.
"""
import argparse, collections, json, pathlib, re, shutil, subprocess, time


def squeezed(text):
    return re.sub(r"\s+", "", text)


def f1(ours, truth):
    ours, truth = collections.Counter(ours), collections.Counter(truth)
    common = sum((ours & truth).values())
    if not common:
        return 1.0 if not ours and not truth else 0.0
    precision, recall = common / sum(ours.values()), common / sum(truth.values())
    return 2 * precision * recall / (precision + recall)


def grams(text, n=8):
    return [text[i : i + n] for i in range(max(0, len(text) - n + 1))]


def text_of(document):
    parts = [document["metadata"].get("title") or ""]
    for section in document["sections"]:
        parts.append(section["heading"] or "")
        parts += [paragraph["text"] for paragraph in section["paragraphs"]]
    return "".join(parts)


def marks_of(document):
    """Each mark as its number and the six characters before it."""
    found = []
    for section in document["sections"]:
        for paragraph in section["paragraphs"]:
            text = paragraph["text"]
            for note in paragraph["notes"]:
                found.append((note["number"], squeezed(text[: note["offset_chars"]])[-6:]))
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="target/debug/sco")
    parser.add_argument("folder", type=pathlib.Path)
    args = parser.parse_args()
    print("file | characters F1 | 8-grams F1 | notes F1 | marks with a note | pdftotext characters | 8-grams | seconds")
    for path in sorted(args.folder.rglob("*")):
        truth_file = path.with_name(path.stem + ".truth.txt")
        if path.name.endswith(".truth.txt") or not path.is_file() or not truth_file.exists():
            continue
        truth, _, notes = truth_file.read_text(encoding="utf-8").partition("--notes--")
        notes = [squeezed(line) for line in notes.strip().split("\n") if line.strip()]
        truth = squeezed(truth)
        start = time.time()
        run = subprocess.run([args.program, "import", "--json", str(path)], capture_output=True, text=True)
        seconds = time.time() - start
        if run.returncode != 0:
            print(f"{path.name} | refused: {run.stderr.strip()}")
            continue
        document = json.loads(run.stdout.splitlines()[0])
        text = squeezed(text_of(document))
        ours = [squeezed(f"[{note['number']}]{note['text']}") for note in document["footnotes"]]
        marks = marks_of(document)
        row = [path.name, f"{f1(text, truth):.4f}", f"{f1(grams(text), grams(truth)):.4f}",
               f"{f1(ours, notes):.3f}" if notes else "", str(len(marks))]
        if path.suffix == ".pdf" and shutil.which("pdftotext"):
            other = squeezed(subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True).stdout)
            row += [f"{f1(other, truth):.4f}", f"{f1(grams(other), grams(truth)):.4f}"]
        else:
            row += ["", ""]
        print(" | ".join(row + [f"{seconds:.2f}"]))


if __name__ == "__main__":
    main()
