#include "stage_work.hpp"

#include <atelier/cpp/core.hpp>
#include <memory>
#include <mutex>

#include "endings/running.hpp"
#include "output_check.hpp"
#include "places.hpp"
#include "plugins/this_host.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

const Node& node_of(const StageWork& work) { return work.workflow.nodes[static_cast<size_t>(work.stage)]; }

void run_component(const StageWork& work, CallHost& call) {
  StageContext context(work.workflow, work.components, call.raw(), work.output_of);
  const atelier_object made = context.make(work.stage);
  const auto& interface = *static_cast<const atelier_stage_v1*>(made.iface);
  const std::string folder = work.folder.path().string(), earlier = work.folder.earlier().string();
  const Running running(node_of(work).component->id);
  const auto* extension =
      extension_of<atelier_stage_earlier_v1>(made, ATELIER_EXTENSION_STAGE_EARLIER, ATELIER_STAGE_EARLIER_V1_FLOOR);
  if (!earlier.empty() && extension) check(extension->set(call.raw(), made.self, c_str(earlier)));
  const atelier_stage_folder in = stage_folder(folder, work.folder.continued());
  check(interface.run(call.raw(), made.self, &in));
}

// Gives the outputs that are numbers or texts.
std::map<std::string, nlohmann::json> open_once(const StageWork& work, CallHost& call) {
  const std::string folder = work.folder.path().string();
  const atelier_stage_v1& stage = stage_interface(*work.components[static_cast<size_t>(work.stage)]);
  const Running running(node_of(work).component->id);
  void* opened = nullptr;
  const PlaceScope places(names_by(places_of(work.workflow, work.stage, work.output_of)));
  const atelier_stage_folder in = stage_folder(folder);
  check(stage.open(call.raw(), &in, &opened));
  const std::unique_ptr<void, void (*)(void*)> closing(opened, stage.close);
  return check_outputs(*node_of(work).component, stage, call, opened);
}

// Whether the folder of the stage itself holds it.
bool is_below(const fs::path& path, const fs::path& folder) {
  const fs::path way = path.lexically_relative(folder);
  return !way.empty() && *way.begin() != "..";
}

}  // namespace

Result<Worked> work_on(const StageWork& work, CallHost& call) {
  Worked out;
  const Result<void> worked = call.attempt([&] {
    const auto note = [&](const std::string& path) {
      if (!is_below(path, work.folder.path())) out.inputs.emplace(path, work.disk.facts(path));
    };
    const auto hold = [&](const std::string& path) {
      note(path);
      out.held.insert(path);
    };
    const InputScope scope(note, hold);
    run_component(work, call);
    out.values = open_once(work, call);
  });
  if (!worked) return worked.failure();
  out.counted = call.counted();
  out.said = call.said();
  out.numbers = call.numbers();
  return out;
}

}  // namespace atelier::host
