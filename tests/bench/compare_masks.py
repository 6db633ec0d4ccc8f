"""Whether two folders hold the same masks: both maps byte for byte, each mask pixel for pixel."""

import numpy as np
from PIL import Image


def compare(theirs, ours):
    """The number of masks. Raises AssertionError with the first difference."""
    for name in ("category_mapping.json", "image_mask_map.json"):
        assert (theirs / name).read_bytes() == (ours / name).read_bytes(), f"{name} differs"
    names = sorted(path.name for path in (theirs / "masks").iterdir())
    assert names == sorted(path.name for path in (ours / "masks").iterdir()), "other masks"
    for name in names:
        with Image.open(theirs / "masks" / name) as a, Image.open(ours / "masks" / name) as b:
            assert np.array_equal(np.array(a), np.array(b)), f"masks/{name} differs"
    return len(names)
