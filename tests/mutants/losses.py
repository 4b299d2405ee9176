"""Ways to compute a loss or its gradient wrongly."""

from mutants.harness import Mutant


def file(leaf: str) -> str:
    return f"nls_tutorial/losses/{leaf}.py"


def tests(leaf: str) -> str:
    return f"tests/losses/test_{leaf}.py"


def mutant(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(file(leaf), old, new, tests(leaf), why)


def masked(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(file(leaf), old, new, tests("masked"), why)


MUTANTS = [
    mutant("soft", "-weighted_logs(targets", "weighted_logs(targets", "wrong sign"),
    mutant("soft", "careful).sum(1)", "careful).mean(1)", "mean over classes"),
    mutant("soft", "F.log_softmax(logits, 1)", "F.log_softmax(logits, -1)", "softmax over pixels"),
    mutant("smoothing", "epsilon / logits.shape[1]", "epsilon / (logits.shape[1] - 1)", "the other definition"),
    mutant("smoothing", "losses - weighted_loss", "losses + weighted_loss", "wrong sign"),
    mutant("smoothing", "math.log1p(classes", "math.log(classes", "the 1 is missing"),
    mutant("smoothing", "return math.inf", "return 0.0", "a hard label is content"),
    mutant("normalized", ", log_probabilities.sum(1))", ", log_probabilities.mean(1))", "K times as large"),
    mutant("normalized", "ratio(weighted_logs", "ratio(-weighted_logs", "wrong sign"),
    mutant("focal", "-torch.expm1(-cross_entropy.", "torch.exp(-cross_entropy.", "p in the place of 1 − p"),
    mutant("focal", "label_probability < 0.2", "label_probability < 0.25", "wrong edge at 0.2"),
    mutant("focal", "label_probability < 0.5", "label_probability <= 0.5", "wrong side at 0.5"),
    mutant("focal", "< 0.2, unsure, gamma)", "< 0.2, sure, gamma)", "wrong range"),
    mutant("focal", "doubt = doubt.clamp_min(torch.finfo(doubt.dtype).tiny)", "", "an infinite slope where p_y is 1"),
    mutant("focal", "cross_entropy.detach())", "cross_entropy.sqrt())", "wrong probability"),
    mutant("exponential", "(exponents * LOG2_E)", "(exponents / LOG2_E)", "another base"),
    mutant("focus", "torch.rsub(probabilities, 1,", "torch.rsub(probabilities, 2,", "2 − p in the place of 1 − p"),
    mutant("focus", "value=-cast", "value=cast", "wrong sign in the slope"),
    mutant("focus", ", alpha=1 - torch.finfo(probabilities.dtype).eps", "", "divides by zero"),
    mutant("focus", "value=-1)", "value=1)", "wrong sign through the softmax"),
    mutant("focus", "and gamma == 0:", "and gamma <= 1:", "no focus up to γ = 1"),
    mutant(
        "normalized_focal",
        "ratio(at_label(terms, labels), everyone)",
        "terms.sum(1) / everyone",
        "always 1",
    ),
    mutant("normalized_focal", "(-losses / everyone)", "(losses / everyone)", "wrong sign in the slope"),
    mutant("normalized_focal", "everyone = terms.sum(1)", "everyone = log_probabilities.sum(1)", "no focus below"),
    mutant("confidence_penalty", '"none") - weight * entropy', '"none") + weight * entropy', "rewards confidence"),
    mutant("confidence_penalty", "-weighed.sum(1)", "-weighed.mean(1)", "mean over classes"),
    mutant("confidence_penalty", "share = (1 + weight", "share = (1 - weight", "wrong sign in the gradient"),
    mutant("margin", "(distances - margin)", "(distances + margin)", "wrong side of the margin"),
    mutant("margin", 'if over_classes == "mean"', 'if over_classes == "sum"', "wrong reduction"),
    mutant("margin", "(pull - beyond)", "(pull + beyond)", "wrong sign in the gradient"),
    mutant("margin", "smaller, pull, value=-1)", "smaller, 0 * pull, value=-1)", "every class is pulled"),
    mutant("margin", "/ (smaller.shape[1] - smaller.sum(1, keepdim=True))", "", "ties pulled twice"),
    mutant("margin", ".relu()", ".abs()", "pays within the margin"),
    mutant("consolidated", "logits.square().sum(1,", "logits.square().mean(1,", "length over the mean"),
    mutant("consolidated", "(classes - 1) * on_each", "classes * on_each", "wrong length of q"),
    mutant("consolidated", "on_label, on_each = on_label / length, on_each / length", "pass", "q keeps its length"),
    mutant("consolidated", "slopes.sub_(shift", "slopes.add_(shift", "wrong sign in the slope"),
    mutant("consolidated", "below = log_probabilities.sum(1)", "below = terms.sum(1)", "focus below as well"),
    mutant("consolidated", "along, value=-1)", "along, value=1)", "wrong sign through the direction"),
    mutant("distillation", "lambda: temperature**2", "lambda: temperature", "T instead of T²"),
    mutant("distillation", "F.softmax(teacher / temperature, 1)", "F.softmax(teacher, 1)", "teacher not tempered"),
    mutant("distillation", "teacher_logits.detach()", "teacher_logits", "the teacher learns"),
    mutant("distillation", "label_weight * (hard_sum", "weight * (hard_sum", "same weight twice"),
    mutant("distillation", "labels, -label_weight)", "labels, label_weight)", "pushes the label down"),
    mutant("distillation", "soft.square()", "soft", "tempered label part at T = 2"),
    mutant(
        "distillation",
        "        _pull(soft, soft_sum, targets, cast(float, weight * temperature)),",
        "        _pull(soft, soft_sum, targets, cast(float, weight)),",
        "gradient without T",
    ),
    mutant("batch", "losses.sum() / counted.sum()", "losses.mean()", "ignored rows in the mean"),
    mutant("batch", "torch.where(counted, losses, 0)", "losses", "ignored rows in the sum"),
    mutant("batch", "in (torch.float16, torch.bfloat16)", "in (torch.float16,)", "bfloat16 not widened"),
    mutant("batch", "scatter_add_(1, rows, amount)", "scatter_(1, rows, amount)", "puts in place of adding"),
    Mutant(file("batch"), "checks.finite(argument, logits)", "pass", tests("soft"), "says −∞ or a gap of NaN"),
    masked("batch", "(weights == 0) & (logs", "(weights != 0) & (logs", "0 · log 0 is NaN"),
    masked("batch", "without(batch.logits, batch.counted), True", "batch.logits, True", "ignored NaN in the slope"),
    masked("batch", " + 0 * below.detach()", "", "normalized by infinity: a slope of NaN"),
    masked(
        "focal", "cross_entropy.clamp_max(1000.0)", "cross_entropy", "a slope that is NaN where a mask has the label"
    ),
    masked("consolidated", "losses + 0 * lengths.detach().squeeze(1)", "losses", "a length that overflows passes"),
    masked("consolidated", "infinite & weighs", "infinite", "ε = 0 refuses a masked class"),
    masked("consolidated", "losses.masked_fill(infinite, torch.inf)", "losses", "a masked class with weight passes"),
    Mutant(
        file("distillation"),
        "weighted_logs(targets, tempered, careful)",
        "targets * tempered",
        tests("masked"),
        "0 · log 0 is NaN with a teacher",
    ),
    Mutant(
        "nls_tutorial/checks/tolerance.py", "max(1e-3, rounding(dtype))", "1e-3", tests("masked"), "refuses bfloat16"
    ),
    Mutant(
        "nls_tutorial/checks/tracing.py",
        "return not tracing(*tensors) and _CHECKED.get()",
        "return not tracing(*tensors)",
        tests("transforms"),
        "off() changes nothing",
    ),
    Mutant(
        "nls_tutorial/checks/tracing.py",
        "peek_interpreter_stack() is not None",
        "peek_interpreter_stack() is NotImplemented",
        tests("transforms"),
        "reads values under vmap",
    ),
    mutant("blocks", "gradients * upstream.unsqueeze(1)", "gradients", "forgets the upstream gradient"),
    mutant(
        "blocks",
        "slice(first, first + step)\n            yield (some,)",
        "slice(first, first + step - 1)\n            yield (some,)",
        "leaves rows out",
    ),
    mutant("blocks", "size // max(1, classes * width)", "size // max(1, classes)", "blocks too large"),
    mutant("blocks", "create_graph=True)", "create_graph=False)", "no second derivative"),
]
