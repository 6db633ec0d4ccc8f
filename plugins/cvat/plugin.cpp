#include "cvat_reader.hpp"

ATELIER_PLUGIN("atelier.cvat", "1.0.0", atelier::cvat::CvatReader)
