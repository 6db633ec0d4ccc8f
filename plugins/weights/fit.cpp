#include "fit.hpp"

#include <atelier/cpp/files.hpp>
#include <nlohmann/json.hpp>

#include "weight_files/network_names.hpp"

namespace atelier::weights {

namespace fs = std::filesystem;
using weight_files::ModelFile;

namespace {

constexpr const char* kFit = "fit.json";
constexpr uint64_t kVocClasses = 21;  // of Pascal VOC, background included

// What the weights say of their classes.
struct Told {
  std::string by;                  // the file that says it
  std::vector<std::string> names;  // empty: not known
  std::optional<uint64_t> count;
};

// The file of weights may be in a form that only its own model can read: then nothing is known.
Told told_by_weights(const fs::path& path) {
  Told told;
  told.by = path.string();
  std::string backbone;
  try {
    const weight_files::WeightFile file(path);
    const weight_files::NetworkNames names = weight_files::network_names(file);
    told.names = file.class_names();
    told.count = names.classes();
    if (names.source == weight_files::Source::kBackbone)
      backbone = text(path.string(), " is ", names.what, ": ", weight_files::no_head(file));
  } catch (const Error&) {
  }
  if (!backbone.empty()) throw Error(ATELIER_E_INVALID, backbone);
  return told;
}

Told told_by(const fs::path& weights, const std::optional<ModelFile>& page) {
  Told told = page ? Told{page->path.string(), page->classes, std::nullopt} : told_by_weights(weights);
  if (!told.names.empty()) told.count = told.names.size();
  return told;
}

std::vector<std::string> names_of(const atelier_samples_info& samples) {
  std::vector<std::string> names;
  for (uint64_t c = 0; c < samples.class_count; ++c) names.push_back(str(samples.class_names[c]));
  return names;
}

[[noreturn]] void refuse_count(const Told& told, uint64_t samples) {
  const std::string remedy =
      *told.count == kVocClasses
          ? "; weights of the 21 classes of Pascal VOC go with samples of these (of workflows/coco-evaluate.toml: "
            "--profile voc21)"
          : "; give samples the classes that the weights were trained with, in that order";
  throw Error(ATELIER_E_INVALID, text("by ", told.by, " the weights have ", *told.count, " classes, but `samples` has ",
                                      samples, ", background included", remedy, ", or train on the classes of these"));
}

// As it is written in a workflow.
std::string size_text(Extent size) { return text('[', size.height, ", ", size.width, ']'); }

Extent extent_of(const std::vector<uint32_t>& size) { return {size[0], size[1]}; }

class OpenedFit : public Opened {
 public:
  explicit OpenedFit(const fs::path& folder) : file_((folder / kFit).string()) {
    try {
      json_ = nlohmann::json::parse(read_file(file_));
    } catch (const nlohmann::json::exception& e) {
      throw Error(ATELIER_E_DATA, text(file_, ": ", e.what()));
    }
  }
  atelier_value output(const Call&, std::string_view port) override {
    const auto found = json_.find(std::string(port));
    if (found == json_.end() || !found->is_number_unsigned())
      throw Error(ATELIER_E_DATA, text(file_, " has no number `", port, "`"));
    return integer_value(found->get<int64_t>());
  }

 private:
  std::string file_;
  nlohmann::json json_;
};

}  // namespace

Fit::Fit(const Options& options) : options_(options) {
  const std::vector<uint32_t>& size = *options.size;
  if (!size.empty() && (size.size() != 2 || (size[0] == 0) != (size[1] == 0)))
    throw Error(ATELIER_E_INVALID, "`size` must be [height, width], or [0, 0] for each picture's own");
}

void Fit::compare_classes(const Call& call, const std::optional<ModelFile>& page) const {
  const std::vector<std::string> names = names_of(options_.samples->describe(call));
  const Told told = told_by(options_.weights, page);
  if (told.count && *told.count != names.size()) refuse_count(told, names.size());
  if (told.names.empty()) {
    call.info(text(told.by, " does not name its classes: they are taken to be those of `samples`, in the same order"));
    return;
  }
  const auto other = weight_files::first_other_name(names, told.names);
  if (!other) return;
  const std::string first = text("class ", other->label, " is `", names[other->label], "` in `samples`, but `",
                                 told.names[other->label], "` in ", told.by);
  if (other->reordered)
    throw Error(ATELIER_E_INVALID,
                text(first, ": the same names in another order, so one class would be measured as another. List the ",
                     "classes of the samples in the order of the weights",
                     page ? text(" (of workflows/evaluate.toml: --set params.classes_file=", told.by, ")") : ""));
  call.warn(text(first, ": the results mean something only where both names mean the same"));
}

Extent Fit::seen_size(const Call& call, const std::optional<ModelFile>& page) const {
  const Extent trained =
      page ? Extent{static_cast<uint32_t>(page->height), static_cast<uint32_t>(page->width)} : Extent{};
  if (!options_.size->empty()) {
    const Extent size = extent_of(*options_.size);
    if (trained.height != 0 && (size.height != trained.height || size.width != trained.width))
      call.warn(text("the network sees ", size.height ? "pictures at " + size_text(size) : "pictures at their own size",
                     ", but by ", page->path.string(), " it was trained at ", size_text(trained),
                     ": the results may be worse than they could be; leave `size` empty to take that"));
    return size;
  }
  if (trained.height != 0) {
    call.info(
        text("the network sees pictures at ", size_text(trained), ", as it was trained by ", page->path.string()));
    return trained;
  }
  const Extent size = extent_of(*options_.untold);
  const std::string why =
      page ? page->path.string() + " says that the pictures of the training varied in size"
           : "no model.toml beside " + options_.weights->string() + " says at which size it was trained";
  call.warn(text(why, ": the network sees pictures at ", size_text(size), "; give `size` = [height, width] (of ",
                 "workflows/evaluate.toml and coco-evaluate.toml: --set 'params.size=[", size.height, ", ", size.width,
                 "]', or --profile own_size)"));
  return size;
}

void Fit::ready(const Call& call) { compare_classes(call, weight_files::read_model_file(call, options_.weights)); }

void Fit::run(const Call& call, const fs::path& folder) {
  const std::optional<ModelFile> page = weight_files::read_model_file(call, options_.weights);
  compare_classes(call, page);
  const Extent size = seen_size(call, page);
  write_file(folder / kFit, nlohmann::json{{"height", size.height}, {"width", size.width}}.dump() + "\n");
}

std::unique_ptr<Opened> Fit::open(const Call&, const fs::path& folder) { return std::make_unique<OpenedFit>(folder); }

}  // namespace atelier::weights
