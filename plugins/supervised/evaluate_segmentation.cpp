#include "evaluate_segmentation.hpp"

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "class_table.hpp"
#include "json_text.hpp"
#include "preflight.hpp"
#include "score.hpp"

namespace atelier::supervised {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

constexpr const char* kMetrics = "metrics.json";

// A name for each class; a name that is taken gets its label added.
std::vector<std::string> names_of(const atelier_samples_info& info) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (uint64_t c = 0; c < info.class_count; ++c) {
    std::string name = str(info.class_names[c]);
    if (!taken.insert(name).second) taken.insert(name = text(name, " (", c, ")"));
    names.push_back(std::move(name));
  }
  return names;
}

ordered_json json_of(const Results& results, const std::vector<std::string>& names, uint64_t pictures) {
  ordered_json out = ordered_json::object();
  for (const Scalar& s : results.scalars) out[s.name] = s.value;
  out["pictures"] = pictures;
  out["classes"] = names.size();
  out["size"] = results.height ? ordered_json({results.height, results.width}) : ordered_json();
  if (!results.per_class.empty()) {
    ordered_json table = ordered_json::object();
    for (size_t c = 0; c < names.size(); ++c)
      for (const PerClass& column : results.per_class) table[names[c]][column.name] = column.values.at(c);
    out["per_class"] = std::move(table);
  }
  for (const Matrix& m : results.matrices) {
    ordered_json rows = ordered_json::array();
    for (uint64_t r = 0; r < m.rows; ++r) {
      const auto from = m.counts.begin() + static_cast<std::ptrdiff_t>(r * m.columns);
      rows.push_back(std::vector<uint64_t>(from, from + static_cast<std::ptrdiff_t>(m.columns)));
    }
    out[m.name] = {
        {"rows", "true class"}, {"columns", "predicted class"}, {"classes", names}, {"pixels", std::move(rows)}};
  }
  return out;
}

// At which size label maps were compared: a mean IoU at the size that the network sees is another number than one at
// the pictures' own.
std::string size_words(const Results& results, bool changed) {
  if (results.height == 0) return changed ? "not one size" : "each picture's own";
  const std::string size = text(results.height, " x ", results.width, " pixels (height x width)");
  return changed ? size + ", to which `augment` brings pictures and label maps" : size;
}

void print(const Call& call, const Results& results, const std::vector<std::string>& names, uint64_t pictures,
           bool changed) {
  size_t width = 8;
  for (const Scalar& s : results.scalars) width = std::max(width, words(s.name).size());
  const auto line = [&](const std::string& name, const std::string& value) {
    call.result(name + std::string(width - name.size() + 2, ' ') + value);
  };
  line("pictures", std::to_string(pictures));
  line("size", size_words(results, changed));
  for (const Scalar& s : results.scalars) line(words(s.name), readable(s));
  const std::vector<std::string> table = class_table(results, names, kMetrics);
  if (!table.empty()) call.result("");
  for (const std::string& row : table) call.result(row);
}

}  // namespace

atelier_samples_info EvaluateSegmentation::require_samples(const Call& call, const atelier_model_info& network) const {
  return require_usable(call, *options_.samples, network, "samples",
                        options_.weights.given()
                            ? ", and weights that were trained with as many; or give samples whose labels mean "
                              "what those of the weights do, as the model.toml beside them lists them"
                            : "");
}

void EvaluateSegmentation::ready(const Call& call) {
  const atelier_samples_info info = require_samples(call, options_.model->describe(call));
  begin_metrics(call, *options_.metrics, info);
  gather(call, *options_.metrics, info.class_count);
  if (options_.weights.given()) options_.model->load(call, *options_.weights);
}

void EvaluateSegmentation::run(const Call& call, const fs::path& folder) {
  const auto& [model, weights, samples, augment, metrics, loader] = options_;
  const Scoring scoring{*model, *samples, *loader, *augment, *metrics};
  const atelier_model_info network = model->describe(call);
  const atelier_samples_info info = require_samples(call, network);
  require_taken(network, *loader, batches_of(call, scoring), "samples");
  begin_metrics(call, *metrics, info);
  gather(call, *metrics, info.class_count);          // what is wrong with them is told now, not after the work
  if (weights.given()) model->load(call, *weights);  // before the label maps, which may be many
  preflight(call, *samples);
  const Results results =
      score(call, scoring, [&](uint64_t, uint64_t pictures) { call.progress(pictures, info.count, "pictures"); });
  const std::vector<std::string> names = names_of(info);
  write_file(folder / kMetrics, json_text(json_of(results, names, info.count)));
  print(call, results, names, info.count, !augment->empty());
  for (const Scalar& s : results.scalars) call.emit_scalar("evaluate/" + s.name, 0, s.value);
  for (const PerClass& column : results.per_class)
    for (size_t c = 0; c < names.size(); ++c)
      call.emit_scalar("evaluate/" + column.name + "/" + names[c], 0, column.values.at(c));
  call.emit_scalar("evaluate/pictures", 0, static_cast<double>(info.count));
}

std::unique_ptr<Opened> EvaluateSegmentation::open(const Call&, const fs::path& folder) {
  return std::make_unique<OpenedFiles>(
      folder, std::initializer_list<std::pair<std::string_view, std::string_view>>{{"metrics", kMetrics}});
}

}  // namespace atelier::supervised
