// predict.folder: what a model sees in pictures that nobody has labelled.
//
// In its folder: labels/<name>.png (uint8 with the model's colours as palette, or uint16 above 255 classes, of the
// picture's own size), overlays/<name>.jpg (the picture tinted by class), predictions.json (runs of each class in the
// form of COCO's results), index.json (what became of each picture; the share of each class). The same bytes for any
// number of threads, and whether or not a run was interrupted on the way: see journal.hpp. [main]
#pragma once

#include <atelier/cpp/model.hpp>
#include <atelier/cpp/stage.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "classes.hpp"
#include "picture_list.hpp"
#include "picture_writer.hpp"
#include "pictures/stored_samples.hpp"
#include "weight_files/model_file.hpp"

namespace atelier::predict {

enum class Left { kLabels, kOverlays, kRle };
inline constexpr atelier_str kLefts[] = {ATELIER_STR("labels"), ATELIER_STR("overlays"), ATELIER_STR("rle")};
enum class Format { kJpeg, kPng };
inline constexpr atelier_str kFormats[] = {ATELIER_STR("jpg"), ATELIER_STR("png")};

class PredictFolder : public Stage {
 public:
  static constexpr Component kComponent{
      .id = "predict.folder",
      .revision = 2,
      .summary = "Labels the pixels of pictures with a trained model.",
      .doc =
          "Takes a folder of pictures without labels. Leaves label maps, overlays and COCO's runs, and says which "
          "pictures could not be read.",
      .resumes = true};
  struct Options {
    Option<ModelRef> model{option("model", "The network that predicts.")};
    Option<std::filesystem::path> weights{
        option("weights",
               "Its weights, beside which a model.toml may say names, colours and size; empty: those the model comes "
               "with.")
            .of_sort("weights")
            .by_default("''")};
    Option<std::filesystem::path> images{
        option("images", "The folder of the pictures, those below it included; or one picture.").named()};
    Option<std::vector<uint32_t>> size{
        option("size", "Height and width that the network sees; empty: those of model.toml, else each picture's own.")
            .by_default("[]")
            .at_least(8)
            .at_most(65535)
            .items(0, 2)};
    Option<uint32_t> longest{option("longest",
                                    "Where the network sees a picture's own size: the longer side is shrunk to this "
                                    "for it; 0: never.")
                                 .in("pixels")
                                 .at_most(65535)
                                 .by_default("2048")};
    Option<std::vector<Left>> outputs{option("outputs", "What to leave: label maps, overlays, COCO's runs.")
                                          .one_of(kLefts)
                                          .items(1)
                                          .by_default("['labels', 'overlays', 'rle']")};
    Option<std::vector<std::string>> classes{
        option("classes",
               "The class names, that of label 0 first; empty: those of model.toml, else those in the weights, else of "
               "Pascal VOC for 21 classes, else \"class 1\" and so on.")
            .by_default("[]")};
    Option<std::filesystem::path> categories{
        option("categories",
               "A JSON file of category ids and labels, such as mask.writer's category_mapping.json, for the ids in "
               "predictions.json; empty: the labels.")
            .by_default("''")};
    Option<double> opacity{option("opacity", "Of the colours in overlays.").at_least(0).at_most(1).by_default("0.5")};
    Option<bool> legend{option("legend", "Whether overlays name their classes in a strip below.").by_default("true")};
    Option<Format> overlay_format{option("overlay_format", "Of overlays.").one_of(kFormats).by_default("'jpg'")};
    Option<bool> scores{
        option("scores",
               "Whether predictions.json gives each class's mean probability; takes memory for all classes "
               "at the picture's size.")
            .by_default("false")};
    Option<bool> strict{
        option("strict", "Whether a picture that cannot be read ends the run; else it is left out, with a warning.")
            .by_default("false")};
    Option<uint32_t> batch{option("batch",
                                  "The most pictures, all of one size, that go through the network at once; 0: as many "
                                  "as make a megapixel, at most 16.")
                               .at_most(1024)
                               .by_default("0")};
    Option<pictures::Pixels> pixels{pictures::pixels_option()};
    Option<std::vector<double>> range{pictures::range_option()};
  };
  static constexpr Rule kRules[] = {
      rule("`size` must be [height, width]", "give two numbers, or leave it out")
          .must(condition::items("size", {"0", "2"})),
      rule("`labels` is wired, but `outputs` does not ask for it", "add \"labels\" to `outputs`")
          .when(condition::used("labels"))
          .must(condition::has("outputs", {"labels"})),
      rule("`overlays` is wired, but `outputs` does not ask for it", "add \"overlays\" to `outputs`")
          .when(condition::used("overlays"))
          .must(condition::has("outputs", {"overlays"})),
      rule("`predictions` is wired, but `outputs` does not ask for it", "add \"rle\" to `outputs`")
          .when(condition::used("predictions"))
          .must(condition::has("outputs", {"rle"})),
      rule("`classes` must name each class of the model, background included",
           "give as many names as the model has classes")
          .when(condition::given("classes"))
          .must(condition::as_long_as("classes", "model.classes")),
      rule("nothing says which weights: the network is a random one", "give `weights`, here or to the model")
          .when(condition::not_given("weights"))
          .must(condition::given("model.weights"))
          .warning(),
      file_rule("weights", "`weights` must be a file, not a folder"),
      file_rule("categories", "`categories` must be a file, not a folder"),
      pictures::kRangeIsTwo,
      pictures::kRangeRises,
      pictures::kRangeNeedsRgb,
  };
  static constexpr Number kNumbers[] = {number("predict/pictures", "Those that were predicted."),
                                        number("predict/left_out", "Those that could not be read.")};
  static constexpr Output kOutputs[] = {
      output::path("folder", "All that the stage leaves.", "folder"),
      output::path("labels", "The folder of the label maps.", "folder"),
      output::path("overlays", "The folder of the overlays.", "folder"),
      output::path("predictions", "The runs in the form of COCO's results.", "json"),
      output::path("index", "What became of each picture, as JSON.", "json"),
  };

  explicit PredictFolder(const Options& options);
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  bool wants(Left what) const;
  Wanted wanted() const;
  NetworkSize network_size(const std::optional<ModelFile>& file) const;
  // Checks that all fits, and loads the weights. Gives the classes.
  std::vector<ClassInfo> prepare(const Call& call, const std::optional<ModelFile>& file) const;

  Options options_;
  pictures::PixelRules rules_;
};

}  // namespace atelier::predict
