"""Measures of a ranking against judgements, and whether two rankings differ by more than chance."""
import math
import random

NAMES = ("nDCG@10", "MRR@10", "Recall@100", "S@1")
LENGTHS = (("≤8", 8), ("9–16", 16), ("17–32", 32), (">32", math.inf))
ROUNDS = 10_000
SEED = 20010615  # fixed, so that a table can be made again
HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x3041, 0x30FF), (0x31F0, 0x31FF), (0x20000, 0x323AF))


def of_question(grades, ranked):
    """The measures of one question: `grades` by document (above 0 is right), `ranked` documents, best first.

    nDCG has the gain 2^grade - 1 and the discount log2(rank + 1) (Burges et al. 2005)."""
    right = {document for document, grade in grades.items() if grade > 0}
    gains = [2 ** grades.get(document, 0) - 1 for document in ranked[:10]]
    ideal = sorted((2**grade - 1 for grade in grades.values() if grade > 0), reverse=True)[:10]
    first = next((rank for rank, document in enumerate(ranked[:10], 1) if document in right), None)
    return {
        "nDCG@10": discounted(gains) / discounted(ideal),
        "MRR@10": 1 / first if first else 0.0,
        "Recall@100": len(right.intersection(ranked[:100])) / len(right),
        "S@1": float(first == 1),
    }


def discounted(gains):
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def of_run(judgements, run):
    """The measures of every question that has a right document; one that the run leaves out gets zeros."""
    judged = {qid: grades for qid, grades in judgements.items() if any(grade > 0 for grade in grades.values())}
    return {qid: of_question(grades, run.get(qid, [])) for qid, grades in judged.items()}


def means(measured):
    """The mean of every measure over some questions."""
    return {name: math.fsum(one[name] for one in measured) / len(measured) for name in NAMES}


def is_han(character):
    """Whether a character belongs to a script written without spaces, as the program sees it."""
    return character in "〇々" or any(first <= ord(character) <= last for first, last in HAN)


def letters(text):
    """Length of a question: a Han character or kana is a letter, a word of another script or a number is one letter."""
    count, in_word = 0, False
    for character in text:
        han = is_han(character)
        word = character.isalnum() and not han
        count += han or (word and not in_word)
        in_word = word
    return count


def by_length(texts):
    """The questions (`qid: text`) of every class of length that has any."""
    classes = {name: [] for name, _ in LENGTHS}
    for qid, text in texts.items():
        classes[next(name for name, most in LENGTHS if letters(text) <= most)].append(qid)
    return {name: qids for name, qids in classes.items() if qids}


def randomisation(differences, rounds=ROUNDS):
    """Two-sided p-value of a paired randomisation test (Fisher 1935; Smucker, Allan & Carterette, CIKM 2007).

    If two systems were one, every difference could as well have the other sign: p is the share of random signs that make
    the sum at least as large. Differences of equal size are drawn together: of k fair coins the heads count as one number of
    k random bits has ones. The rankings as they came count as one round, so p is never 0 (Davison & Hinkley 1997)."""
    sizes = {}
    for difference in differences:
        size = round(abs(difference), 12)
        if size > 0:
            sizes[size] = sizes.get(size, 0) + 1
    observed = abs(math.fsum(differences)) - 1e-9
    draw = random.Random(SEED).getrandbits
    extreme = 0
    for _ in range(rounds):
        total = sum(size * (2 * draw(count).bit_count() - count) for size, count in sizes.items())
        extreme += abs(total) >= observed
    return (extreme + 1) / (rounds + 1)


def compared(before, after, name):
    """How one measure differs between two runs over the same questions: mean, wins, ties, losses of `after`, p."""
    differences = [after[qid][name] - before[qid][name] for qid in before]
    wins, losses = sum(d > 1e-12 for d in differences), sum(d < -1e-12 for d in differences)
    mean = math.fsum(differences) / len(differences)
    return mean, wins, len(differences) - wins - losses, losses, randomisation(differences)


def self_test():
    """Compares the measures with values worked out by hand; raises AssertionError."""

    def close(value, wanted):
        assert abs(value - wanted) < 1e-9, f"{value} is not {wanted}"

    judgements = {"q1": {"a": 1, "b": 2, "z": 0}, "q2": {"c": 1}, "q3": {"d": 0}, "q4": {"e": 1}}
    run = {"q1": ["x", "b", "a"], "q2": ["c"], "q4": ["y"] * 10 + ["e"]}
    measured = of_run(judgements, run)
    assert list(measured) == ["q1", "q2", "q4"], "a question without a right document is left out"
    close(measured["q1"]["nDCG@10"], (3 / math.log2(3) + 1 / 2) / (3 + 1 / math.log2(3)))
    close(measured["q1"]["MRR@10"], 1 / 2)
    close(measured["q1"]["Recall@100"], 1)
    close(measured["q2"]["nDCG@10"], 1)
    close(measured["q4"]["MRR@10"], 0)
    close(measured["q4"]["Recall@100"], 1)
    mean = means(list(measured.values()))
    close(mean["MRR@10"], (1 / 2 + 1 + 0) / 3)
    close(mean["S@1"], 1 / 3)
    assert [letters(text) for text in ("", "命运共同体", "SCO shared future", "2024年7月，ШОС！")] == [0, 5, 3, 5]
    texts = {"q1": "一二三四五六七八", "q2": "一 two 三四五六七八九", "q3": "字" * 33}
    assert by_length(texts) == {"≤8": ["q1"], "9–16": ["q2"], ">32": ["q3"]}
    # Of 2^3 signs of three equal differences two give a sum as large: p is 1/4. Nothing differs: p is 1.
    assert abs(randomisation([0.5, 0.5, 0.5, 0.0]) - 0.25) < 0.02
    close(randomisation([0.0, 0.0]), 1)
    better = {qid: {**one, "MRR@10": min(1.0, one["MRR@10"] + 0.5)} for qid, one in measured.items()}
    assert compared(measured, better, "MRR@10")[1:4] == (2, 1, 0), "wins, ties, losses"
