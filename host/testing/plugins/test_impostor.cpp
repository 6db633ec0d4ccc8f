// Has the plugin id of test_stages, and none of its components.
#include "task.hpp"

namespace {

class Impostor : public Task {
 public:
  static constexpr atelier::Component kComponent{.id = "impostor.task", .summary = "Does nothing."};
  void perform(const atelier::Call&) override {}
};

}  // namespace

ATELIER_PLUGIN("test.stages", "0.0.1", Impostor)
