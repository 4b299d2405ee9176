"""Peterson, Battleday, Griffiths, Russakovsky 2019 (CIFAR-10H): their validation figures, mean over the ten folds.

The authors publish a figure for each fold; all folds hold 1,000 pictures, so the mean is that of the whole set. A name
says the network and its labels: those of people, people's flattened by a temperature T, or one-hot.
"""

from typing import NamedTuple

from nls_tutorial.records import PublishedTable

PAPER = "Peterson, Battleday, Griffiths, Russakovsky 2019, Human uncertainty makes classification more robust"


class CrossEntropies(NamedTuple):
    """One run: cross-entropy in nats to the labels of people and of CIFAR-10, and accuracy to the latter as a share.

    First met in notebooks/07_scale_the_temperature.

    >>> from nls_tutorial.tables import PETERSON_VALIDATION
    >>> row = PETERSON_VALIDATION["wrn_28_10__human"]
    >>> isinstance(row, CrossEntropies), row.people, row.accuracy
    (True, '0.4443', '0.9006')
    """

    people: str
    cifar10: str
    accuracy: str


PETERSON_VALIDATION = PublishedTable(
    PAPER,
    "validation figures beside the published predictions, mean over ten folds",
    "nats and shares",
    {
        "densenet_BC_100_12__human": CrossEntropies("0.6675", "0.5344", "0.8364"),
        "densenet_BC_100_12__onehot": CrossEntropies("0.9600", "0.7006", "0.8283"),
        "pyramidnet_basic_110_270__human": CrossEntropies("0.5235", "0.4084", "0.8775"),
        "pyramidnet_basic_110_270__onehot": CrossEntropies("1.0428", "0.7169", "0.8527"),
        "resnet_basic_110__human": CrossEntropies("0.7590", "0.6448", "0.8063"),
        "resnet_basic_110__onehot": CrossEntropies("1.0304", "0.8208", "0.8023"),
        "resnet_preact_bottleneck_164__human": CrossEntropies("0.5947", "0.4727", "0.8547"),
        "resnet_preact_bottleneck_164__onehot": CrossEntropies("1.1318", "0.8078", "0.8439"),
        "resnext_29_8x64d__human": CrossEntropies("0.6996", "0.5778", "0.8120"),
        "resnext_29_8x64d__onehot": CrossEntropies("0.8511", "0.6769", "0.7964"),
        "shake_shake_26_2x64d_SSI_cutout16__human": CrossEntropies("0.5360", "0.3714", "0.8866"),
        "shake_shake_26_2x64d_SSI_cutout16__onehot": CrossEntropies("0.7615", "0.4886", "0.8764"),
        "vgg_15_BN_64__human": CrossEntropies("0.6156", "0.5132", "0.8423"),
        "vgg_15_BN_64__onehot": CrossEntropies("1.1218", "0.8285", "0.8402"),
        "wrn_28_10__human": CrossEntropies("0.4443", "0.3240", "0.9006"),
        "wrn_28_10__human_T0.25": CrossEntropies("0.6435", "0.4364", "0.8874"),
        "wrn_28_10__human_T0.5": CrossEntropies("0.5572", "0.3832", "0.8893"),
        "wrn_28_10__human_T0.75": CrossEntropies("0.4899", "0.3545", "0.8921"),
        "wrn_28_10__human_T10": CrossEntropies("1.4300", "1.4084", "0.8558"),
        "wrn_28_10__human_T2": CrossEntropies("0.4958", "0.4064", "0.8883"),
        "wrn_28_10__human_T3": CrossEntropies("0.5780", "0.5107", "0.8842"),
        "wrn_28_10__human_T5": CrossEntropies("0.8789", "0.8386", "0.8740"),
        "wrn_28_10__onehot": CrossEntropies("0.7681", "0.5020", "0.8847"),
    },
)
