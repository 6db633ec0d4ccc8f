// A straight line from one to zero.
#include <atelier/cpp/schedule.hpp>

#include "../generation.h"

class Line : public atelier::Schedule {
 public:
  static constexpr atelier::Component kComponent{"small.schedule", 1, "A straight line."};
  double factor(const atelier::Call& call, const atelier_schedule_input& in) const override {
    SAW(call, atelier_schedule_input, in);
    return 1 - static_cast<double>(in.step) / static_cast<double>(in.total);
  }
};
ATELIER_PLUGIN("small.cpp.schedule", "1.0.0", Line)
