// shapes.generator: draws a data set of coloured shapes, in the form of COCO's.
//
// Leaves images/*.jpg and annotations.json. An annotation is the full outline of an object, whatever lies over it;
// later annotations of a picture are painted over earlier ones, so that the masks of overlap.last are what one sees. A
// crowd lies behind everything. The bytes are a function of the options alone. Errors: ATELIER_E_INVALID (options),
// ATELIER_E_IO.
#pragma once

#include <atelier/cpp/stage.hpp>
#include "scene.hpp"

namespace atelier::shapes {

class Generator : public Stage {
 public:
  static constexpr Component kComponent{.id = "shapes.generator",
                                        .revision = 1,
                                        .summary = "Draws a small data set of coloured shapes in the form of COCO's."};
  struct Options {
    Option<uint64_t> count{
        option("count", "How many pictures.").by_default("240").at_least(1).at_most(10000000).in("pictures")};
    Option<std::vector<int64_t>> size{option("size", "Height and width of each.")
                                          .items(2, 2)
                                          .by_default("[96, 96]")
                                          .at_least(16)
                                          .at_most(4096)
                                          .in("pixels")};
    Option<std::vector<std::string>> classes{
        option("classes", "The shapes to draw; each is a class with colours of its own.")
            .one_of(kShapeNames)
            .items(1)
            .by_default("['circle', 'square', 'triangle', 'star']")};
    Option<int64_t> max_instances{
        option("max_instances", "The most objects in a picture.").by_default("3").at_least(1).at_most(100)};
    Option<int> quality{option("quality", "Quality of the JPEG files.").by_default("92").at_least(1).at_most(100)};
    Option<int64_t> seed{option("seed", "Another seed gives other pictures.").by_default("'@run.seed'")};
  };
  static constexpr Rule kRules[] = {
      rule("a class is listed twice", "take one of the two out").must(condition::distinct("classes")),
  };
  static constexpr NoNumbers kNumbers{};
  static constexpr Output kOutputs[] = {
      output::path("images", "The folder of the pictures.", "folder"),
      output::path("annotations", "The annotation file.", "annotations"),
  };

  explicit Generator(const Options& options);
  void run(const Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<atelier::Opened> open(const Call& call, const std::filesystem::path& folder);

 private:
  Options options_;
  Settings settings_;
};

}  // namespace atelier::shapes
