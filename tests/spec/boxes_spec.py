"""Boxes and crops, counted pixel by pixel."""


def objectness(boxes, crop):
    """The share of the crop's pixels that lie in any box, all coordinates whole."""
    x1, y1, x2, y2 = crop
    filled = 0
    for y in range(y1, y2):
        for x in range(x1, x2):
            filled += any(left <= x < right and top <= y < bottom for left, top, right, bottom in boxes)
    return filled / ((x2 - x1) * (y2 - y1))


def mask_objectness(mask, crop):
    """The share of the crop's pixels that are true; outside the mask nothing is."""
    x1, y1, x2, y2 = crop
    filled = 0
    for y in range(y1, y2):
        for x in range(x1, x2):
            filled += 0 <= y < len(mask) and 0 <= x < len(mask[0]) and mask[y][x]
    return filled / ((x2 - x1) * (y2 - y1))


def crop_box(box, window, mirrored, size):
    """One box, cut to the window, as a share of it, mirrored, in pixels of the crop."""
    left, top, right, bottom = (
        max(box[0], window[0]),
        max(box[1], window[1]),
        min(box[2], window[2]),
        min(box[3], window[3]),
    )
    if left >= right or top >= bottom:
        return [0.0, 0.0, 0.0, 0.0]
    height, width = size
    across = [(x - window[0]) / (window[2] - window[0]) for x in (left, right)]
    down = [(y - window[1]) / (window[3] - window[1]) for y in (top, bottom)]
    if mirrored:
        across = [1 - across[1], 1 - across[0]]
    return [across[0] * width, down[0] * height, across[1] * width, down[1] * height]


def random_window(draws, height, width, scale, ratio):
    """The first of the draws (four numbers in [0, 1) each) whose window fits, or None."""
    for u in draws:
        area = height * width * (scale[0] + (scale[1] - scale[0]) * u[0])
        shape = ratio[0] * (ratio[1] / ratio[0]) ** u[1]
        w, h = round((area * shape) ** 0.5), round((area / shape) ** 0.5)
        if 1 <= w <= width and 1 <= h <= height:
            x, y = int(u[2] * (width - w + 1)), int(u[3] * (height - h + 1))
            return [x, y, x + w, y + h]
    return None


def average_precision(scores, right, objects):
    """For each recall 0, 0.01, …, 1 the best precision of any threshold that reaches it; their mean."""
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    curve = []
    for count in range(1, len(order) + 1):
        found = sum(right[n] for n in order[:count])
        curve.append((found / objects, found / count))
    best = [max((p for r, p in curve if r >= step * 0.01), default=0.0) for step in range(101)]
    return sum(best) / 101
