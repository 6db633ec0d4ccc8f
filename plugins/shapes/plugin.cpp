#include "generator.hpp"

ATELIER_PLUGIN("atelier.shapes", "1.0.0", atelier::shapes::Generator)
