"""The data set class and loader that Atelier's loader replaces, from its description: PIL, torch's DataLoader.

original_loader.py PICTURES MASKS EPOCHS WORKERS
"""

import os
import sys

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class Masks(Dataset):
    def __init__(self, pictures, masks):
        self.names = sorted(name for name in os.listdir(masks) if name.endswith(".png"))
        self.pictures = pictures
        self.masks = masks
        self.transform = transforms.Compose(
            [transforms.Resize((256, 256), interpolation=transforms.InterpolationMode.BILINEAR), transforms.ToTensor()])

    def __len__(self):
        return len(self.names)

    def __getitem__(self, index):
        name = self.names[index]
        picture = Image.open(os.path.join(self.pictures, os.path.splitext(name)[0] + ".jpg")).convert("RGB")
        mask = Image.open(os.path.join(self.masks, name)).resize((256, 256), Image.NEAREST)
        return self.transform(picture), torch.from_numpy(np.array(mask)).long()


if __name__ == "__main__":
    pictures, masks, epochs, workers = sys.argv[1:]
    loader = DataLoader(Masks(pictures, masks), batch_size=8, shuffle=True, num_workers=int(workers))
    seen = 0
    for _ in range(int(epochs)):
        for batch, labels in loader:
            seen += batch.shape[0]
            assert batch.shape[1:] == (3, 256, 256) and labels.shape[1:] == (256, 256)
    print(seen, "pictures")
