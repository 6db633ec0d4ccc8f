// atelier.weights: looks into files of weights.
#include "fit.hpp"
#include "list.hpp"

ATELIER_PLUGIN("atelier.weights", "1.0.0", atelier::weights::List, atelier::weights::Fit)
