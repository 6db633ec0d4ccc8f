#include "yolo_writer.hpp"

using atelier::yolo_writer::YoloWriter;
ATELIER_PLUGIN("atelier.yolo_writer", "1.0.0", YoloWriter)
