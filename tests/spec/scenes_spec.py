"""Shapes, textures and boxes from their definitions, one point at a time in plain Python."""

import math


def corners(*points):
    """A test for points inside the polygon, by the even-odd rule."""

    def inside(x, y):
        odd = False
        for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                odd = not odd
        return odd

    return inside


def round_the_circle(*radii):
    """Corners at equal angles, the first straight up (y runs down)."""
    step = 2 * math.pi / len(radii)
    return [(r * math.sin(k * step), -r * math.cos(k * step)) for k, r in enumerate(radii)]


def disc(x, y, r):
    return math.hypot(x, y) <= r


def heart(x, y):
    """A square of side 1.1 on its corner, its middle 0.21 below the origin, and a disc over each upper side."""
    half = 1.1 / math.sqrt(2)
    square = corners((0, 0.21 - half), (half, 0.21), (0, 0.21 + half), (-half, 0.21))
    lobes = ((-half / 2, 0.21 - half / 2), (half / 2, 0.21 - half / 2))
    return square(x, y) or any(disc(x - u, y - v, 0.55) for u, v in lobes)


def inside(name, x, y, aspect):
    """Whether the point (x right, y down) lies in the shape."""
    w = 1 / math.sqrt(1 + aspect**2)
    h = w * aspect
    return {
        "circle": lambda: disc(x, y, 0.82),
        "ellipse": lambda: disc(x, y / aspect, 1),
        "square": lambda: abs(x) <= 0.7 and abs(y) <= 0.7,
        "rectangle": lambda: corners((-w, -h), (w, -h), (w, h), (-w, h))(x, y),
        "diamond": lambda: corners((-1, 0), (0, -aspect), (1, 0), (0, aspect))(x, y),
        "triangle": lambda: corners(*round_the_circle(1, 1, 1))(x, y),
        "star": lambda: corners(*round_the_circle(*[1, 0.46] * 5))(x, y),
        "cross": lambda: (abs(x) <= 0.95 and abs(y) <= 0.31) or (abs(y) <= 0.95 and abs(x) <= 0.31),
        "heart": lambda: heart(x, y),
        "crescent": lambda: disc(x, y, 0.95) and not disc(x - 0.45, y, 0.78),
    }[name]()


def near(x):
    """The distance to the nearest whole number."""
    return min(x - math.floor(x), math.ceil(x) - x)


def swing(x):
    """Two parabolas a period: up to 1 in the first half, down to −1 in the second."""
    t = x - math.floor(x)
    return 16 * t * (0.5 - t) if t < 0.5 else -16 * (t - 0.5) * (1 - t)


def tone(name, x, y):
    """0 or 1 with hard edges, or a share for the two soft textures."""
    course = math.floor(2 * y)
    summed = swing(0.31 * x + 0.124 * y) + swing(0.279 * y - 0.155 * x + 0.3)
    summed += 0.6 * swing(0.403 * x + 0.527 * y) + 0.5 * swing(0.651 * x - 0.341 * y + 0.1)
    return {
        "stripes": lambda: near(x) < 0.25,
        "checks": lambda: (near(x) < 0.25) != (near(y) < 0.25),
        "dots": lambda: any(
            math.hypot(x - column - 0.5 * (row % 2), y - row) < 0.28
            for row in (math.floor(y), math.ceil(y))
            for column in (math.floor(x) - 1, math.floor(x), math.floor(x) + 1)
        ),
        "grid": lambda: near(x) < 0.09 or near(y) < 0.09,
        "bricks": lambda: near(2 * y) < 0.1 or near(x + 0.5 * (course % 2)) < 0.05,
        "zigzag": lambda: near(y + near(x)) < 0.25,
        "waves": lambda: near(y + 0.22 * swing(0.7 * x)) < 0.25,
        "rings": lambda: near(math.hypot(x, y)) < 0.25,
        "gradient": lambda: min(max(0.5 + 0.25 * x, 0), 1),
        "clouds": lambda: min(max(0.5 + 0.28 * summed, 0), 1),
    }[name]()


def place(column, row, middle_x, middle_y, turn, unit):
    """The middle of a pixel, seen from `middle`, turned by `turn` full turns, in `unit` pixels."""
    x, y = column + 0.5 - middle_x, row + 0.5 - middle_y
    cos, sin = math.cos(2 * math.pi * turn), math.sin(2 * math.pi * turn)
    return (x * cos + y * sin) / unit, (y * cos - x * sin) / unit


def tight_box(mask):
    """x1, y1, x2, y2 of the true pixels, half-open, by looking at every pixel."""
    columns = [column for row in mask for column, true in enumerate(row) if true]
    rows = [number for number, row in enumerate(mask) if any(row)]
    return [min(columns), min(rows), max(columns) + 1, max(rows) + 1]
