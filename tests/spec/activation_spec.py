"""Class activation maps and the share inside a box, as loops over places and pixels."""


def activation_maps(maps: list, templates: list) -> list:
    """maps[b][d][i][j], templates[k][d] -> [b][k][i][j]."""
    found = []
    for sample in maps:
        rows = []
        for template in templates:
            height, width = len(sample[0]), len(sample[0][0])
            grid = [[0.0] * width for _ in range(height)]
            for weight, feature in zip(template, sample, strict=True):
                for i in range(height):
                    for j in range(width):
                        grid[i][j] += weight * feature[i][j]
            rows.append(grid)
        found.append(rows)
    return found


def energy_in_box(grid: list, box: list, height: int, width: int) -> float:
    """Pixel by pixel, for a box of whole pixels and places of whole pixels; NaN where nothing is positive."""
    tall, wide = height // len(grid), width // len(grid[0])
    inside = total = 0.0
    for y in range(height):
        for x in range(width):
            value = max(0.0, grid[y // tall][x // wide])
            total += value
            if box[0] <= x < box[2] and box[1] <= y < box[3]:
                inside += value
    return inside / total if total > 0 else float("nan")
