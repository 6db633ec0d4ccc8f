#include "stuff_png.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "pictures/file_pairs.hpp"

namespace atelier::coco_stuff {

namespace {

constexpr uint32_t kVoid = 255;
constexpr uint32_t kMostCategories = 254;
// Ids that COCO reserves for things it never labelled: street sign, hat, shoe, eye glasses, plate, mirror, window,
// desk, door, blender, hair brush.
constexpr std::array<uint32_t, 11> kNeverLabelled = {12, 26, 29, 30, 45, 66, 68, 69, 71, 83, 91};

// Names by category id, from lines "id: name" of ids 0 to n, each once, in any order.
std::vector<std::string> read_labels_file(const std::filesystem::path& file) {
  std::vector<std::string> names;
  const std::vector<pictures::Line> lines = pictures::lines_of(file);
  names.resize(lines.size());
  for (const pictures::Line& line : lines) {
    const auto fail = [&](const std::string& sentence) {
      throw Error(ATELIER_E_DATA, text(file.string(), ":", line.number, ": ", sentence));
    };
    uint32_t id = 0;
    const char* end = line.text.data() + line.text.size();
    const auto [colon, error] = std::from_chars(line.text.data(), end, id);
    if (error != std::errc() || colon == end || *colon != ':') fail("expected a line such as `1: person`");
    const size_t start = line.text.find_first_not_of(" \t", static_cast<size_t>(colon + 1 - line.text.data()));
    if (start == std::string::npos) fail(text("the category ", id, " has no name"));
    if (id >= names.size()) fail(text("the id ", id, " leaves a gap; ids go from 0, unlabeled, without gaps"));
    if (!names[id].empty()) fail(text("the id ", id, " is given twice"));
    names[id] = line.text.substr(start);
  }
  if (names.size() < 2 || names.size() - 1 > kMostCategories)
    throw Error(ATELIER_E_DATA, text(file.string(), ": ", names.size(),
                                     " lines; COCO-Stuff's labels.txt has 183, of 0: "
                                     "unlabeled and the categories from 1 on"));
  return names;
}

}  // namespace

struct StuffPng::Classes {
  std::vector<std::string> names;
  std::vector<uint32_t> relabel;  // by value of the files
};

StuffPng::Classes StuffPng::read_classes(const Options& options) {
  const std::vector<std::string> by_id = read_labels_file(options.labels);
  const bool has_background = options.unlabelled == Unlabelled::kBackground;
  Classes out;
  out.relabel.assign(kVoid + 1, kNoLabel);
  out.relabel[kVoid] = has_background ? 0 : kVoid;
  if (has_background) out.names.push_back(by_id[0]);
  for (uint32_t id = 1; id < by_id.size(); ++id) {
    if (options.compact && std::find(kNeverLabelled.begin(), kNeverLabelled.end(), id) != kNeverLabelled.end())
      continue;
    out.relabel[id - 1] = static_cast<uint32_t>(out.names.size());
    out.names.push_back(by_id[id]);
  }
  return out;
}

StuffPng::StuffPng(const Options& options, const Call& call) : StuffPng(read_classes(options), options, call) {}

StuffPng::StuffPng(Classes classes, const Options& options, const Call& call)
    : StoredSamples(std::move(classes.names), kVoid,
                    pictures::find_pairs({options.images, options.masks, "", "", options.list, options.strict}, call),
                    std::move(classes.relabel), pictures::pixel_rules(options.pixels, options.range),
                    pictures::Turning::kBySize) {}

}  // namespace atelier::coco_stuff
