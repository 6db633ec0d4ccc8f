#include "reading_back.hpp"

#include <atelier/cpp/dataset.hpp>
#include <stdexcept>

#include "geometry/rasteriser.hpp"
#include "plugin_file.hpp"
#include "stage_folder.hpp"

namespace roundtrip {

using atelier::testing::Bench;
using atelier::testing::Part;

namespace {

// One open component for each id: what loads a plugin file takes longer than a set.
const atelier_component& component_of(const std::string& plugin, const std::string& id) {
  static std::map<std::string, const atelier_component*> known;
  const atelier_component*& found = known[id];
  if (!found) found = &test::component(plugin, id);
  return *found;
}

}  // namespace

geometry::Runs canonical(const geometry::Runs& runs) {
  geometry::Runs out = {0};
  for (size_t i = 0; i < runs.size(); ++i) {
    if (runs[i] == 0) continue;
    if ((out.size() + 1) % 2 == i % 2)
      out.back() += runs[i];
    else
      out.push_back(runs[i]);
  }
  return out;
}

ReadSet read(const std::string& plugin, const std::string& component, const Options& options) {
  Bench bench;
  ReadSet out;
  try {
    const Part part = bench.make(component_of(plugin, component), options);
    const atelier::DatasetRef dataset(part.object());
    const auto call = bench.call();
    const atelier::DatasetCounts counts = dataset.describe(call);
    std::vector<std::string> classes = {""};
    for (uint64_t i = 0; i < counts.classes; ++i) classes.push_back(atelier::str(dataset.class_at(call, i).name));
    geometry::Rasteriser rasteriser;
    for (uint64_t i = 0; i < counts.pictures; ++i) {
      const atelier_picture picture = dataset.picture_at(call, i);
      std::vector<Read>& instances = out[atelier::str(picture.file_name)];
      dataset.instances(call, i, [&](const atelier_instance& in) {
        Read one{in.id, classes.at(in.label), in.crowd != 0, {}, atelier::str(in.defect_text)};
        if (in.run_count)
          one.covered.assign(in.runs, in.runs + in.run_count);
        else
          rasteriser.paint({in.rings, in.ring_count}, picture.height, picture.width, one.covered);
        one.covered = canonical(one.covered);
        instances.push_back(std::move(one));
      });
    }
  } catch (const atelier::Reported&) {
    throw std::runtime_error(component + ": " + bench.error());
  }
  return out;
}

void convert(const std::string& reader_plugin, const std::string& reader, const Options& reader_options,
             const std::string& writer_plugin, const std::string& writer, Options writer_options,
             const std::filesystem::path& folder) {
  Bench bench;
  const Part from = bench.make(component_of(reader_plugin, reader), reader_options);
  writer_options.emplace_back("dataset", from.object());
  const Part to = bench.make(component_of(writer_plugin, writer), writer_options);
  std::filesystem::create_directories(folder);
  if (test::run_stage(bench, to, folder) != ATELIER_OK) throw std::runtime_error(writer + ": " + bench.error());
}

}  // namespace roundtrip
