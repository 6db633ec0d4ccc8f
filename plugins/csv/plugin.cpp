// atelier.csv: what stages measure, as CSV.
#include "writer.hpp"

ATELIER_PLUGIN("atelier.csv", "1.0.0", atelier::csv::Writer)
