"""A set of documents, questions and judgements on disk, and what a program finds for it."""
import os
import subprocess


class Failure(Exception):
    """Something cannot be evaluated, said in words."""


class JudgedSet:
    """A folder with docs.jsonl, queries.tsv (`qid<TAB>question`) and qrels.tsv (`qid<TAB>0<TAB>document<TAB>grade`)."""

    def __init__(self, folder):
        self.folder = folder.rstrip("/")
        self.name = os.path.basename(os.path.abspath(folder))
        self.texts = {qid: text for qid, text in rows(self.path("queries.tsv"), 2)}
        self.judgements = {}
        for qid, _, document, grade in rows(self.path("qrels.tsv"), 4):
            try:
                self.judgements.setdefault(qid, {})[document] = int(grade)
            except ValueError:
                raise Failure(f"`{self.path('qrels.tsv')}`: the grade `{grade}` is no number") from None
        unknown = [qid for qid in self.judgements if qid not in self.texts]
        if unknown:
            raise Failure(f"`{self.path('qrels.tsv')}` judges `{unknown[0]}`, which `queries.tsv` does not ask")

    def path(self, name):
        return os.path.join(self.folder, name)

    def index(self, program, folder):
        """Indexes the documents; of an index that is there already, only what changed."""
        asked(program, ["index", "--jsonl", self.path("docs.jsonl"), "--index", folder])
        return folder

    def run(self, program, index, options, out):
        """Asks all questions and leaves the ranking in `out`; gives it read."""
        arguments = ["search", "--index", index, "--batch", self.path("queries.tsv"), "--run", out]
        if os.path.exists(out):
            os.remove(out)
        asked(program, [*arguments, *options])
        return ranking(out)


def rows(path, columns):
    """The rows of a file of tab-separated values without a header."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            lines = [line.rstrip("\n") for line in file]
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"cannot read `{path}`: {error}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row = line.split("\t", columns - 1)
        if len(row) != columns:
            raise Failure(f"`{path}` line {number} has {len(row)} columns, {columns} are needed")
        yield row


def ranking(path):
    """Documents by question, best first, of a run in TREC form: `qid Q0 document rank score tag`."""
    found = {}
    try:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                qid, _, document, rank, *_ = line.split()
                found.setdefault(qid, []).append((int(rank), document))
    except OSError as error:
        raise Failure(f"cannot read `{path}`: {error}") from None
    except ValueError:
        raise Failure(f"`{path}` line {number} is not `qid Q0 document rank score tag`") from None
    # A document that is found again, as passages of one document are, counts where it stands first.
    return {qid: list(dict.fromkeys(document for _, document in sorted(ranked))) for qid, ranked in found.items()}


def asked(program, arguments):
    """Runs the program; gives its standard output. Exit status 1 says that nothing was found, and is no error."""
    try:
        done = subprocess.run([program, *arguments], capture_output=True, text=True)
    except OSError as error:
        raise Failure(f"cannot run `{program}`: {error.strerror}; build it with `cargo build --release`") from None
    if done.returncode not in (0, 1):
        words = done.stderr.strip() or f"exit status {done.returncode}"
        raise Failure(f"`{os.path.basename(program)} {' '.join(arguments)}` failed:\n{words}")
    return done.stdout
