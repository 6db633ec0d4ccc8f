#include "annotations.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace atelier::shapes {

namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kFirstCrowdId = 900100000000;

double rounded(double value) { return std::round(value * 100) / 100; }

Json box(double left, double top, double right, double bottom) {
  return Json::array({rounded(left), rounded(top), rounded(right - left), rounded(bottom - top)});
}

Json box_of(const std::vector<Ring>& rings) {
  Point least = rings.front().front(), most = least;
  for (const Ring& ring : rings)
    for (const Point& p : ring) {
      least = {std::min(least.x, p.x), std::min(least.y, p.y)};
      most = {std::max(most.x, p.x), std::max(most.y, p.y)};
    }
  return box(least.x, least.y, most.x, most.y);
}

Json annotation(const Json& segmentation, double area, int crowd, uint64_t picture_id, const Json& bbox,
                size_t class_index, int64_t id) {
  return {{"segmentation", segmentation},
          {"area", rounded(area)},
          {"iscrowd", crowd},
          {"image_id", picture_id},
          {"bbox", bbox},
          {"category_id", category_id(class_index)},
          {"id", id}};
}

Json polygons(const Object& object, uint64_t picture_id, int64_t id) {
  Json rings = Json::array();
  double sum = 0;
  for (const Ring& ring : object.rings) {
    Json numbers = Json::array();
    for (const Point& p : ring) {
      numbers.push_back(p.x);
      numbers.push_back(p.y);
    }
    rings.push_back(std::move(numbers));
    sum += area(ring);
  }
  return annotation(rings, sum, 0, picture_id, box_of(object.rings), object.class_index, id);
}

// Uncompressed runs down the columns, beginning with those of 0.
Json crowd(const Object& object, const Settings& settings, uint64_t picture_id) {
  std::vector<bool> inside(static_cast<size_t>(settings.height * settings.width));
  for (const Ring& ring : object.rings) {
    const std::vector<float> covered = coverage(ring, settings.height, settings.width, 1);
    for (size_t i = 0; i < inside.size(); ++i) inside[i] = inside[i] || covered[i] > 0;
  }
  Json counts = Json::array();
  int64_t run = 0, pixels = 0, left = settings.width, top = settings.height, right = 0, bottom = 0;
  bool value = false;
  for (int64_t x = 0; x < settings.width; ++x)
    for (int64_t y = 0; y < settings.height; ++y, ++run) {
      const bool here = inside[static_cast<size_t>(y * settings.width + x)];
      if (here != value) {
        counts.push_back(run);
        run = 0;
        value = here;
      }
      if (!here) continue;
      ++pixels;
      left = std::min(left, x);
      top = std::min(top, y);
      right = std::max(right, x + 1);
      bottom = std::max(bottom, y + 1);
    }
  counts.push_back(run);
  const Json segmentation = {{"counts", counts}, {"size", Json::array({settings.height, settings.width})}};
  const auto edge = [](int64_t v) { return static_cast<double>(v); };
  const Json bbox = pixels ? box(edge(left), edge(top), edge(right), edge(bottom)) : box(0, 0, 0, 0);
  return annotation(segmentation, edge(pixels), 1, picture_id, bbox, object.class_index,
                    kFirstCrowdId + static_cast<int64_t>(picture_id));
}

Json images(const Settings& settings, size_t count) {
  Json list = Json::array();
  for (uint64_t id = 1; id <= count; ++id)
    list.push_back({{"license", 1},
                    {"file_name", file_name(id)},
                    {"height", settings.height},
                    {"width", settings.width},
                    {"id", id}});
  return list;
}

Json annotations(const Settings& settings, const std::vector<Scene>& scenes) {
  Json list = Json::array(), crowds = Json::array();
  for (size_t i = 0; i < scenes.size(); ++i)
    for (const Object& object : scenes[i].objects) {
      if (object.is_crowd)
        crowds.push_back(crowd(object, settings, i + 1));
      else
        list.push_back(polygons(object, i + 1, static_cast<int64_t>(list.size()) + 1));
    }
  for (Json& one : crowds) list.push_back(std::move(one));
  return list;
}

Json categories(const Settings& settings) {
  Json list = Json::array();
  for (size_t i = 0; i < settings.classes.size(); ++i) {
    const atelier_str name = kShapeNames[settings.classes[i]];
    list.push_back({{"supercategory", "shape"}, {"id", category_id(i)}, {"name", std::string(name.data, name.size)}});
  }
  return list;
}

}  // namespace

std::string file_name(uint64_t picture_id) {
  char name[32];
  std::snprintf(name, sizeof name, "%012llu.jpg", static_cast<unsigned long long>(picture_id));
  return name;
}

int64_t category_id(size_t class_index) { return static_cast<int64_t>(1 + class_index + (class_index + 1) / 2); }

std::string annotations_json(const Settings& settings, const std::vector<Scene>& scenes, uint64_t seed) {
  const Json info = {
      {"description", "Drawn shapes"}, {"version", "1.0"}, {"contributor", "shapes.generator"}, {"seed", seed}};
  const Json licence = {
      {"url", "https://creativecommons.org/publicdomain/zero/1.0/"}, {"id", 1}, {"name", "CC0 1.0 Universal"}};
  const Json file = {{"info", info},
                     {"licenses", Json::array({licence})},
                     {"images", images(settings, scenes.size())},
                     {"annotations", annotations(settings, scenes)},
                     {"categories", categories(settings)}};
  return file.dump() + "\n";
}

}  // namespace atelier::shapes
