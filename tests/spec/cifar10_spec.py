"""The layout of CIFAR-10's binary version, one byte at a time."""

TRAIN = [f"data_batch_{number}.bin" for number in range(1, 6)]
TEST = "test_batch.bin"
NAMES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]


def byte(batch, record, channel, row, column):
    """A made-up pixel that is different for neighbours in every direction."""
    return (31 * batch + 7 * record + 101 * channel + 13 * row + column) % 256


def label(batch, record):
    return (3 * batch + record) % 10


def write(folder, records):
    """Six files of so many made-up records, and the names."""
    for batch, name in enumerate([*TRAIN, TEST]):
        content = bytearray()
        for record in range(records):
            content.append(label(batch, record))
            for channel in range(3):
                for row in range(32):
                    content.extend(byte(batch, record, channel, row, column) for column in range(32))
        (folder / name).write_bytes(content)
    (folder / "batches.meta.txt").write_text("\n".join(NAMES) + "\n\n")


def read(file, first):
    """Labels and pixels of the first records, from the bytes of a file."""
    content = file.read_bytes()
    labels, pictures = [], []
    for record in range(first):
        at = record * 3073
        labels.append(content[at])
        pictures.append(
            [[[content[at + 1 + 1024 * c + 32 * y + x] / 255 for x in range(32)] for y in range(32)] for c in range(3)]
        )
    return labels, pictures
