#include "annotation_inputs.hpp"
#include "places.hpp"

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <map>
#include <nlohmann/json.hpp>

namespace fuzz {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kPictures = 2;        // in each piece
constexpr size_t kMostBytes = 40'000;  // larger pieces are left out

// Python's NaN and Infinity, which TACO has in its boxes, are no JSON.
Json read(const fs::path& file) {
  std::string text = atelier::read_file(file);
  for (const std::string_view word : {"NaN", "Infinity"})
    for (size_t at = 0; (at = text.find(word, at)) != std::string::npos;) text.replace(at, word.size(), "1e300");
  return Json::parse(text);
}

Input as_file(std::string text) { return {{"annotations.json", std::move(text)}}; }

// `annotations` holds the list of each picture's id.
std::vector<Input> cut(const Json& whole, const std::map<int64_t, Json>& annotations) {
  std::vector<Input> pieces;
  Json images = Json::array(), list = Json::array();
  for (const Json& image : whole.at("images")) {
    images.push_back(image);
    const auto found = annotations.find(image.at("id"));
    if (found != annotations.end()) list.insert(list.end(), found->second.begin(), found->second.end());
    if (images.size() < kPictures) continue;
    Json categories = Json::array();
    for (size_t i = 0; i < whole.at("categories").size(); i += 1 + i / 3) categories.push_back(whole["categories"][i]);
    for (const Json& annotation : list)
      for (const Json& category : whole["categories"])
        if (category.at("id") == annotation.at("category_id") &&
            std::find(categories.begin(), categories.end(), category) == categories.end())
          categories.push_back(category);
    const std::string text = Json{{"images", images}, {"annotations", list}, {"categories", categories}}.dump();
    if (text.size() <= kMostBytes && !list.empty()) pieces.push_back(as_file(text));
    images = Json::array();
    list = Json::array();
  }
  return pieces;
}

std::map<int64_t, Json> by_picture(const Json& list) {
  std::map<int64_t, Json> out;
  for (const Json& annotation : list) out[annotation.at("image_id")].push_back(annotation);
  return out;
}

// All files of a plugin's fixtures but what its tests compare with.
std::vector<Input> fixtures_of(const std::string& plugin) {
  const fs::path folder = test::source_dir() / "plugins" / plugin / "tests/fixtures";
  Input input;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder).string();
    if (!entry.is_regular_file() || name.starts_with("expected") || name.ends_with(".class.png") ||
        name.ends_with(".coco.png"))
      continue;
    input.emplace_back(name, atelier::read_file(entry.path()));
  }
  std::sort(input.begin(), input.end());
  return {input};
}

}  // namespace

std::vector<Input> labelme_folder(const fs::path&) { return fixtures_of("labelme"); }
std::vector<Input> yolo_folder(const fs::path&) { return fixtures_of("yolo_segments"); }
std::vector<Input> panoptic_folder(const fs::path&) { return fixtures_of("coco_panoptic"); }

std::vector<Input> coco_polygons(const fs::path& data) {
  const Json whole = read(data / "coco/annotations/instances_val2017.json");
  return cut(whole, by_picture(whole.at("annotations")));
}

std::vector<Input> coco_compressed_runs(const fs::path& data) {
  const Json whole = read(data / "coco/annotations/instances_val2017.json");
  Json list = read(data / "coco/annotations/masks_val2017_rle.json").at("annotations");
  for (Json& each : list) {
    each["segmentation"] = {{"size", each.at("size")}, {"counts", each.at("counts")}};
    each.erase("size");
    each.erase("counts");
  }
  return cut(whole, by_picture(list));
}

std::vector<Input> fruits(const fs::path& data) {
  const Json whole = read(data / "fruits_nuts/annotations/trainval.json");
  return cut(whole, by_picture(whole.at("annotations")));
}

std::vector<Input> taco_edges(const fs::path& data) {
  const Json categories = read(data / "taco/annotations.json").at("categories");
  Json whole = {{"images", Json::array()}, {"annotations", Json::array()}, {"categories", categories}};
  for (const Json& edge : read(data / "taco/edge_rle.json")) {
    Json image = edge.at("image");
    image["file_name"] = "batch/" + image.at("id").dump() + ".JPG";
    image["width"] = image.at("width").get<int>() / 8;
    image["height"] = image.at("height").get<int>() / 8;
    if (std::find(whole["images"].begin(), whole["images"].end(), image) == whole["images"].end())
      whole["images"].push_back(image);
    whole["annotations"].push_back(edge.at("annotation"));
  }
  return cut(whole, by_picture(whole.at("annotations")));
}

std::vector<Input> json_texts(const fs::path& data) {
  std::vector<Input> inputs;
  std::vector<fs::path> files;
  for (const char* folder : {"json_nst/test_parsing", "json_nst/test_transform"})
    for (const auto& entry : fs::directory_iterator(data / folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  const std::string head = R"({"images":[{"id":1,"file_name":"a.jpg","width":8,"height":8}],"categories":[{"id":1,)"
                           R"("name":"cat"}],"annotations":[{"id":1,"image_id":1,"category_id":1,)"
                           R"("segmentation":[[1,1,7,1,7,7]],"extra":)";
  for (const fs::path& file : files) {
    const std::string text = atelier::read_file(file);
    if (text.size() > kMostBytes) continue;
    if (inputs.size() % 5 == 4) inputs.push_back(as_file(text));
    inputs.push_back(as_file(head + text + "}]}"));
  }
  return inputs;
}

}  // namespace fuzz
