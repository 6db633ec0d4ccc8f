// What a dataset gives, through its plugin file.
#pragma once

#include <atelier/testing.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "geometry/runs.hpp"

namespace roundtrip {

struct Read {
  int64_t id = 0;
  std::string category;
  bool crowd = false;
  geometry::Runs covered;  // canonical
  std::string defect;
};
// By the name of the picture.
using ReadSet = std::map<std::string, std::vector<Read>>;

using Options = atelier::testing::Bench::Options;

// Throws std::runtime_error, with what the component said.
ReadSet read(const std::string& plugin, const std::string& component, const Options& options);

// Runs a stage on what a reader reads, into a new folder. Throws likewise.
void convert(const std::string& reader_plugin, const std::string& reader, const Options& reader_options,
             const std::string& writer_plugin, const std::string& writer, Options writer_options,
             const std::filesystem::path& folder);

// Without stretches of no length but a first one, and neighbours joined.
geometry::Runs canonical(const geometry::Runs& runs);

}  // namespace roundtrip
