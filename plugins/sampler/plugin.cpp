#include "sequential.hpp"
#include "shuffled.hpp"

ATELIER_PLUGIN("atelier.sampler", "1.0.0", atelier::sampler::Shuffled, atelier::sampler::Sequential)
