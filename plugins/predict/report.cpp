#include "report.hpp"

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string_view>

namespace atelier::predict {

using Json = nlohmann::ordered_json;

namespace {

constexpr size_t kMostRows = 25;

// A JSON array on disk, an item a line.
class Items {
 public:
  explicit Items(NewFile& file) : file_(file) {}
  void add(const Json& item) { file_.write(text(first_ ? "\n" : ",\n", dumped(item))), first_ = false; }
  static std::string dumped(const Json& json) { return json.dump(-1, ' ', true, Json::error_handler_t::replace); }

 private:
  NewFile& file_;
  bool first_ = true;
};

double share(uint64_t part, uint64_t whole) {
  return whole ? std::round(1e6 * static_cast<double>(part) / static_cast<double>(whole)) / 1e6 : 0;
}

Json image_json(const Picture& picture, const Json& line, const std::vector<ClassInfo>& classes,
                const std::vector<WrittenFile>& files) {
  Json out;
  out["id"] = picture.id;
  out["file_name"] = picture.name;
  out["height"] = picture.size.height;
  out["width"] = picture.size.width;
  for (const WrittenFile& file : files) out[file.kind] = file.name;
  Json shares = Json::array();
  for (const Json& each : line.at("classes")) {
    const auto label = each.at("label").get<uint32_t>();
    const auto pixels = each.at("pixels").get<uint64_t>();
    shares.push_back({{"label", label},
                      {"name", classes.at(label).name},
                      {"share", share(pixels, uint64_t{picture.size.height} * picture.size.width)}});
  }
  out["classes"] = std::move(shares);
  return out;
}

Json class_json(uint32_t label, const ClassInfo& info, const ClassShare& found, uint64_t all_pixels) {
  Json out;
  out["label"] = label;
  out["name"] = info.name;
  out["colour"] = info.colour;
  out["category_id"] = info.category ? Json(*info.category) : Json();
  out["pictures"] = found.pictures;
  out["share"] = share(found.pixels, all_pixels);
  return out;
}

// Code points, which is what a terminal shows for most scripts.
size_t width_of(const std::string& s) {
  return static_cast<size_t>(std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

void write_predictions(const std::filesystem::path& folder, const std::vector<Picture>& pictures,
                       const std::vector<ClassInfo>& classes, const Journal& journal) {
  NewFile file(folder / kPredictions);
  file.write("[");
  Items items(file);
  for (size_t i = 0; i < pictures.size(); ++i) {
    if (!journal.is_done(i)) continue;
    const Json line = journal.read(i);
    for (const Json& each : line.at("classes")) {
      const ClassInfo& info = classes.at(each.at("label").get<size_t>());
      if (!info.category) continue;
      Json item;
      item["image_id"] = pictures[i].id;
      item["category_id"] = *info.category;
      item["segmentation"] = {{"size", {pictures[i].size.height, pictures[i].size.width}},
                              {"counts", each.at("counts")}};
      if (each.contains("score")) item["score"] = each.at("score");
      items.add(item);
    }
  }
  file.write("\n]\n");
  file.commit();
}

std::vector<ClassShare> write_index(const std::filesystem::path& folder, const ReportHead& head,
                                    const std::vector<Picture>& pictures, const std::vector<ClassInfo>& classes,
                                    const Journal& journal, const std::vector<std::vector<WrittenFile>>& files) {
  std::vector<ClassShare> shares(classes.size());
  uint64_t all_pixels = 0;
  NewFile file(folder / kIndex);
  Json info;
  info["model"] = head.model;
  info["weights"] = head.weights;
  if (head.size.fixed.height) info["size"] = {head.size.fixed.height, head.size.fixed.width};
  file.write(text("{\n\"info\": ", Items::dumped(info), ",\n\"images\": ["));
  Items images(file);
  for (size_t i = 0; i < pictures.size(); ++i) {
    if (!journal.is_done(i)) continue;
    const Json line = journal.read(i);
    images.add(image_json(pictures[i], line, classes, files[i]));
    for (const Json& each : line.at("classes")) {
      ClassShare& found = shares.at(each.at("label").get<size_t>());
      found.pixels += each.at("pixels").get<uint64_t>();
      ++found.pictures;
    }
    all_pixels += uint64_t{pictures[i].size.height} * pictures[i].size.width;
  }
  file.write("\n],\n\"annotations\": [],\n\"categories\": [");
  Items categories(file), all_classes(file), failed(file);
  for (const ClassInfo& each : classes)
    if (each.category) categories.add({{"id", *each.category}, {"name", each.name}});
  file.write("\n],\n\"classes\": [");
  for (uint32_t label = 0; label < classes.size(); ++label)
    all_classes.add(class_json(label, classes[label], shares[label], all_pixels));
  file.write("\n],\n\"failed\": [");
  for (const Picture& picture : pictures)
    if (!picture.failure.empty()) failed.add({{"file_name", picture.name}, {"why", picture.failure}});
  file.write("\n]\n}\n");
  file.commit();
  return shares;
}

std::vector<std::string> share_table(const std::vector<ClassInfo>& classes, const std::vector<ClassShare>& shares) {
  std::vector<size_t> rows(classes.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  rows.erase(std::remove_if(rows.begin(), rows.end(), [&](size_t label) { return shares[label].pixels == 0; }),
             rows.end());
  if (rows.empty()) return {};
  std::stable_sort(rows.begin(), rows.end(), [&](size_t a, size_t b) { return shares[a].pixels > shares[b].pixels; });
  const size_t more = rows.size() - std::min(rows.size(), kMostRows);
  uint64_t all = 0;
  size_t width = 5;
  for (const ClassShare& each : shares) all += each.pixels;
  rows.resize(rows.size() - more);
  for (const size_t label : rows) width = std::max(width, width_of(classes[label].name));

  const auto line = [&](const std::string& name, const std::string& part, const std::string& pictures) {
    char numbers[64];
    std::snprintf(numbers, sizeof numbers, "  %9s  %8s", part.c_str(), pictures.c_str());
    return name + std::string(width - width_of(name), ' ') + numbers;
  };
  std::vector<std::string> lines = {line("class", "of pixels", "pictures")};
  for (const size_t label : rows) {
    char percent[32];
    std::snprintf(percent, sizeof percent, "%.2f %%",
                  100.0 * static_cast<double>(shares[label].pixels) / static_cast<double>(all));
    lines.push_back(line(classes[label].name, percent, std::to_string(shares[label].pictures)));
  }
  if (more) lines.push_back(text("… ", more, " more in ", kIndex));
  return lines;
}

}  // namespace atelier::predict
