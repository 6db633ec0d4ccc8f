#include "mask_writer.hpp"

using atelier::masks::MaskWriter;
ATELIER_PLUGIN("atelier.masks", "1.0.0", MaskWriter)
