#include "folder.hpp"

#include <charconv>

#include "pictures/file_pairs.hpp"

namespace samples {

using atelier::Call;
using atelier::Error;
using atelier::Params;
using atelier::text;

namespace {

constexpr uint32_t kValues = 65536;  // of a label map's pixel

std::vector<std::string> class_names(const Params& params) {
  if (params.has("classes") == params.has("classes_file"))
    throw Error(ATELIER_E_INVALID,
                "give the class names either by `classes` or by `classes_file`, the one for label 0 first");
  if (params.has("classes")) return params.strings("classes");
  std::vector<std::string> names;
  for (pictures::Line& line : pictures::lines_of(params.path("classes_file"))) names.push_back(std::move(line.text));
  if (names.empty()) throw Error(ATELIER_E_DATA, text(params.string("classes_file"), ": there is no class name in it"));
  return names;
}

uint32_t value_of(const std::string& key) {
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), value);
  if (key.empty() || error != std::errc() || end != key.data() + key.size() || value >= kValues)
    throw Error(ATELIER_E_INVALID,
                text("label_map: `", key, "` is no value of a label map, which are 0 to ", kValues - 1));
  return value;
}

// What each value of the files means, or nothing when all stay. As in mmsegmentation, label_map comes first.
std::vector<uint32_t> relabelling(const Params& params, size_t class_count) {
  const bool reduce = params.boolean("reduce_zero_label");
  const auto mapped = params.table_of_integers("label_map");
  if (!reduce && mapped.empty()) return {};
  const auto void_label = static_cast<uint32_t>(params.integer("void"));
  std::vector<uint32_t> labels(kValues);
  for (uint32_t value = 0; value < kValues; ++value) labels[value] = value;
  for (const auto& [key, label] : mapped) labels[value_of(key)] = static_cast<uint32_t>(label);
  if (reduce)
    for (uint32_t& label : labels)
      if (label != void_label) label = label == 0 ? void_label : label - 1;
  for (const auto& [key, label] : mapped)
    if (const uint32_t now = labels[value_of(key)]; now >= class_count && now != void_label)
      throw Error(ATELIER_E_INVALID, text("label_map: ", key, " becomes ", now, ", which is none of the ", class_count,
                                          " classes (0 to ", class_count - 1, ") nor void (", void_label, ")"));
  return labels;
}

std::vector<pictures::StoredSamples::Entry> pairs(const Params& params, const Call& call) {
  pictures::PairRules rules;
  rules.images = params.path("images");
  rules.masks = params.path("masks");
  rules.image_suffix = params.string("image_suffix");
  rules.mask_suffix = params.string("mask_suffix");
  rules.list = params.path("list");
  rules.strict = params.boolean("strict");
  return pictures::find_pairs(rules, call);
}

}  // namespace

Folder::Folder(const Params& params, const Call& call)
    : StoredSamples(class_names(params), static_cast<uint32_t>(params.integer("void")), pairs(params, call),
                    relabelling(params, class_names(params).size())) {}

}  // namespace samples
