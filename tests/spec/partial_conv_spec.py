"""Partial convolution, written from its definition: one window at a time, one tap at a time."""


def taps(place, kernel, stride, before, dilation):
    return [place * stride - before + tap * dilation for tap in range(kernel)]


def places(size, kernel, stride, before, after, dilation):
    """Every place where a window fits into −before … size + after − 1."""
    found = []
    place = 0
    while taps(place, kernel, stride, before, dilation)[-1] < size + after:
        found.append(place)
        place += 1
    return found


def partial_conv2d(x, weight, bias, valid, stride, ends, dilation, groups):
    """`x`, `valid` [C][H][W], `weight` [O][C/groups][kh][kw], `ends` ((top, bottom), (left, right)); out and mask."""
    height, width = len(x[0]), len(x[0][0])
    inputs, kernel_rows, kernel_columns = len(weight[0]), len(weight[0][0]), len(weight[0][0][0])
    out, updated = [], []
    for o in range(len(weight)):
        group = o // (len(weight) // groups)
        out_rows, mask_rows = [], []
        for i in places(height, kernel_rows, stride[0], *ends[0], dilation[0]):
            out_row, mask_row = [], []
            for j in places(width, kernel_columns, stride[1], *ends[1], dilation[1]):
                total, seen, size = 0.0, 0, 0
                for c in range(inputs):
                    for a, row in enumerate(taps(i, kernel_rows, stride[0], ends[0][0], dilation[0])):
                        for b, column in enumerate(taps(j, kernel_columns, stride[1], ends[1][0], dilation[1])):
                            size += 1
                            inside = 0 <= row < height and 0 <= column < width
                            if inside and valid[group * inputs + c][row][column]:
                                seen += 1
                                total += weight[o][c][a][b] * x[group * inputs + c][row][column]
                out_row.append(total * size / seen + bias[o] if seen else 0.0)
                mask_row.append(seen > 0)
            out_rows.append(out_row)
            mask_rows.append(mask_row)
        out.append(out_rows)
        updated.append(mask_rows)
    return out, updated


def same_ends(kernel, dilation):
    """What "same" asks for: d·(k − 1) pixels, the odd one after."""
    needed = dilation * (kernel - 1)
    return needed // 2, needed - needed // 2
