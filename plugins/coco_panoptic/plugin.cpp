#include "panoptic_reader.hpp"

ATELIER_PLUGIN("atelier.coco_panoptic", "1.0.0", atelier::panoptic::PanopticReader)
