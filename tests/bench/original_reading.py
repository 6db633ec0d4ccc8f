"""What people do to read annotations. original_reading.py ANNOTATIONS"""

import sys

from pycocotools.coco import COCO

coco = COCO(sys.argv[1])
print(len(coco.cats), "classes,", len(coco.imgs), "pictures,", len(coco.anns), "annotations")
