#include "classes.hpp"

#include <algorithm>
#include <array>
#include <atelier/cpp/files.hpp>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>

#include "pictures/voc_colours.hpp"

namespace atelier::predict {

using Json = nlohmann::json;

namespace {

// The classes of the weights that torchvision publishes for its segmentation networks.
constexpr std::array<std::string_view, 21> kVoc = {
    "background", "aeroplane", "bicycle",     "bird",  "boat",        "bottle", "bus",
    "car",        "cat",       "chair",       "cow",   "diningtable", "dog",    "horse",
    "motorbike",  "person",    "pottedplant", "sheep", "sofa",        "train",  "tvmonitor"};

bool is_background(std::string name) {
  name.erase(std::remove(name.begin(), name.end(), '_'), name.end());
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  return name == "background";
}

void warn_of_other_names(const Call& call, const ClassSource& source) {
  const std::vector<std::string>& told = source.file ? source.file->classes : source.names_in_weights;
  if (told.size() != source.names.size()) return;
  const auto other = weight_files::first_other_name(source.names, told);
  if (!other) return;
  const std::string where = source.file ? source.file->path.string() : "the file of weights";
  call.warn(text("class ", other->label, " is `", source.names[other->label], "` in `classes`, but `",
                 told[other->label], "` in ", where,
                 other->reordered ? ": the same names in another order, so results may get the names of other classes"
                                  : "; results get the names of `classes`"));
}

std::vector<std::string> names_of(const Call& call, const ClassSource& source) {
  if (!source.names.empty()) {
    if (source.names.size() != source.count)
      throw Error(ATELIER_E_INVALID, text("`classes` names ", source.names.size(), " classes, but the model has ",
                                          source.count, ", background included"));
    warn_of_other_names(call, source);
    return source.names;
  }
  if (source.file) return source.file->classes;
  if (source.names_in_weights.size() == source.count) return source.names_in_weights;
  std::vector<std::string> names(kVoc.begin(), kVoc.end());
  if (source.count == names.size()) {
    call.info(
        "nothing says what the 21 classes are called: they get the names of Pascal VOC's; `classes` changes them");
    return names;
  }
  names = {"background"};
  for (uint32_t label = 1; label < source.count; ++label) names.push_back(text("class ", label));
  return names;
}

std::vector<std::optional<int64_t>> categories_of(const std::filesystem::path& file, size_t classes) {
  const auto fail = [&](const std::string& what) {
    throw Error(ATELIER_E_DATA,
                text(file.string(), " is no file of category ids and labels such as {\"1\": 1, \"90\": 80}: ", what));
  };
  const Json json = Json::parse(read_file(file), nullptr, false);
  if (!json.is_object()) fail("it is no JSON object");
  std::vector<std::optional<int64_t>> out(classes);
  for (const auto& [key, value] : json.items()) {
    int64_t id = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
    if (error != std::errc() || end != key.data() + key.size()) fail(text('"', key, "\" is no number"));
    if (!value.is_number_unsigned()) fail(text("the label of category ", key, " is ", value.dump()));
    const auto label = value.get<uint64_t>();
    if (label >= classes)
      fail(text("category ", key, " has the label ", label, ", but the model has ", classes, " classes"));
    if (!out[label] || *out[label] > id) out[label] = id;  // of categories that were merged, the lowest
  }
  return out;
}

}  // namespace

std::vector<ClassInfo> name_classes(const Call& call, const ClassSource& source) {
  std::vector<ClassInfo> out;
  for (std::string& name : names_of(call, source)) {
    const auto label = static_cast<uint32_t>(out.size());
    ClassInfo info{std::move(name), pictures::voc_colour(label), std::nullopt};
    if (source.file && !source.file->colours.empty()) info.colour = source.file->colours[label];
    if (label != 0 || !is_background(info.name)) info.category = label;
    out.push_back(std::move(info));
  }
  if (source.categories.empty()) return out;
  const std::vector<std::optional<int64_t>> categories = categories_of(source.categories, out.size());
  for (size_t label = 0; label < out.size(); ++label) out[label].category = categories[label];
  return out;
}

std::string palette_of(const std::vector<ClassInfo>& classes) {
  std::string bytes;
  for (const ClassInfo& each : classes) bytes.append(each.colour.begin(), each.colour.end());
  return bytes;
}

}  // namespace atelier::predict
