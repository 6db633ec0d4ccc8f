#include "folder.hpp"

#define TOML_ASSERT(expr) static_cast<void>(0)  // a malformed text is to end in an error, in a debug build too
#include <toml++/toml.h>

#include <atelier/cpp/files.hpp>
#include <charconv>

#include "pictures/file_pairs.hpp"

namespace atelier::samples {

namespace {

constexpr uint32_t kValues = 65536;  // of a label map's pixel

// The list `classes` of a TOML file, such as the model.toml beside trained weights.
std::vector<std::string> names_in_toml(const std::filesystem::path& file) {
  const std::string bytes = read_file(file);
  try {
    const toml::table table = toml::parse(bytes);
    const toml::array* classes = table.get_as<toml::array>("classes");
    std::vector<std::string> names;
    for (size_t i = 0; classes && i < classes->size(); ++i)
      names.push_back((*classes)[i].value<std::string>().value_or(""));
    if (names.empty() || std::find(names.begin(), names.end(), "") != names.end())
      throw Error(ATELIER_E_DATA, text(file.string(), ": `classes` must list the names of the classes"));
    return names;
  } catch (const toml::parse_error& e) {
    throw Error(ATELIER_E_DATA, text(file.string(), ", line ", e.source().begin.line, ": ", e.description()));
  }
}

std::vector<std::string> class_names(const Folder::Options& options) {
  if (options.classes.given() == options.classes_file.given())
    throw Error(ATELIER_E_INVALID,
                "give the class names either by `classes` or by `classes_file`, the one for label 0 first");
  if (options.classes.given()) return options.classes;
  if (options.classes_file->extension() == ".toml") return names_in_toml(options.classes_file);
  std::vector<std::string> names;
  for (pictures::Line& line : pictures::lines_of(options.classes_file)) names.push_back(std::move(line.text));
  if (names.empty())
    throw Error(ATELIER_E_DATA, text(options.classes_file->string(), ": there is no class name in it"));
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
std::vector<uint32_t> relabelling(const Folder::Options& options, size_t class_count) {
  const auto& mapped = *options.label_map;
  if (!options.reduce_zero_label && mapped.empty()) return {};
  const uint32_t void_label = options.void_label;
  std::vector<uint32_t> labels(kValues);
  for (uint32_t value = 0; value < kValues; ++value) labels[value] = value;
  for (const auto& [key, label] : mapped) labels[value_of(key)] = label;
  if (options.reduce_zero_label)
    for (uint32_t& label : labels)
      if (label != void_label) label = label == 0 ? void_label : label - 1;
  for (const auto& [key, label] : mapped)
    if (const uint32_t now = labels[value_of(key)]; now >= class_count && now != void_label)
      throw Error(ATELIER_E_INVALID, text("label_map: ", key, " becomes ", now, ", which is none of the ", class_count,
                                          " classes (0 to ", class_count - 1, ") nor void (", void_label, ")"));
  return labels;
}

std::vector<pictures::StoredSamples::Entry> pairs(const Folder::Options& options, const Call& call) {
  pictures::PairRules rules;
  rules.images = options.images;
  rules.masks = options.masks;
  rules.image_suffix = options.image_suffix;
  rules.mask_suffix = options.mask_suffix;
  rules.list = options.list;
  rules.strict = options.strict;
  return pictures::find_pairs(rules, call);
}

}  // namespace

Folder::Folder(const Options& options, const Call& call)
    : StoredSamples(class_names(options), options.void_label, pairs(options, call),
                    relabelling(options, class_names(options).size()),
                    pictures::pixel_rules(options.pixels, options.range), pictures::Turning::kBySize) {}

}  // namespace atelier::samples
