// All sample plugins in C++ as one, since each takes long to compile alone.
#include <atelier/atelier.hpp>

#pragma push_macro("ATELIER_PLUGIN")
#undef ATELIER_PLUGIN
#define ATELIER_PLUGIN(...)
#include "cpp/augmenter.cpp"
#include "cpp/dataset.cpp"
#include "cpp/loader.cpp"
#include "cpp/loss.cpp"
#include "cpp/metric.cpp"
#include "cpp/model.cpp"
#include "cpp/observer.cpp"
#include "cpp/optimizer.cpp"
#include "cpp/overlap_policy.cpp"
#include "cpp/sampler.cpp"
#include "cpp/samples.cpp"
#include "cpp/schedule.cpp"
#include "cpp/stage.cpp"
#pragma pop_macro("ATELIER_PLUGIN")

ATELIER_PLUGIN("small.cpp", "1.0.0", Other, Dots, OneByOne, Half, Hits, OneNumber, Teller, Descent, FirstWins,
               LastFirst, Pairs, Line, Hello)
