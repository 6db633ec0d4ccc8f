#include "coco_doctor.hpp"

using atelier::coco_doctor::CocoDoctor;
ATELIER_PLUGIN("atelier.coco_doctor", "1.0.0", CocoDoctor)
