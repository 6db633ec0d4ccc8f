#include "folder.hpp"
#include "split.hpp"

ATELIER_PLUGIN("atelier.samples", "1.0.0", atelier::samples::Folder, atelier::samples::Split)
