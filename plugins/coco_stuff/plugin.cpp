#include "stuff_png.hpp"

ATELIER_PLUGIN("atelier.coco_stuff", "1.0.0", atelier::coco_stuff::StuffPng)
