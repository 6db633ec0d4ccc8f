// The plugins' components, compiled into the program with the sanitizers.
#pragma once

#include <atelier/kinds/stage.h>

#include <atelier/testing.hpp>
#include <stdexcept>
#include <string>

// The entry functions, renamed when they were compiled: see CMakeLists.txt. A new plugin is a line here.
#define FUZZ_ENTRY(plugin) extern "C" const atelier_plugin* atelier_plugin_entry_##plugin(const atelier_host*) noexcept
FUZZ_ENTRY(coco);
FUZZ_ENTRY(coco_panoptic);
FUZZ_ENTRY(labelme);
FUZZ_ENTRY(masks);
FUZZ_ENTRY(overlap);
FUZZ_ENTRY(yolo_segments);

namespace fuzz {

using Entry = decltype(&atelier_plugin_entry_coco);

inline const atelier_component& component(Entry plugin, std::string_view id) {
  auto host = atelier::blank<atelier_host>();
  host.abi_major = ATELIER_ABI_MAJOR;
  host.abi_minor = ATELIER_ABI_MINOR;
  host.name = ATELIER_STR("fuzz");
  host.version = ATELIER_STR("1");
  const atelier_plugin* described = plugin(&host);
  for (uint64_t i = 0; i < described->component_count; ++i)
    if (atelier::view(described->components[i]->id) == id) return *described->components[i];
  throw std::invalid_argument("there is no component " + std::string(id));
}

struct Outcome {
  int32_t code = ATELIER_OK;
  std::string error;
};

// Runs mask.writer over a dataset, into a folder.
inline Outcome paint(const atelier::testing::Part& dataset, const std::string& folder,
                     const std::string& policy = "overlap.last", const std::string& crowd = "skip") {
  atelier::testing::Bench bench(2);
  const auto overlap = bench.make(component(atelier_plugin_entry_overlap, policy));
  const auto writer = bench.make(
      component(atelier_plugin_entry_masks, "mask.writer"),
      {{"dataset", dataset.object()}, {"overlap", overlap.object()}, {"crowd", crowd}, {"check_pictures", false}});
  auto where = atelier::blank<atelier_stage_folder>();
  where.path = atelier::c_str(folder);
  const auto* stage = static_cast<const atelier_stage_v1*>(writer.object().iface);
  const int32_t code = stage->run(bench.call().raw(), writer.self(), &where);
  return {code, bench.error()};
}

}  // namespace fuzz
