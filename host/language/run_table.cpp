#include "run_table.hpp"

#include "atelier/kinds/observer.h"
#include "atelier/param.h"

namespace atelier::host {
namespace {

struct Setting {
  const char* name;
  uint32_t type;
  const char* doc;
  void (*take)(const ResolvedValue& value, ResolvedWorkflow& workflow);
  uint32_t flags = 0;
  const char* default_value = "";
  const char* kind = "";
  double max = 0;
};

constexpr Setting kSettings[] = {
    {.name = "seed",
     .type = ATELIER_TYPE_INT,
     .doc = "what chance starts from",
     .take = [](const ResolvedValue& v, ResolvedWorkflow& w) { w.seed = static_cast<uint64_t>(v.integer); },
     .flags = ATELIER_PARAM_HAS_MIN,
     .default_value = "0"},
    {.name = "device",
     .type = ATELIER_TYPE_STRING,
     .doc = "where models run: auto, cpu, or a device that the model's plugin knows",
     .take = [](const ResolvedValue& v, ResolvedWorkflow& w) { w.device = v.text; },
     .default_value = "'auto'"},
    {.name = "threads",
     .type = ATELIER_TYPE_INT,
     .doc = "threads of a stage; 0: all cores",
     .take = [](const ResolvedValue& v, ResolvedWorkflow& w) { w.threads = static_cast<uint32_t>(v.integer); },
     .flags = ATELIER_PARAM_HAS_MIN | ATELIER_PARAM_HAS_MAX,
     .default_value = "0",
     .max = 4096},
    {.name = "observers",
     .type = ATELIER_TYPE_PART,
     .doc = "who sees what stages emit",
     .take =
         [](const ResolvedValue& v, ResolvedWorkflow& w) {
           for (const ResolvedValue& observer : v.items)
             if (observer.is_wire()) w.observers.push_back(observer.wire.node);
         },
     .flags = ATELIER_PARAM_LIST | ATELIER_PARAM_OPTIONAL,
     .kind = ATELIER_KIND_OBSERVER},
};

ComponentInfo make() {
  ComponentInfo run;
  run.id = "run";
  for (const Setting& setting : kSettings) {
    ParamInfo& param = run.params.emplace_back();
    param.name = setting.name;
    param.type = setting.type;
    param.flags = setting.flags;
    param.doc = setting.doc;
    param.default_value = setting.default_value;
    param.kind = setting.kind;
    param.max = setting.max;
  }
  return run;
}

}  // namespace

const ComponentInfo& run_table() {
  static const ComponentInfo run = make();
  return run;
}

void take_run_settings(ResolvedWorkflow& workflow) {
  for (size_t i = 0; i < std::size(kSettings); ++i) kSettings[i].take(workflow.run[i], workflow);
}

}  // namespace atelier::host
