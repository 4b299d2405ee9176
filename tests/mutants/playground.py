"""Ways to train another network than PyTorch would, and to show another loss than the one that is named."""

from mutants.harness import Mutant

SCRIPTS = "tests/playground/test_scripts.py::test_a_module_under_node"
STEPS = "tests/playground/test_graphs.py::test_a_hundred_steps_of_the_graph_are_pytorchs"


def mutant(leaf: str, old: str, new: str, why: str, test: str = "") -> Mutant:
    return Mutant(f"nls_tutorial/playground/{leaf}.py", old, new, test or f"tests/playground/test_{leaf}.py", why)


def script(file: str, old: str, new: str, why: str, test: str) -> Mutant:
    return Mutant(f"nls_tutorial/playground/{file}.js", old, new, f"{SCRIPTS}[{test}]", why)


MUTANTS = [
    mutant("look", "(drawn < sure)", "(drawn < 0.5)", "the part of ECE that is chance is of other networks"),
    mutant("look", "(correct - sums).abs()", "(counts - sums).abs()", "ECE takes every sample for right"),
    mutant(
        "look", "logits_of(state[0], points) / temperature", "logits_of(state[0], points)", "T moves the plane alone"
    ),
    mutant(
        "look",
        "stack([right.flatten(), down.flatten()]",
        "stack([down.flatten(), right.flatten()]",
        "a plane on its side",
    ),
    mutant("knobs", "for name in chosen.knobs", "for name in chosen.knobs[:1]", "the margin loses its weight"),
    mutant("cells", "range({steps})", "range({steps} + 1)", "the copied cell trains one step more"),
    mutant("task_file", "part.order.numpy()", "part.order.flip(0).numpy()", "other labels are wrong"),
    mutant("still", "trainer.train(min(APART", "trainer.train(min(APART // 2", "half the steps from look to look"),
    mutant("trainer", "range(self.step, self.step + steps)", "range(steps)", "each step begins with the first points"),
    mutant("trainer", "return LEFT, str", "return str(self.settings['loss']), str", "no cross-entropy at the left"),
    mutant("trainer", '("kind", "seed")', '("kind",)', "another seed goes on with the old weights"),
    mutant("engine", "self._seen.wait()", "pass", "frames run ahead of the page"),
    mutant("engine", "self._thread.join()", "pass", "the thread is still there after a pause"),
    mutant("engine", "self._fresh = asked", "asked", "frames of other points pass for new ones"),
    mutant("lifetimes", "key[0] == cell and key[1] != run", "False", "the cell runs again, and two train"),
    mutant("lifetimes", "key[0] == cell and key[1] != run", "key[1] != run", "another cell's training ends"),
    mutant(
        "lifetimes", "isinstance(result.error_in_exec, KeyboardInterrupt)", "False", "an interrupt ends the cell alone"
    ),
    mutant("picture", "wrong = labels !=", "wrong = labels ==", "right labels are hollow"),
    mutant("widget", "seen = frames(steps, asked)", "seen = frames(0, asked)", "the picture is of untrained networks"),
    script("notebook/kernel", "message.fresh === shared.fresh", "true", "stale frames are drawn", "kernel"),
    script("notebook/kernel", 'order.do === "reset" || ', "", "frames from before a reset are drawn", "kernel"),
    script("page/address", "asked < low || asked > high", "asked < low", "99 is taken for m", "address"),
    script("page/address", "value === asked ?", "true ?", "a number that is moved is moved silently", "address"),
    script(
        "page/address",
        "settings[name] !== start",
        "settings[name] === start",
        "the address tells what is not so",
        "address",
    ),
    script("page/missions", "right.ece < 0.05 && kept", "right.ece < 0.05", "calibrated at any price", "missions"),
    script("page/missions", "Math.min(found, ", "Math.max(found, ", "the largest ε is kept", "missions"),
    script("page/charts", "rows.splice(at, 1)", "rows.slice(at, 1)", "the curves grow for ever", "charts"),
    script("page/charts", "step < rows.at(-1).step", "false", "a new run goes on where the old one ended", "charts"),
    script("page/plane", "(STRONG * (sure - UNSURE)) / (1 - UNSURE)", "STRONG", "unsure looks sure", "plane"),
    script("page/cell", ", loss, steps }", ", loss, steps: 500 }", "the cell forgets the steps", "given"),
    script("page/engine", 'protocol === "file:"', "false", "a page from a file says nothing", "given"),
    script("js/task", "Math.round(noise", "Math.floor(noise", "one wrong label fewer", "given"),
    script("js/task", "labels[at] = part.wrong[at];", "", "no label is wrong", "given"),
    mutant(
        "step", "MOMENTUM * state[1] + gradient", "MOMENTUM * (state[1] + gradient)", "the momentum damps the slope"
    ),
    mutant("step", "state[0] - rate * momentum, momentum]", "state[0] - rate * gradient, momentum]", "none is used"),
    mutant("step", "+ step * BATCH) % total", "+ step) % total", "the points move on by one"),
    mutant("choices", "margin={margin:g}, weight", "margin={weight:g}, weight", "the copied code takes λ for m"),
    mutant("points", "round(share * len(labels))", "round(share * len(labels) / 2)", "half the noise"),
    mutant("points", "seed=2 * seed + 1", "seed=2 * seed", "both parts are wrong in the same places"),
    mutant(
        "graphs",
        '"labels", "rate", *choice',
        '"rate", "labels", *choice',
        "two inputs swap their names",
        f"{STEPS}[flsd]",
    ),
    Mutant(
        "nls_tutorial/losses/focal.py",
        '_focused(F.cross_entropy(logits, labels, reduction="none"), gamma)',
        '_focused(F.cross_entropy(logits, labels, reduction="none"), gamma + 0.01)',
        f"{STEPS}[focal]",
        "the graph's loss is not the definition's",
    ),
]
