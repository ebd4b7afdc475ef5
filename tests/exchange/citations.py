#!/usr/bin/env python3
"""Reads back with programs of others what `sco cite` and `sco export` write: bibtexparser, rispy, bagit (PyPI).

    python3 tests/exchange/citations.py --sco target/debug/sco

makes a virtual environment (--venv, by default in a temporary folder) and installs the three; what cannot be installed is passed
over and said. With --installed-only nothing is installed.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unicodedata
import venv
import zipfile
from pathlib import Path

PACKAGES = {"bibtexparser": "bibtexparser<2", "rispy": "rispy", "bagit": "bagit"}

# Titles that forms break at: signs of TeX, of RIS, of lines.
TITLES = [
    "携手同行——在论坛上的讲话",
    "Braces { that } do not { pair",
    "50% & $5 #1 a_b ~ ^ \\command{x}",
    'Quotes " and “quotes” and @article{x,',
    "ER - TY - NEWS",
    "Вербовка в Сети, №1: «кавычки»",
    "a, b and c",
]


def document(number, title):
    return (
        f"---\nid: d{number}\ntitle: {json.dumps(title, ensure_ascii=False)}\ntype: academic-article\n"
        f"date: 2023-07-05\nlanguage: zh-Hans\ncreators:\n  - 习近平\n  - Фролова М.\n  - Xi Jinping\n"
        f'publisher: 人民日报\nissue: 第2版\nsubjects: [上海精神, "a, b"]\n'
        f"source: https://www.example.org/{number}?a=b_c&d=%20\n---\n\n弘扬上海精神，第{number}篇。\n"
    )


def run(sco, folder, *arguments):
    # Bytes, since the ends of lines are a part of what is tested.
    done = subprocess.run([sco, *arguments], cwd=folder, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"sco {' '.join(arguments)}: {done.returncode}\n{done.stderr.decode(errors='replace')}")
    return done.stdout.decode()


def from_tex(text):
    for command, sign in [
        ("\\textbraceleft{}", "\x01"), ("\\textbraceright{}", "\x02"), ("\\textasciitilde{}", "~"),
        ("\\textasciicircum{}", "^"), ("\\textbackslash{}", "\x03"), ("\\%", "%"), ("\\&", "&"), ("\\$", "$"),
        ("\\#", "#"), ("\\_", "_"),
    ]:
        text = text.replace(command, sign)
    return text.replace("\x01", "{").replace("\x02", "}").replace("\x03", "\\")


def same(found, wanted, what):
    if unicodedata.normalize("NFC", found) != unicodedata.normalize("NFC", wanted):
        sys.exit(f"{what}: {found!r}, not {wanted!r}")


def check_bibtex(text):
    import bibtexparser
    from bibtexparser.bparser import BibTexParser

    parser = BibTexParser(ignore_nonstandard_types=False, common_strings=True, interpolate_strings=False)
    entries = {entry["ID"]: entry for entry in bibtexparser.loads(text, parser).entries}
    for number, title in enumerate(TITLES):
        entry = entries[f"d{number}"]
        same(from_tex(entry["title"]), title, "BibTeX title")
        same(entry["date"], "2023-07-05", "BibTeX date")
        same(entry["journaltitle"], "人民日报", "BibTeX journal")
        same(entry["author"], "习近平 and Фролова, М. and {Xi Jinping}", "BibTeX author")
        same(entry["url"], f"https://www.example.org/{number}?a=b_c&d=%20", "BibTeX url")
    assert len(entries) == len(TITLES), sorted(entries)
    return len(entries)


def check_ris(text):
    import rispy

    entries = rispy.loads(text)
    for number, (entry, title) in enumerate(zip(entries, TITLES, strict=True)):
        same(entry.get("title") or entry["primary_title"], title, "RIS title")
        same(entry["type_of_reference"], "NEWS", "RIS type")
        same(entry["year"], "2023", "RIS year")
        assert entry["authors"] == ["习近平", "Фролова, М.", "Xi Jinping"], entry["authors"]
        assert entry["keywords"] == ["上海精神", "a, b"], entry["keywords"]
        urls = entry["urls"] if isinstance(entry.get("urls"), list) else [entry.get("url", "")]
        same(urls[0], f"https://www.example.org/{number}?a=b_c&d=%20", "RIS url")
    return len(entries)


def check_bag(sco, folder):
    import bagit

    run(sco, folder, "export", "--all", "--format", "bagit", "--out", "bag")
    run(sco, folder, "export", "--all", "--format", "bagit", "--out", "packed.zip")
    zipfile.ZipFile(folder / "packed.zip").extractall(folder / "unpacked")
    for path in [folder / "bag", folder / "unpacked" / "packed"]:
        bag = bagit.Bag(str(path))
        bag.validate()
        files = list(bag.payload_files())
        assert len(files) == len(TITLES), files
    return len(TITLES)


def checks(sco):
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "corpus/documents").mkdir(parents=True)
        (folder / "corpus/lexicon.tsv").write_text("")
        for number, title in enumerate(TITLES):
            (folder / f"corpus/documents/d{number}.md").write_text(document(number, title), encoding="utf-8")
        run(sco, folder, "index")
        ids = [f"d{number}" for number in range(len(TITLES))]
        tasks = {
            "bibtexparser": lambda: check_bibtex(run(sco, folder, "cite", *ids, "--style", "bibtex")),
            "rispy": lambda: check_ris(run(sco, folder, "cite", *ids, "--style", "ris")),
            "bagit": lambda: check_bag(sco, folder),
        }
        for package, task in tasks.items():
            if importlib.util.find_spec(package) is None:
                print(f"skipped: {package} is not installed")
            else:
                print(f"{package}: {task()} documents read back")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sco", default="target/debug/sco", help="the program")
    parser.add_argument("--venv", help="folder of the virtual environment; kept")
    parser.add_argument("--installed-only", action="store_true", help="install nothing")
    arguments = parser.parse_args()
    sco = os.path.abspath(arguments.sco)
    if arguments.installed_only:
        return checks(sco)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments.venv or temporary)
        python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        try:
            if not python.exists():
                venv.create(folder, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES.values()], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"skipped: the packages could not be installed: {error}")
            return None
        return subprocess.run([python, __file__, "--sco", sco, "--installed-only"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
