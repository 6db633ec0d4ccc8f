#include "generator.hpp"

#include <algorithm>

#include <atelier/cpp/files.hpp>
#include <atelier/cpp/random.hpp>
#include <atelier/cpp/words.hpp>
#include "annotations.hpp"
#include "painter.hpp"
#include "pictures/picture_file.hpp"

namespace atelier::shapes {

namespace {

constexpr const char* kImages = "images";
constexpr const char* kAnnotations = "annotations.json";

std::vector<int> shape_numbers(const std::vector<std::string>& names) {
  std::vector<int> numbers;
  for (const std::string& name : names) {
    const int number = shape_number(name);
    if (std::find(numbers.begin(), numbers.end(), number) != numbers.end())
      throw Error(ATELIER_E_INVALID, text("classes: ", name, " is listed twice"));
    numbers.push_back(number);
  }
  return numbers;
}

}  // namespace

Generator::Generator(const Options& options)
    : options_(options),
      settings_{options.size->at(0), options.size->at(1), shape_numbers(options.classes), options.max_instances} {}

void Generator::run(const Call& call, const std::filesystem::path& folder) {
  std::filesystem::create_directory(folder / kImages);
  const auto seed = static_cast<uint64_t>(*options_.seed);
  const uint64_t count = options_.count;
  std::vector<Scene> scenes;
  uint64_t objects = 0;
  for (uint64_t i = 0; i < count; ++i) {
    call.stop_if_cancelled();
    const Scene& scene = scenes.emplace_back(make_scene(settings_, mix_seed(seed, i)));
    objects += scene.objects.size();
    const Tensor picture = paint(scene, settings_.height, settings_.width);
    write_file(folder / kImages / file_name(i + 1), pictures::encode_jpeg(picture, options_.quality), false);
    call.progress(i + 1, count, "pictures");
  }
  write_file(folder / kAnnotations, annotations_json(settings_, scenes, seed));
  call.info(text("drew ", counted(count, "picture", "pictures"), " with ", counted(objects, "object", "objects"),
                 " of ", counted(settings_.classes.size(), "class", "classes")));
}

std::unique_ptr<atelier::Opened> Generator::open(const Call&, const std::filesystem::path& folder) {
  return std::make_unique<atelier::OpenedFiles>(
      folder, std::initializer_list<std::pair<std::string_view, std::string_view>>{{"images", kImages},
                                                                                   {"annotations", kAnnotations}});
}

}  // namespace atelier::shapes
