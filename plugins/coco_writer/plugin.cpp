#include "coco_writer.hpp"

using atelier::coco_writer::CocoWriter;
ATELIER_PLUGIN("atelier.coco_writer", "1.0.0", CocoWriter)
