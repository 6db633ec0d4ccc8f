#include "predict_folder.hpp"

#include <unistd.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <climits>
#include <nlohmann/json.hpp>
#include <set>

#include "journal.hpp"
#include "picture_list.hpp"
#include "pictures/deep_pictures.hpp"
#include "predictor.hpp"
#include "report.hpp"
#include "weight_files/weight_file.hpp"

namespace atelier::predict {

namespace fs = std::filesystem;

namespace {

void make_folders(const fs::path& folder, const std::vector<std::vector<WrittenFile>>& files) {
  std::set<fs::path> folders;
  for (const std::vector<WrittenFile>& of_picture : files)
    for (const WrittenFile& file : of_picture) folders.insert((folder / file.name).parent_path());
  for (const fs::path& each : folders) fs::create_directories(each);
}

// A file that cannot get its name fails its picture alone; found before any work, as all that is wrong with pictures.
void refuse_long_names(const fs::path& folder, const std::vector<std::vector<WrittenFile>>& files,
                       std::vector<Picture>& pictures) {
  constexpr size_t kWhileWritten = std::string_view(".partial").size();  // what NewFile adds
  const long limit = ::pathconf(folder.c_str(), _PC_NAME_MAX);
  const size_t most = (limit > 0 ? static_cast<size_t>(limit) : NAME_MAX) - kWhileWritten;
  const size_t most_of_path = PATH_MAX - 1 - kWhileWritten;
  for (size_t i = 0; i < pictures.size(); ++i)
    for (const WrittenFile& file : files[i]) {
      const size_t name = fs::path(file.name).filename().string().size(), path = (folder / file.name).string().size();
      if (!pictures[i].failure.empty() || (name <= most && path <= most_of_path)) continue;
      pictures[i].failure = name > most
                                ? text("its ", file.kind, " file would have a name of ", name, " bytes, and at most ",
                                       most, " can be written here; give the picture a shorter name")
                                : text("its ", file.kind, " file would have a path of ", path, " bytes, and at most ",
                                       most_of_path, " can be written; move the pictures into fewer folders");
    }
}

void warn_of_turned(const Call& call, const std::vector<Picture>& pictures) {
  const auto is_turned = [](const Picture& each) { return each.turned; };
  const auto turned = static_cast<uint64_t>(std::count_if(pictures.begin(), pictures.end(), is_turned));
  if (turned == 0) return;
  const std::string& first = std::find_if(pictures.begin(), pictures.end(), is_turned)->name;
  call.warn(
      text(turned == 1 ? text("1 picture, ", first, ", asks") : text(turned, " pictures, the first ", first, ", ask"),
           " viewers by EXIF to turn ", one_or_many(turned, "it", "them"), "; here pictures are taken as they are ",
           "stored, and label maps fit the stored pixels. A model that has learnt from turned pictures sees ",
           "these lying: turn their pixels, `exiftran -ai` or `mogrify -auto-orient`"));
}

// Pictures that are deeper than 8 bits and wanted as 8 need a range; and a range needs such pictures.
void check_range(const Call& call, const std::vector<Picture>& pictures, const pictures::PixelRules& rules) {
  std::vector<fs::path> deep;
  for (const Picture& each : pictures)
    if (each.deep) deep.push_back(each.path);
  if (deep.empty() && rules.range.given())
    call.warn(text("`range` has nothing to do: none of ", pictures.size(), " pictures is deeper than 8 bits"));
  if (deep.empty() || rules.range.given() || rules.pixels != pictures::Pixels::kRgb) return;
  pictures::refuse_deep(deep[0], deep);
}

// Weights without a model.toml do not say at which size they see best.
void tell_size(const Call& call, const fs::path& weights, bool trained_here, const NetworkSize& size) {
  const std::string line =
      text("nothing says at which size ", weights.string(), " was trained: no model.toml lies beside it. Pictures go ",
           "through the network at their own size", size.longest ? text(", at most ", size.longest, " a side") : "",
           "; set `size` = [height, width] (of workflows/predict.toml: --set 'params.size=[256,256]'), or put the ",
           "model.toml of the training there");
  trained_here ? call.warn(line) : call.info(line);
}

void tell_shrunk(const Call& call, const std::vector<Picture>& pictures, const NetworkSize& size) {
  if (size.fixed.height != 0) return;
  const auto shrunk = std::count_if(pictures.begin(), pictures.end(), [&](const Picture& each) {
    return each.failure.empty() && !(size.of(each.size) == each.size);
  });
  if (shrunk != 0)
    call.info(text(counted(static_cast<uint64_t>(shrunk), "picture is", "pictures are"), " shrunk to ", size.longest,
                   " pixels for the network, to spare memory (`longest`); label maps have the pictures' own size"));
}

void check_form(const atelier_model_info& model, pictures::Pixels pixels) {
  if (pixels != pictures::Pixels::kRgb) return;
  if (const std::string wrong = misfit(model, kRgb8); !wrong.empty())
    throw Error(ATELIER_E_INVALID, text("pixels = \"rgb\" does not do: ", wrong, "; set pixels = \"as_stored\""));
}

// What the results depend on that stands neither in the options nor in the pictures: model.toml may have changed.
std::string what_counts(const std::vector<ClassInfo>& classes, const NetworkSize& size) {
  nlohmann::json out = {{"size", {size.fixed.height, size.fixed.width}}, {"classes", nlohmann::json::array()}};
  for (const ClassInfo& each : classes)
    out["classes"].push_back(
        {each.name, each.colour, each.category ? nlohmann::json(*each.category) : nlohmann::json()});
  return out.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

// How many failed. Throws when all did.
uint64_t count_failed(const std::vector<Picture>& pictures) {
  const auto is_failed = [](const Picture& each) { return !each.failure.empty(); };
  const auto failed = static_cast<uint64_t>(std::count_if(pictures.begin(), pictures.end(), is_failed));
  if (failed == pictures.size())
    throw Error(ATELIER_E_DATA,
                text("none of ", counted(failed, "picture", "pictures"), " could be predicted; the first is ",
                     pictures[0].name, ": ", pictures[0].failure));
  return failed;
}

class OpenedPredictions : public Opened {
 public:
  explicit OpenedPredictions(const fs::path& folder) {
    for (const auto& [port, file] :
         std::initializer_list<std::pair<const char*, const char*>>{{"folder", ""},
                                                                    {"labels", "labels"},
                                                                    {"overlays", "overlays"},
                                                                    {"predictions", kPredictions},
                                                                    {"index", kIndex}}) {
      const fs::path path = *file ? folder / file : folder;
      if (fs::exists(path)) paths_.emplace_back(port, path.string());
      if (port == std::string_view("index") && !fs::exists(path))
        throw Error(ATELIER_E_DATA, text(path.string(), " is missing"));
    }
  }
  atelier_value output(const Call&, std::string_view port) override {
    for (const auto& [name, path] : paths_)
      if (name == port) return path_value(path);
    const std::string word = port == "predictions" ? "rle" : std::string(port);
    throw Error(ATELIER_E_INVALID, text("`outputs` does not ask for it; add \"", word, "\" there"));
  }

 private:
  std::vector<std::pair<std::string, std::string>> paths_;
};

}  // namespace

PredictFolder::PredictFolder(const Options& options)
    : options_(options), rules_(pictures::pixel_rules(options.pixels, options.range)) {
  if (options.size->size() == 1) throw Error(ATELIER_E_INVALID, "`size` must be [height, width]");
}

bool PredictFolder::wants(Left what) const {
  return std::find(options_.outputs->begin(), options_.outputs->end(), what) != options_.outputs->end();
}

NetworkSize PredictFolder::network_size(const std::optional<ModelFile>& file) const {
  NetworkSize size{{}, options_.longest};
  if (!options_.size->empty())
    size.fixed = {(*options_.size)[0], (*options_.size)[1]};
  else if (file)
    size.fixed = {static_cast<uint32_t>(file->height), static_cast<uint32_t>(file->width)};
  return size;
}

Wanted PredictFolder::wanted() const {
  return {wants(Left::kLabels),
          wants(Left::kOverlays),
          wants(Left::kRle),
          options_.overlay_format == Format::kJpeg,
          {options_.opacity, options_.legend},
          rules_};
}

std::vector<ClassInfo> PredictFolder::prepare(const Call& call, const std::optional<ModelFile>& file) const {
  const std::vector<std::string> in_weights =
      file || !options_.weights.given() ? std::vector<std::string>() : weight_files::class_names_in(options_.weights);
  if (!file && options_.weights.given() && options_.size->empty())
    tell_size(call, options_.weights, !in_weights.empty(), network_size(file));
  const ModelRef& model = options_.model;
  const atelier_model_info info = model.describe(call);
  if (file) check_belongs(*file, std::string(model.component_id()), info);
  std::vector<ClassInfo> classes =
      name_classes(call, {info.classes, file ? &*file : nullptr, options_.classes, in_weights, options_.categories});
  if (options_.weights.given()) model.load(call, options_.weights);
  if (const std::optional<Settings> settings = file ? model.settings(call) : std::nullopt)
    for (const std::string& line : differences(*file, *settings)) call.warn(line);
  return classes;
}

void PredictFolder::run(const Call& call, const fs::path& folder) {
  std::vector<Picture> pictures = list_pictures(call, options_.images);
  check_form(options_.model->describe(call), options_.pixels);
  check_range(call, pictures, rules_);
  warn_of_turned(call, pictures);
  const std::optional<ModelFile> file = weight_files::read_model_file(call, options_.weights);
  const std::vector<ClassInfo> classes = prepare(call, file);
  const NetworkSize size = network_size(file);
  tell_shrunk(call, pictures, size);

  const Wanted wanted = this->wanted();
  const PictureWriter writer(folder, wanted, classes);
  std::vector<std::vector<WrittenFile>> files;
  for (const Picture& picture : pictures) files.push_back(writer.files_of(picture));
  refuse_long_names(folder, files, pictures);
  Journal journal(folder, what_counts(classes, size), pictures, files);
  if (journal.done_before() != 0)
    call.info(text("goes on after an interrupted run: ", journal.done_before(), " of ", pictures.size(),
                   " pictures are done"));
  make_folders(folder, files);
  const std::vector<Batch> batches = make_batches(pictures, size, options_.batch);
  Predictor(call, options_.model, {rules_, wanted.runs, options_.scores, options_.strict}, pictures, journal, writer)
      .run(batches);

  const uint64_t failed = count_failed(pictures);
  const ReportHead head{std::string(options_.model->component_id()), options_.weights->filename().string(), size};
  if (wanted.runs) write_predictions(folder, pictures, classes, journal);
  const std::vector<ClassShare> shares = write_index(folder, head, pictures, classes, journal, files);
  journal.finish();
  call.result(text(counted(pictures.size() - failed, "picture", "pictures"), " predicted",
                   failed ? text(", ", failed, " left out (listed in ", kIndex, ")") : std::string()));
  for (const std::string& line : share_table(classes, shares)) call.result(line);
  call.emit_scalar("predict/pictures", 0, static_cast<double>(pictures.size() - failed));
  call.emit_scalar("predict/left_out", 0, static_cast<double>(failed));
}

std::unique_ptr<Opened> PredictFolder::open(const Call&, const fs::path& folder) {
  return std::make_unique<OpenedPredictions>(folder);
}

}  // namespace atelier::predict
