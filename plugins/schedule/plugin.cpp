// atelier.schedule: learning-rate schedules.
#include "schedule.hpp"

ATELIER_PLUGIN("atelier.schedule", "1.0.0", atelier::schedule::Constant, atelier::schedule::Poly,
               atelier::schedule::Plateau)
