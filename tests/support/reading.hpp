// Reads a dataset through its interface, as a stage would, and paints it: for the tests of readers.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/testing.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "geometry/rasteriser.hpp"

namespace reading {

struct Instance {
  int64_t id = 0;
  int64_t category_id = 0;
  uint32_t label = 0;
  double area = 0;
  bool crowd = false;
  std::vector<std::vector<double>> rings;
  std::vector<uint32_t> runs;
  std::string defect;
  std::string defect_text;
};

struct Picture {
  int64_t id = 0;
  uint32_t height = 0;
  uint32_t width = 0;
  std::string file_name;
  std::string path;
  std::vector<Instance> instances;
};

struct Dataset {
  std::string error;  // when it could not be read
  std::vector<std::string> classes;
  std::vector<std::string> groups;
  std::vector<int64_t> class_ids;
  std::vector<Picture> pictures;
  std::vector<Instance> orphans;

  const Picture& picture(const std::string& file_name) const {
    for (const Picture& each : pictures)
      if (each.file_name == file_name) return each;
    throw std::runtime_error("there is no picture " + file_name + "; error: " + error);
  }
};

inline Instance copy(const atelier_instance& from) {
  Instance out{from.id, from.category_id, from.label, from.area, from.crowd != 0, {}, {}, {}, {}};
  for (uint64_t i = 0; i < from.ring_count; ++i)
    out.rings.emplace_back(from.rings[i].xy, from.rings[i].xy + from.rings[i].count);
  if (from.run_count) out.runs.assign(from.runs, from.runs + from.run_count);
  out.defect = atelier::str(from.defect);
  out.defect_text = atelier::str(from.defect_text);
  return out;
}

inline Picture read_picture(const atelier::Call& call, const atelier::DatasetRef& dataset, uint64_t index) {
  const atelier_picture from = dataset.picture_at(call, index);
  Picture out{from.id, from.height, from.width, atelier::str(from.file_name), atelier::str(from.path), {}};
  dataset.instances(call, index, [&](const atelier_instance& in) { out.instances.push_back(copy(in)); });
  return out;
}

// All of component T's dataset; options that the component refuses make an error too.
template <class T>
Dataset read(const atelier::testing::Bench::Options& options, unsigned threads = 1) {
  atelier::testing::Bench bench(threads);
  Dataset out;
  try {
    const auto part = bench.make<T>(options);
    const atelier::DatasetRef dataset(part.object());
    const auto call = bench.call();
    const atelier::DatasetCounts counts = dataset.describe(call);
    for (uint64_t i = 0; i < counts.classes; ++i) {
      const atelier_class each = dataset.class_at(call, i);
      out.classes.push_back(atelier::str(each.name));
      out.groups.push_back(atelier::str(each.group));
      out.class_ids.push_back(each.id);
    }
    for (uint64_t i = 0; i < counts.pictures; ++i) out.pictures.push_back(read_picture(call, dataset, i));
    dataset.orphans(call, [&](const atelier_instance& in) { out.orphans.push_back(copy(in)); });
  } catch (const atelier::Reported&) {
    out.error = bench.error();
  } catch (const std::runtime_error& e) {
    out.error = e.what();
  }
  return out;
}

// Labels of a picture, row-major, the last instance on top; a crowd's pixels are 255. Without a shape: nothing.
inline std::vector<uint8_t> paint(const Picture& picture) {
  std::vector<uint8_t> labels(uint64_t{picture.height} * picture.width, 0);
  geometry::Rasteriser rasteriser;
  for (const Instance& instance : picture.instances) {
    geometry::Runs runs = instance.runs;
    std::vector<atelier_ring> rings;
    for (const auto& ring : instance.rings) rings.push_back({ring.data(), ring.size()});
    if (!rings.empty()) rasteriser.paint(rings, picture.height, picture.width, runs);
    uint64_t at = 0;
    for (size_t i = 0; i < runs.size(); ++i)
      for (uint64_t end = at + runs[i]; at < end; ++at)
        if (i % 2 == 1)
          labels.at(at % picture.height * picture.width + at / picture.height) =
              instance.crowd ? uint8_t{255} : static_cast<uint8_t>(instance.label);
  }
  return labels;
}

// Intersection over union of each label but 0 that one of the two has.
inline std::map<int, double> iou(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b) {
  std::map<int, uint64_t> either, both;
  for (size_t i = 0; i < a.size(); ++i) {
    ++either[a[i]];
    if (a[i] == b.at(i))
      ++both[a[i]];
    else
      ++either[b[i]];
  }
  std::map<int, double> out;
  for (const auto& [label, count] : either)
    if (label != 0) out[label] = static_cast<double>(both[label]) / static_cast<double>(count);
  return out;
}

}  // namespace reading
