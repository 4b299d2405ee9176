"""What a table's figures allow, written from the definitions as loops; decimals by Python's own decimal arithmetic."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext


def printed(right, samples, places, how):
    """k/N as a percentage text with `places` decimals."""
    with localcontext() as context:
        context.prec = 60
        return str((Decimal(100 * right) / Decimal(samples)).quantize(Decimal(1).scaleb(-places), rounding=how))


def may_print(right, samples, figure, reading):
    """Does k/N print so? Half a unit may go up or down; a cut figure may be one unit low where it is exact."""
    places = len(figure.partition(".")[2])
    rounded = {printed(right, samples, places, how) for how in (ROUND_HALF_EVEN, ROUND_HALF_UP)}
    with localcontext() as context:
        context.prec = 60
        share = Decimal(100 * right) / Decimal(samples)
        down = share.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)
        halves = share.quantize(Decimal(1).scaleb(-places - 1), rounding=ROUND_DOWN) == share
        if halves and int(share.scaleb(places + 1)) % 10 == 5:
            rounded.add(str(down))
        cut = {str(down)}
        if down == share and share > 0:
            cut.add(str(down - Decimal(1).scaleb(-places)))
    return figure in {"rounded": rounded, "cut": cut, "either": rounded | cut}[reading]


def sizes(figures, most, reading):
    found = []
    for samples in range(1, most + 1):
        if all(any(may_print(k, samples, figure, reading) for k in range(samples + 1)) for figure in figures):
            found.append(samples)
    return found


def weighted(labels, predicted):
    """Weighted precision, recall and F1 by counting."""
    totals = [0.0, 0.0, 0.0]
    for k in set(labels):
        pairs = list(zip(labels, predicted, strict=True))
        hits = sum(y == k and guess == k for y, guess in pairs)
        said, there = predicted.count(k), labels.count(k)
        p = hits / said if said else 0.0
        r = hits / there
        f = 2 * p * r / (p + r) if p + r else 0.0
        for place, score in enumerate((p, r, f)):
            totals[place] += there / len(labels) * score
    return totals


def in_batches(labels, predicted, batch):
    return [
        weighted(labels[start : start + batch], predicted[start : start + batch])
        for start in range(0, len(labels), batch)
    ]


def last_counts(accuracy, recall, samples, batch):
    """Every way to place right answers in the batches, by their numbers: which c fit?"""
    sizes_of = [min(batch, samples - start) for start in range(0, samples, batch)]
    found = set()
    for c in range(sizes_of[-1] + 1):
        for before in range(samples - sizes_of[-1] + 1):
            # recall as one fraction over a common denominator, to print it exactly
            above = before * sizes_of[-1] + c * batch
            below = batch * sizes_of[-1] * len(sizes_of)
            if may_print(before + c, samples, accuracy, "either") and may_print(above, below, recall, "either"):
                found.add(c)
    return sorted(found)
