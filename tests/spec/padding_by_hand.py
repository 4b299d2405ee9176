"""What padding does, one window and one pixel at a time."""


def window(image, row, column, kernel):
    """The values that a window around a pixel sees; None for a hole."""
    reach = kernel // 2
    height, width = len(image), len(image[0])
    seen = []
    for i in range(row - reach, row + reach + 1):
        for j in range(column - reach, column + reach + 1):
            inside = 0 <= i < height and 0 <= j < width
            seen.append(image[i][j] if inside else None)
    return seen


def zero(image, weights, row, column, kernel=3):
    return sum(w * x for w, x in zip(weights, window(image, row, column, kernel), strict=True) if x is not None)


def partial(image, weights, row, column, kernel=3):
    values = window(image, row, column, kernel)
    return zero(image, weights, row, column, kernel) * len(values) / sum(x is not None for x in values)


def replicate(image, weights, row, column, kernel=3):
    reach, total, place = kernel // 2, 0.0, 0
    for i in range(row - reach, row + reach + 1):
        for j in range(column - reach, column + reach + 1):
            y, x = min(max(i, 0), len(image) - 1), min(max(j, 0), len(image[0]) - 1)
            total += weights[place] * image[y][x]
            place += 1
    return total


def layer(image, weights, respond):
    return [[respond(image, weights, i, j) for j in range(len(image[0]))] for i in range(len(image))]


def fill_round(image, known):
    """One round over a grey picture: unknown pixels become the mean of the known ones around them."""
    filled, seen = [list(row) for row in image], [list(row) for row in known]
    for i in range(len(image)):
        for j in range(len(image[0])):
            values = []
            for a in (i - 1, i, i + 1):
                for b in (j - 1, j, j + 1):
                    if 0 <= a < len(image) and 0 <= b < len(image[0]) and known[a][b]:
                        values.append(image[a][b])
            if not known[i][j] and values:
                filled[i][j], seen[i][j] = sum(values) / len(values), True
    return filled, seen
