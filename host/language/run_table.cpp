#include "run_table.hpp"

#include <atelier/kinds/observer.h>
#include <atelier/param.h>

namespace atelier::host {

const ComponentInfo& run_table() {
  static const ComponentInfo run = [] {
    ComponentInfo out;
    out.id = "run";
    out.params = {{.name = "seed",
                   .type = ATELIER_TYPE_INT,
                   .flags = ATELIER_PARAM_HAS_MIN,
                   .doc = "what chance starts from",
                   .default_value = "0"},
                  {.name = "device",
                   .type = ATELIER_TYPE_STRING,
                   .doc = "where models run: auto, cpu, or a device that the model's plugin knows",
                   .default_value = "'auto'"},
                  {.name = "threads",
                   .type = ATELIER_TYPE_INT,
                   .flags = ATELIER_PARAM_HAS_MIN | ATELIER_PARAM_HAS_MAX,
                   .doc = "threads of a stage; 0: all cores",
                   .default_value = "0",
                   .max = 4096},
                  {.name = "observers",
                   .type = ATELIER_TYPE_PART,
                   .flags = ATELIER_PARAM_LIST | ATELIER_PARAM_OPTIONAL,
                   .doc = "who sees what stages emit",
                   .kind = ATELIER_KIND_OBSERVER}};
    return out;
  }();
  return run;
}

void take_run_settings(ResolvedWorkflow& workflow) {
  for (size_t i = 0; i < workflow.run.size(); ++i) {
    const std::string& name = run_table().params[i].name;
    const ResolvedValue& value = workflow.run[i];
    if (name == "seed") workflow.seed = static_cast<uint64_t>(value.integer);
    if (name == "device") workflow.device = value.text;
    if (name == "threads") workflow.threads = static_cast<uint32_t>(value.integer);
    if (name == "observers")
      for_each_wire(value.items,
                    [&](const ResolvedValue& observer) { workflow.observers.push_back(observer.wire.node); });
  }
}

}  // namespace atelier::host
