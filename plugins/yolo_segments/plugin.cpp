#include "yolo_segments.hpp"

ATELIER_PLUGIN("atelier.yolo_segments", "1.0.0", atelier::yolo_segments::YoloSegments)
