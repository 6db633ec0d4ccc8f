#include "labelme_reader.hpp"

ATELIER_PLUGIN("atelier.labelme", "1.0.0", atelier::labelme::LabelmeReader)
