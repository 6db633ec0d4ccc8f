#include "written_samples.hpp"

#include <atelier/cpp/files.hpp>
#include <atelier/cpp/inputs.hpp>
#include <atelier/cpp/places.hpp>
#include <nlohmann/json.hpp>

#include "pictures/stored_samples.hpp"

namespace atelier::masks {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr int kFormat = 2, kFirstFormat = 1;
constexpr const char* kAsStored = "as_stored";

class OpenedMasks : public Opened {
 public:
  OpenedMasks(std::vector<std::string> class_names, uint32_t void_label,
              std::vector<pictures::StoredSamples::Entry> entries, const pictures::PixelRules& rules,
              const fs::path& masks, const atelier_component& component)
      : class_names_(class_names),
        masks_(masks.string()),
        samples_(std::move(class_names), void_label, std::move(entries), {}, rules) {
    samples_.set_component(&component);
    for (const std::string& name : class_names_) name_values_.push_back(string_value(name));
    for (const atelier_value& value : name_values_) name_list_.push_back(&value);
  }
  atelier_value output(const Call&, std::string_view port) override {
    if (port == "samples") return object_value(object_of(samples_));
    if (port == "classes") return integer_value(static_cast<int64_t>(class_names_.size()));
    if (port == "class_names") {
      atelier_value names = make_value(ATELIER_TYPE_LIST);
      names.items = name_list_.data();
      names.count = name_list_.size();
      return names;
    }
    if (port == "masks") return path_value(masks_);
    throw Error(ATELIER_E_INVALID, text("there is no output `", port, "`"));
  }

 private:
  std::vector<std::string> class_names_;
  std::vector<atelier_value> name_values_;
  std::vector<const atelier_value*> name_list_;
  std::string masks_;
  pictures::StoredSamples samples_;
};

pictures::PixelRules rules_of(const Json& all, const fs::path& file) {
  const bool as_stored = all.contains("pixels");
  if (as_stored && all.at("pixels") != kAsStored)
    throw Error(ATELIER_E_DATA, text(file.string(), " has an unknown word for pixels"));
  const auto range = all.value("range", std::vector<double>());
  return pictures::pixel_rules(as_stored ? pictures::Pixels::kAsStored : pictures::Pixels::kRgb, range);
}

pictures::StoredSamples::Entry entry_of(const Call& call, const Json& sample, const fs::path& folder,
                                        const fs::path& file) {
  const int orientation = sample.value("orientation", 1);
  if (orientation < 1 || orientation > 8)
    throw Error(ATELIER_E_DATA, text(file.string(), " has the orientation ", orientation, ", and EXIF's are 1 to 8"));
  const std::string picture = sample.at("picture");
  const fs::path path = picture.empty() ? fs::path() : find_place(call, picture);
  if (!path.empty()) note_input(call, path);
  return {sample.at("key"), path, folder / sample.at("labels").get<std::string>(), orientation};
}

}  // namespace

void write_samples(const Call& call, const fs::path& folder, const std::vector<std::string>& class_names,
                   uint32_t void_label, const pictures::PixelRules& rules, const std::vector<WrittenMask>& masks) {
  Json samples = Json::array();
  for (const WrittenMask& each : masks) {
    Json sample = {{"key", fs::path(each.mask).replace_extension().string()},
                   {"picture", each.picture.empty() ? "" : name_place(call, each.picture)},
                   {"labels", (fs::path("masks") / each.mask).string()}};
    if (each.orientation != 1) sample["orientation"] = each.orientation;
    samples.push_back(std::move(sample));
  }
  Json all = {{"format", kFormat}, {"void", void_label}, {"classes", class_names}};
  if (rules.pixels == pictures::Pixels::kAsStored) all["pixels"] = kAsStored;
  if (rules.range.given()) all["range"] = {rules.range.low, rules.range.high};
  all["samples"] = std::move(samples);
  write_file(folder / "samples.json", all.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::unique_ptr<Opened> open_samples(const Call& call, const fs::path& folder, const atelier_component& component) {
  const fs::path file = folder / "samples.json";
  try {
    const Json all = Json::parse(read_file(file));
    const int format = all.at("format");
    if (format < kFirstFormat || format > kFormat)
      throw Error(ATELIER_E_DATA, text(file.string(), " has an unknown format"));
    std::vector<pictures::StoredSamples::Entry> entries;
    for (const Json& each : all.at("samples")) entries.push_back(entry_of(call, each, folder, file));
    return std::make_unique<OpenedMasks>(all.at("classes"), all.at("void").get<uint32_t>(), std::move(entries),
                                         rules_of(all, file), folder / "masks", component);
  } catch (const Json::exception& e) {
    throw Error(ATELIER_E_DATA, text(file.string(), " is not what mask.writer leaves: ", e.what()));
  }
}

}  // namespace atelier::masks
