#include "panoptic_reader.hpp"

ATELIER_PLUGIN("atelier.coco_panoptic", "1.0.0", atelier::coco_panoptic::PanopticReader)
