#include "by_size.hpp"
#include "by_source.hpp"
#include "priority.hpp"
#include "void_policies.hpp"

using namespace atelier::overlap;
ATELIER_PLUGIN("atelier.overlap", "1.0.0", Last, First, SmallestOnTop, LargestOnTop, VoidOnOverlap, VoidOnConflict,
               Priority)
