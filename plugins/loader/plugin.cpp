#include "threads.hpp"

ATELIER_PLUGIN("atelier.loader", "1.0.0", atelier::loader::Threads)
