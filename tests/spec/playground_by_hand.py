"""The playground's training in PyTorch's own words, and its losses from their definitions."""

import torch
from spec import losses_spec

from nls_tutorial.playground import network, plane_points, rows

KNOBS = {"epsilon": 0.14, "gamma": 1.5, "weight": 0.3, "margin": 1.25}  # not where they stand when the graph is traced
RATE = 0.05


def spec_loss(name, logits, labels):
    """The mean loss over rows, in Python's floats."""
    epsilon, gamma, weight, margin = KNOBS.values()
    one = {
        "cross_entropy": lambda z, y: losses_spec.soft_cross_entropy(z, losses_spec.smoothed(y, len(z), 0.0)),
        "smoothing": lambda z, y: losses_spec.label_smoothing_cross_entropy(z, y, epsilon),
        "margin": lambda z, y: losses_spec.margin_loss(z, y, margin, weight),
        "focal": lambda z, y: losses_spec.focal_loss(z, y, gamma),
        "flsd": losses_spec.flsd_loss,
        "penalty": lambda z, y: losses_spec.confidence_penalty_loss(z, y, weight),
        "normalized": lambda z, y: losses_spec.normalized_cross_entropy(z, losses_spec.smoothed(y, len(z), epsilon)),
        "normalized_focal": lambda z, y: losses_spec.normalized_focal_loss(z, y, gamma),
    }[name]
    return sum(one(z, y) for z, y in zip(logits.tolist(), labels.tolist(), strict=True)) / len(labels)


def trained(choice, points, labels, steps, seed=0):
    """Weights after so many steps, and the losses before each, with torch's modules, autograd and optimizer."""
    return run(choice, {name: KNOBS[name] for name in choice.knobs}, RATE, points, labels, steps, seed)


def trained_with(settings, choice, steps):
    """The weights after so many steps with a page's settings."""
    train, _ = plane_points(settings["kind"], seed=settings["seed"])
    number = settings["number"]
    labels = train.noisy(settings["noise"], number)
    knobs = {name: float(settings[name]) for name in choice.knobs}
    return run(choice, knobs, settings["rate"], train.points[:number], labels, steps, settings["seed"])[0]


def run(choice, knobs, rate, points, labels, steps, seed):
    model = network(seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    told = []
    for step in range(steps):
        some = rows(step, len(points))
        optimizer.zero_grad()
        loss = choice.loss(model(points[some][:, :, None, None]), labels[some], **knobs)
        loss.backward()
        optimizer.step()
        told.append(loss.item())
    return torch.cat([part.detach().flatten() for part in model.parameters()]), told
