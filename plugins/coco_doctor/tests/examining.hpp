// Runs coco.doctor on files, as a workflow would.
#pragma once

#include <algorithm>
#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "coco_doctor.hpp"
#include "plugin_file.hpp"
#include "test_data.hpp"

namespace examining {

namespace fs = std::filesystem;
using atelier::testing::Bench;

struct Outcome {
  int32_t status = ATELIER_OK;
  std::string error;
  std::vector<std::string> lines;
  nlohmann::json report;  // null when there is none
  std::string fixed;      // the repaired file; "" when there is none
  std::map<std::string, int64_t> counts;

  int64_t count(const std::string& code) const {
    const auto found = counts.find(code);
    return found == counts.end() ? 0 : found->second;
  }
  int64_t errors() const { return report["summary"]["errors"]; }
};

inline int32_t run(Bench& bench, const atelier::testing::Part& part, const fs::path& folder) {
  const std::string name = folder.string();
  auto where = atelier::blank<atelier_stage_folder>();
  where.path = atelier::c_str(name);
  const auto* stage = static_cast<const atelier_stage_v1*>(part.object().iface);
  return stage->run(bench.call().raw(), part.self(), &where);
}

inline Outcome examine(const fs::path& annotations, const fs::path& folder, Bench::Options options = {},
                       unsigned threads = 2) {
  Bench bench(threads);
  options.emplace_back("annotations", annotations.string());
  const auto part = bench.make<atelier::coco_doctor::CocoDoctor>(options);
  fs::create_directories(folder);
  Outcome out;
  out.status = run(bench, part, folder);
  out.error = bench.error();
  out.lines = bench.lines();
  if (fs::exists(folder / "doctor.json")) {
    out.report = nlohmann::json::parse(atelier::read_file(folder / "doctor.json"));
    for (const auto& code : out.report["codes"]) out.counts[code["code"]] = code["count"];
  }
  if (fs::exists(folder / "fixed.json")) out.fixed = atelier::read_file(folder / "fixed.json");
  return out;
}

inline Outcome examine_text(const std::string& json, const Bench::Options& options = {}, unsigned threads = 2) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "in.json", json, false);
  return examine(folder / "in.json", folder / "out", options, threads);
}

// One line for each listed defect: code, whose it is, and the byte.
inline std::string listing(const Outcome& outcome) {
  std::vector<nlohmann::json> findings = outcome.report["findings"];
  const auto offset = [](const nlohmann::json& each) { return each.value("offset", INT64_MAX); };
  std::stable_sort(findings.begin(), findings.end(), [&](auto& a, auto& b) { return offset(a) < offset(b); });
  std::string out;
  for (const auto& each : findings) {
    out += each["code"].get<std::string>();
    for (const char* who : {"annotation", "image", "category", "ring"})
      if (each.contains(who)) out += atelier::text(' ', who, ' ', each[who].get<int64_t>());
    out += each.contains("offset") ? atelier::text(" byte ", offset(each)) : " no byte";
    out += '\n';
  }
  return out;
}

// What coco.reader says of a file: the error, or the words of all defects, or "" when it is sound.
inline std::string reader_says(const fs::path& file) {
  Bench bench;
  const auto part = bench.make(test::component("coco", "coco.reader"), {{"annotations", file.string()}});
  const atelier::DatasetRef dataset(part.object());
  std::string words;
  const auto take = [&](const atelier_instance& instance) {
    if (instance.defect.size) words += atelier::str(instance.defect) + ' ';
    if (instance.label == 0) words += "category_unknown ";
    if (instance.area == 0) words += "zero_area ";
  };
  try {
    const uint64_t pictures = dataset.describe(bench.call()).pictures;
    for (uint64_t k = 0; k < pictures; ++k) dataset.instances(bench.call(), k, take);
    dataset.orphans(bench.call(), [&](const atelier_instance&) { words += "orphan "; });
  } catch (const atelier::Reported&) {
    return bench.error();
  }
  return words;
}

}  // namespace examining
