"""Every loss as one of logits and labels."""

import functools

from nls_tutorial import losses, targets


def soft(loss):
    @functools.wraps(loss)
    def on_smoothed(logits, labels, **how):
        return loss(logits, targets.smooth_uniform(labels, logits.shape[1], 0.1, dtype=logits.dtype), **how)

    return on_smoothed


def taught(logits, labels, **how):
    return losses.distillation_loss(logits, logits.detach().roll(1, 1), labels, temperature=2, weight=0.5, **how)


def smoothed_consolidated(logits, labels, **how):
    return losses.consolidated_loss(logits, labels, gamma=1.5, cosine=True, **how)


EVERY = [
    soft(losses.soft_cross_entropy),
    soft(losses.normalized_cross_entropy),
    losses.label_smoothing_cross_entropy,
    losses.focal_loss,
    losses.flsd_loss,
    losses.normalized_focal_loss,
    losses.confidence_penalty_loss,
    losses.margin_loss,
    losses.consolidated_loss,
    smoothed_consolidated,
    taught,
]


def taught_with(logits, labels, **how):
    teacher = logits.detach().roll(1, 1)
    return losses.distillation_loss(logits, teacher, labels, **{"temperature": 2.0, "weight": 0.5, **how})
