"""What the tests of `exercises` must notice."""

from mutants.harness import Mutant


def mutant(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"nls_tutorial/exercises/{leaf}.py", old, new, f"tests/exercises/test_{leaf}.py", why)


def lesson(room: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"nls_tutorial/lessons/{room}/exercises.py", old, new, f"tests/lessons/{room}/test_exercises.py", why)


MUTANTS = [
    mutant("verdict", "escape(text, quote=False)", "text", "a student's line is not escaped"),
    mutant("verdict", 'True: "✓", False: "✗"', 'True: "✗", False: "✓"', "the marks are swapped"),
    mutant("define", "if len(self.hints) != 3:", "if len(self.hints) > 3:", "two hints are enough"),
    mutant("define", "len(self.cases) < 2", "len(self.cases) < 1", "one case is enough"),
    mutant("find", "key=lambda part: part.exercise_id", "key=lambda part: part.title", "ids out of order"),
    mutant(
        "compare",
        "torch.allclose(found, goal, RELATIVE, tolerance",
        "torch.allclose(found, goal, 0.01, tolerance",
        "a loose comparison",
    ),
    mutant(
        "compare", "fits = found.shape == goal.shape", "fits = found.numel() == goal.numel()", "shapes do not matter"
    ),
    mutant("compare", "if isinstance(value, bool | np.bool_):", "if isinstance(value, np.bool_):", "True is a number"),
    mutant(
        "compare",
        "ratios = seen[counted] / goal[counted]",
        "ratios = goal[counted] / seen[counted]",
        "the factor is inverted",
    ),
    mutant("compare", "if int(counted.sum()) < 2 or", "if", "one number makes a pattern"),
    mutant("run", "inputs = copy.deepcopy(case)", "inputs = case", "the originals are handed out"),
    mutant(
        "run", "before.dtype == after.dtype and torch.equal(before, after.detach())", "True", "changed tensors pass"
    ),
    mutant("run", "except (Exception, SystemExit) as error:", "except Exception as error:", "exit() ends the kernel"),
    mutant("run", "frames[-1].lineno", "frames[0].lineno + 1", "a wrong line"),
    mutant("judge", "if all(not outcome.trouble and", "if any(not outcome.trouble and", "one None is no answer"),
    mutant("judge", "if all(_alike(one, other", "if any(_alike(one, other", "one agreement makes a mistake known"),
    mutant(
        "judge",
        "return one.error is other.error",
        "return bool(one.error) == bool(other.error)",
        "all errors are alike",
    ),
    mutant("judge", "return exercise.check(case, found, expected)", 'return ""', "a check that never speaks"),
    mutant(
        "judge",
        'return "It is too high." if bool(found > goal)',
        'return "It is too high." if bool(found < goal)',
        "high and low swapped",
    ),
    mutant("judge", ", reading).casefold()", ", reading)", "words must match in case"),
    mutant("judge", '"".join(answer)', "answer[0]", "only the first letter counts"),
    mutant(
        "source",
        "head = lines[function.lineno - 1 : function.body[0].end_lineno]",
        "head = lines[function.lineno - 1 : function.end_lineno]",
        "the starter holds the solution",
    ),
    mutant("source", "(alias.asname or alias.name) in used", "alias.name in used", "renamed imports are lost"),
    mutant("show", "asked.hints[number - 1]", "asked.hints[-number]", "the last hint first"),
    mutant("show", '"★" * asked.stars', '"★" * (asked.stars - 1)', "one star too few"),
    lesson(
        "l00_start_here",
        "return [1.0 if k == label else 0.0 for k in range(classes)]\n\n\n@exercise",
        "return [1.0 if k == label else 0.0 for k in range(classes + 1)]\n\n\n@exercise",
        "one class too many",
    ),
    lesson(
        "l00_start_here",
        "    return min(shares) >= 0 and abs(sum(shares) - 1) < 1e-6",
        "    return min(shares) >= 0 and sum(shares) == 1",
        "an exact sum",
    ),
    lesson(
        "l01_look_at_the_last_layer",
        "    return features @ template + bias\n",
        "    return features @ template - bias\n",
        "wrong sign",
    ),
    lesson(
        "l01_look_at_the_last_layer",
        "return features_squared - 2 * logits + templates_squared",
        "return features_squared - logits + templates_squared",
        "half of the middle term",
    ),
    lesson(
        "l01_look_at_the_last_layer",
        "    spread = (squares / (len(features) - len(means))).sqrt()",
        "    spread = (squares / len(features)).sqrt()",
        "N for N − K",
    ),
    lesson(
        "l01_look_at_the_last_layer",
        "rest = other_side - (other_side @ first) * first",
        "rest = other_side",
        "not at right angles",
    ),
    lesson("l01_look_at_the_last_layer", "if not outside < 1e-4 *", "if outside < 0 *", "any plane will do"),
    lesson(
        "l02_soften_a_label",
        "    return 1 - epsilon + epsilon / classes\n",
        "    return 1 - epsilon\n",
        "the other definition",
    ),
    lesson(
        "l02_soften_a_label",
        "    return epsilon * (classes - 1) / classes\n",
        "    return epsilon * classes / (classes - 1)\n",
        "the inverse",
    ),
    lesson(
        "l02_soften_a_label",
        "    return torch.softmax(logits, dim=1) - targets\n",
        "    return targets - torch.softmax(logits, dim=1)\n",
        "wrong sign",
    ),
    lesson(
        "l02_soften_a_label",
        "    shares = [1 - epsilon + epsilon / classes] +",
        "    shares = [1 - epsilon] +",
        "not a label",
    ),
    Mutant(
        "nls_tutorial/lessons/l02_soften_a_label/exercises.py",
        "return math.inf\n    # log(q_y / q_k)",
        "return 0.0\n    # log(q_y / q_k)",
        "tests/lessons/l02_soften_a_label/test_exercises.py",
        "a hard label is content",
    ),
]
