"""Losses, written from their definitions: one row of logits at a time, one class at a time, in Python's floats."""

import math


def log_softmax(z):
    largest = max(z)
    total = 0.0
    for value in z:
        total += math.exp(value - largest)
    return [value - largest - math.log(total) for value in z]


def soft_cross_entropy(z, q):
    log_p = log_softmax(z)
    loss = 0.0
    for k in range(len(z)):
        loss -= q[k] * log_p[k]
    return loss


def smoothed(y, classes, epsilon):
    return [(1 - epsilon) * (k == y) + epsilon / classes for k in range(classes)]


def label_smoothing_cross_entropy(z, y, epsilon=0.1):
    return soft_cross_entropy(z, smoothed(y, len(z), epsilon))


def normalized_cross_entropy(z, q):
    everyone = 0.0
    for j in range(len(z)):
        everyone += soft_cross_entropy(z, smoothed(j, len(z), 0.0))
    return soft_cross_entropy(z, q) / everyone


def focal_term(log_p, gamma):
    return -((1 - math.exp(log_p)) ** gamma) * log_p


def focal_loss(z, y, gamma=3.0):
    return focal_term(log_softmax(z)[y], gamma)


def flsd_loss(z, y, gammas=(5.0, 3.0, 3.0)):
    p = math.exp(log_softmax(z)[y])
    if p < 0.2:
        gamma = gammas[0]
    elif p < 0.5:
        gamma = gammas[1]
    else:
        gamma = gammas[2]
    return focal_loss(z, y, gamma)


def normalized_focal_loss(z, y, gamma=0.5):
    everyone = 0.0
    for j in range(len(z)):
        everyone += focal_loss(z, j, gamma)
    return focal_loss(z, y, gamma) / everyone


def confidence_penalty_loss(z, y, weight=0.1):
    log_p = log_softmax(z)
    entropy = 0.0
    for value in log_p:
        entropy -= math.exp(value) * value
    return -log_p[y] - weight * entropy


def margin_loss(z, y, margin=10.0, weight=0.1, over_classes="mean"):
    penalty = 0.0
    for value in z:
        penalty += max(0.0, max(z) - value - margin)
    if over_classes == "mean":
        penalty /= len(z)
    return -log_softmax(z)[y] + weight * penalty


def consolidated_loss(z, y, epsilon=0.1, gamma=0.0, cosine=False, normalized=True):
    q = smoothed(y, len(z), epsilon)
    if cosine:
        z_length = max(math.sqrt(sum(value * value for value in z)), 1e-12)
        q_length = max(math.sqrt(sum(value * value for value in q)), 1e-12)
        z = [value / z_length for value in z]
        q = [value / q_length for value in q]
    log_p = log_softmax(z)
    above = 0.0
    below = 0.0
    for k in range(len(z)):
        above += q[k] * focal_term(log_p[k], gamma)
        below -= log_p[k]
    return above / below if normalized else above


def distillation_loss(student, teacher, y, temperature=1.0, weight=1.0):
    teacher_p = [math.exp(value) for value in log_softmax([t / temperature for t in teacher])]
    soft = soft_cross_entropy([s / temperature for s in student], teacher_p)
    hard = -log_softmax(student)[y]
    return weight * temperature**2 * soft + (1 - weight) * hard
