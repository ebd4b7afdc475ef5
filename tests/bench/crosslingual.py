"""Questions in one language to sentences in another: is a right sentence among the first ten passages?"""
import csv
import json

import measures
from judged_set import Failure, asked

COLUMNS = ("qid", "lang", "question", "document", "sentence", "note")
LIMIT = 10
AROUND = 12  # characters: a passage may hold this much less one beside the sentence
ABSENT = "unexpected argument"


def questions(path):
    """The questions of a file with the columns above, by qid, each with all its right sentences."""
    asked_for = {}
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            lines = (line for line in file if not line.startswith("#"))
            table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if tuple(table.fieldnames or ()) != COLUMNS:
                raise Failure(f"the header of `{path}` is not {' '.join(COLUMNS)}")
            for row in table:
                if None in row or None in row.values():
                    raise Failure(f"`{path}`: a line of {row['qid']} has not {len(COLUMNS)} columns")
                known = asked_for.setdefault(row["qid"], {"lang": row["lang"], "text": row["question"], "sentences": []})
                if (known["lang"], known["text"]) != (row["lang"], row["question"]):
                    raise Failure(f"`{path}`: {row['qid']} stands for two questions")
                known["sentences"].append(bare(row["sentence"]))
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"cannot read `{path}`: {error}") from None
    if not asked_for:
        raise Failure(f"`{path}` holds no question")
    return asked_for


def bare(text):
    return "".join(text.split())


def answers(passage, sentence):
    """Whether a passage is the sentence, or holds it with only a little around it."""
    return sentence in passage and len(passage) < len(sentence) + AROUND


def words(text):
    """Latin, Cyrillic and number words of a text, in small letters."""
    spaced = "".join(c if c.isalnum() and not measures.is_han(c) else " " for c in text.casefold())
    return set(spaced.split())


def has_own_letters(question):
    """Whether a word of the question stands in a right sentence as it is: such a question needs no lexicon."""
    own = words(question["text"])
    return any(own & words(sentence) for sentence in question["sentences"])


def rank(program, index, question, options):
    """The rank of the first right passage, None when none of the first ten is right; and the passages."""
    arguments = ["search", "--index", index, "--by", "passage", "--json", "--limit", str(LIMIT), *options]
    reply = asked(program, [*arguments, "--", f"{question['text']} lang:zh"])
    try:
        passages = [hit["text"] for hit in json.loads(reply)["hits"]]
    except (ValueError, KeyError, TypeError):
        raise Failure(f"the answer to `{question['text']}` cannot be read: {reply[:200]}") from None
    for place, passage in enumerate(passages, 1):
        if any(answers(bare(passage), sentence) for sentence in question["sentences"]):
            return place, passages
    return None, passages


def classes(asked_for):
    """The rows of the table: names with their questions."""
    rows = [("all", list(asked_for))]
    for lang in sorted({question["lang"] for question in asked_for.values()}):
        rows.append((lang, [qid for qid, question in asked_for.items() if question["lang"] == lang]))
    foreign = [qid for qid, question in asked_for.items() if not has_own_letters(question)]
    return [*rows, ("no word in common with a right sentence", foreign)]


def table(asked_for, ranks):
    """A Markdown table; `ranks` by configuration and question."""
    lines = ["| questions | | configuration | recall@10 | MRR@10 |", "|---|---:|---|---:|---:|"]
    for name, qids in classes(asked_for):
        for configuration, found in ranks.items():
            places = [found[qid] for qid in qids if found[qid]]
            recall, reciprocal = (sum(values) / max(len(qids), 1) for values in ([1] * len(places), [1 / p for p in places]))
            lines.append(f"| {name} | {len(qids)} | {configuration} | {recall:.3f} | {reciprocal:.3f} |")
    return "\n".join(lines)


def evaluate(program, index, path, options=(), verbose=False):
    """The Markdown report on a file of questions, with and without the lexicon's expansion."""
    asked_for = questions(path)
    ranks, misses, notes = {}, [], []
    for name, more in (("with the lexicon", []), ("--no-expand", ["--no-expand"])):
        try:
            found = {qid: rank(program, index, question, [*options, *more]) for qid, question in asked_for.items()}
        except Failure as failure:
            if not more or ABSENT not in str(failure):
                raise
            notes.append("This program has no `--no-expand`: what the lexicon is worth was not measured.")
            continue
        ranks[name] = {qid: place for qid, (place, _) in found.items()}
        if verbose and not more:
            misses = [missed(qid, asked_for[qid], found[qid][1]) for qid in asked_for if not found[qid][0]]
    return "\n".join([table(asked_for, ranks), *[f"\n{note}" for note in notes], *misses])


def missed(qid, question, passages):
    """A question without an answer: what was wanted, and the best three passages that came instead."""
    lines = [f"\nmissed {qid} [{question['lang']}] {question['text']}"]
    lines += [f"  wanted  {sentence}" for sentence in question["sentences"]]
    lines += [f"  found   {passage}" for passage in passages[:3]] or ["  found nothing"]
    return "\n".join(lines)


def self_test():
    """Raises AssertionError when the rules of judging do something else than documented."""
    assert answers("前言。他说了这句话。", "他说了这句话。") and answers("这句话。", "这句话。")
    assert not answers("这句话。" + "字" * AROUND, "这句话。") and not answers("这句", "这句话。")
    assert bare(" 一 \u3000二\n") == "一二"
    english = {"lang": "en", "text": "What is RATS?", "sentences": ["地区反恐怖机构（RATS）"]}
    assert has_own_letters(english) and not has_own_letters({**english, "sentences": ["地区反恐怖机构"]})
