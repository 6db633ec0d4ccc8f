// shapes.generator: draws a data set of coloured shapes, in the form of COCO's.
//
// Leaves images/*.jpg and annotations.json. An annotation is the full outline of an object, whatever lies over it;
// later annotations of a picture are painted over earlier ones, so that the masks of overlap.last are what one sees. A
// crowd lies behind everything. The bytes are a function of the options alone. Errors: ATELIER_E_INVALID (options),
// ATELIER_E_IO.
#pragma once

#include "atelier/cpp/stage.hpp"
#include "scene.hpp"

namespace shapes {

class Generator : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{
      .id = "shapes.generator",
      .revision = 1,
      .summary = "Draws a small data set of coloured shapes in the form of COCO's."};
  static constexpr atelier::Param kParams[] = {
      atelier::param::integer("count")
          .by_default("240")
          .at_least(1)
          .at_most(10000000)
          .in("pictures")
          .about("How many pictures."),
      atelier::param::integer("size")
          .list(2, 2)
          .by_default("[96, 96]")
          .at_least(16)
          .at_most(4096)
          .in("pixels")
          .about("Height and width of each."),
      atelier::param::choice("classes", kShapeNames)
          .list(1)
          .by_default("['circle', 'square', 'triangle', 'star']")
          .about("The shapes to draw; each is a class with colours of its own."),
      atelier::param::integer("max_instances")
          .by_default("3")
          .at_least(1)
          .at_most(100)
          .about("The most objects in a picture."),
      atelier::param::integer("quality").by_default("92").at_least(1).at_most(100).about("Of the JPEG files."),
      atelier::param::integer("seed").by_default("'@run.seed'").about("Another seed gives other pictures."),
  };
  static constexpr atelier::Output kOutputs[] = {
      atelier::output::path("images", "The folder of the pictures."),
      atelier::output::path("annotations", "The annotation file."),
  };

  explicit Generator(const atelier::Params& params);
  void run(const atelier::Call& call, const std::filesystem::path& folder) override;
  static std::unique_ptr<atelier::Opened> open(const atelier::Call& call, const std::filesystem::path& folder);

 private:
  uint64_t count_;
  int quality_;
  uint64_t seed_;
  Settings settings_;
};

}  // namespace shapes
