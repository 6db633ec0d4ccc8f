#include "generator.hpp"

#include <algorithm>

#include "annotations.hpp"
#include "atelier/cpp/files.hpp"
#include "atelier/cpp/random.hpp"
#include "painter.hpp"
#include "pictures/picture_file.hpp"

namespace shapes {

using atelier::Error;
using atelier::text;

namespace {

constexpr const char* kImages = "images";
constexpr const char* kAnnotations = "annotations.json";

std::vector<int> shape_numbers(const std::vector<std::string>& names) {
  std::vector<int> numbers;
  for (const std::string& name : names) {
    const int number = shape_number(name);
    if (number < 0) throw Error(ATELIER_E_INVALID, text("classes: there is no shape ", name));
    if (std::find(numbers.begin(), numbers.end(), number) != numbers.end())
      throw Error(ATELIER_E_INVALID, text("classes: ", name, " is listed twice"));
    numbers.push_back(number);
  }
  return numbers;
}

}  // namespace

Generator::Generator(const atelier::Params& params)
    : count_(static_cast<uint64_t>(params.integer("count"))),
      quality_(static_cast<int>(params.integer("quality"))),
      seed_(static_cast<uint64_t>(params.integer("seed"))),
      settings_{params.integers("size").at(0), params.integers("size").at(1), shape_numbers(params.strings("classes")),
                params.integer("max_instances")} {}

void Generator::run(const atelier::Call& call, const std::filesystem::path& folder) {
  std::filesystem::create_directory(folder / kImages);
  std::vector<Scene> scenes;
  uint64_t objects = 0;
  for (uint64_t i = 0; i < count_; ++i) {
    call.stop_if_cancelled();
    const Scene& scene = scenes.emplace_back(make_scene(settings_, atelier::mix_seed(seed_, i)));
    objects += scene.objects.size();
    const atelier::Tensor picture = paint(scene, settings_.height, settings_.width);
    atelier::write_file(folder / kImages / file_name(i + 1), pictures::encode_jpeg(picture, quality_), false);
    call.progress(i + 1, count_, "pictures");
  }
  atelier::write_file(folder / kAnnotations, annotations_json(settings_, scenes, seed_));
  call.info(text("drew ", count_, " pictures with ", objects, " objects of ", settings_.classes.size(), " classes"));
}

std::unique_ptr<atelier::Opened> Generator::open(const atelier::Call&, const std::filesystem::path& folder) {
  return std::make_unique<atelier::OpenedFiles>(
      folder, std::initializer_list<std::pair<std::string_view, std::string_view>>{{"images", kImages},
                                                                                   {"annotations", kAnnotations}});
}

}  // namespace shapes
