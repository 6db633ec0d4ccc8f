// atelier.schedule: learning-rate schedules.
#include "schedules.hpp"

ATELIER_PLUGIN("atelier.schedule", "1.0.0", atelier::schedules::Constant, atelier::schedules::Poly)
