// An annotation file many times over, each time with fresh ids and file names, as one file.
//   repeat_annotations FROM COPIES TO
#include <atelier/cpp/files.hpp>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

using Json = nlohmann::ordered_json;

namespace {

Json repeated(const Json& from, int64_t copies) {
  Json out = {{"images", Json::array()}, {"annotations", Json::array()}, {"categories", from.at("categories")}};
  for (int64_t copy = 0; copy < copies; ++copy) {
    const int64_t offset = copy * 1'000'000;  // COCO's picture ids have six digits
    for (Json image : from.at("images")) {
      image["id"] = image.at("id").get<int64_t>() + offset;
      image["file_name"] = std::to_string(copy) + "/" + image.at("file_name").get<std::string>();
      out["images"].push_back(std::move(image));
    }
    for (Json annotation : from.at("annotations")) {
      annotation["id"] = out["annotations"].size() + 1;
      annotation["image_id"] = annotation.at("image_id").get<int64_t>() + offset;
      out["annotations"].push_back(std::move(annotation));
    }
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: repeat_annotations FROM COPIES TO\n";
    return 2;
  }
  try {
    const Json all = repeated(Json::parse(atelier::read_file(argv[1])), std::stoll(argv[2]));
    atelier::write_file(argv[3], all.dump(), false);
    std::cout << all["images"].size() << '\n';
  } catch (const std::exception& e) {
    std::cerr << "repeat_annotations: " << e.what() << '\n';
    return 1;
  }
}
