#include "coco_reader.hpp"

using atelier::coco::CocoReader;
ATELIER_PLUGIN("atelier.coco", "1.0.0", CocoReader)
