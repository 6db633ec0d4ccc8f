#include "written_samples.hpp"

#include <atelier/cpp/files.hpp>
#include <nlohmann/json.hpp>

#include "pictures/stored_samples.hpp"

namespace atelier::masks {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr int kFormat = 1;
constexpr const char* kAsStored = "as_stored";

class OpenedMasks : public Opened {
 public:
  OpenedMasks(std::vector<std::string> class_names, uint32_t void_label,
              std::vector<pictures::StoredSamples::Entry> entries, pictures::Pixels pixels, const fs::path& masks,
              const atelier_component& component)
      : class_names_(class_names),
        masks_(masks.string()),
        samples_(std::move(class_names), void_label, std::move(entries), {}, pixels) {
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

}  // namespace

void write_samples(const fs::path& folder, const std::vector<std::string>& class_names, uint32_t void_label,
                   pictures::Pixels pixels, const std::vector<std::string>& paths,
                   const std::vector<std::string>& masks) {
  Json samples = Json::array();
  for (size_t i = 0; i < masks.size(); ++i)
    samples.push_back({{"key", fs::path(masks[i]).replace_extension().string()},
                       {"picture", paths[i]},
                       {"labels", (fs::path("masks") / masks[i]).string()}});
  Json all = {{"format", kFormat}, {"void", void_label}, {"classes", class_names}};
  if (pixels == pictures::Pixels::kAsStored) all["pixels"] = kAsStored;
  all["samples"] = std::move(samples);
  write_file(folder / "samples.json", all.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::unique_ptr<Opened> open_samples(const fs::path& folder, const atelier_component& component) {
  const fs::path file = folder / "samples.json";
  try {
    const Json all = Json::parse(read_file(file));
    if (all.at("format") != kFormat) throw Error(ATELIER_E_DATA, text(file.string(), " has an unknown format"));
    const bool as_stored = all.contains("pixels");
    if (as_stored && all.at("pixels") != kAsStored)
      throw Error(ATELIER_E_DATA, text(file.string(), " has an unknown word for pixels"));
    std::vector<pictures::StoredSamples::Entry> entries;
    for (const Json& each : all.at("samples"))
      entries.push_back(
          {each.at("key"), each.at("picture").get<std::string>(), folder / each.at("labels").get<std::string>()});
    return std::make_unique<OpenedMasks>(all.at("classes"), all.at("void").get<uint32_t>(), std::move(entries),
                                         as_stored ? pictures::Pixels::kAsStored : pictures::Pixels::kRgb,
                                         folder / "masks", component);
  } catch (const Json::exception& e) {
    throw Error(ATELIER_E_DATA, text(file.string(), " is not what mask.writer leaves: ", e.what()));
  }
}

}  // namespace atelier::masks
