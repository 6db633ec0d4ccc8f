#include "stuff_png.hpp"

ATELIER_PLUGIN("atelier.coco_stuff", "1.0.0", coco_stuff::StuffPng)
