"""Soft targets, written from their definitions as loops over samples and classes."""


def one_hot(labels, classes):
    return [[1.0 if k == y else 0.0 for k in range(classes)] for y in labels]


def smooth_uniform(labels, classes, epsilons):
    rows = []
    for y, epsilon in zip(labels, epsilons, strict=True):
        row = []
        for k in range(classes):
            hard = 1.0 if k == y else 0.0
            row.append((1 - epsilon) * hard + epsilon / classes)
        rows.append(row)
    return rows


def smooth_others(labels, classes, alphas):
    rows = []
    for y, alpha in zip(labels, alphas, strict=True):
        rows.append([1 - alpha if k == y else alpha / (classes - 1) for k in range(classes)])
    return rows


def smooth_by_objectness(labels, objectness, classes, beta):
    rows = []
    for y, share in zip(labels, objectness, strict=True):
        row = []
        for k in range(classes):
            hard = 1.0 if k == y else 0.0
            soft = share if k == y else (1 - share) / (classes - 1)
            row.append(beta * soft + (1 - beta) * hard)
        rows.append(row)
    return rows
