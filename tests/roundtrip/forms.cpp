#include "forms.hpp"

#include <atelier/cpp/files.hpp>
#include <atelier/cpp/tensor.hpp>
#include <charconv>
#include <nlohmann/json.hpp>

#include "geometry/rle_string.hpp"
#include "pictures/picture_file.hpp"

namespace roundtrip {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

// Which pixels runs cover, row-major.
std::vector<uint8_t> bitmap(const geometry::Runs& runs, uint32_t height, uint32_t width) {
  std::vector<uint8_t> out(uint64_t{height} * width);
  uint64_t at = 0;
  for (size_t i = 0; i < runs.size(); ++i)
    for (uint64_t end = at + runs[i]; at < end; ++at)
      if (i % 2 == 1) out[at % height * width + at / height] = 1;
  return out;
}

geometry::Runs runs_of(const std::vector<uint8_t>& bitmap, uint32_t height, uint32_t width) {
  geometry::Runs runs;
  uint8_t last = 0;
  uint32_t length = 0;
  for (uint64_t at = 0; at < bitmap.size(); ++at) {
    const uint8_t pixel = bitmap[at % height * width + at / height];
    if (pixel != last) {
      runs.push_back(length);
      length = 0;
      last = pixel;
    }
    ++length;
  }
  runs.push_back(length);
  return runs;
}

struct Box {
  uint32_t left, top, width, height;
};

Box box_of(const std::vector<uint8_t>& bitmap, uint32_t width) {
  uint32_t left = UINT32_MAX, top = UINT32_MAX, right = 0, bottom = 0;
  for (uint64_t at = 0; at < bitmap.size(); ++at) {
    if (!bitmap[at]) continue;
    const auto x = static_cast<uint32_t>(at % width), y = static_cast<uint32_t>(at / width);
    left = std::min(left, x), right = std::max(right, x);
    top = std::min(top, y), bottom = std::max(bottom, y);
  }
  return {left, top, right - left + 1, bottom - top + 1};
}

std::vector<uint8_t> cut(const std::vector<uint8_t>& bitmap, uint32_t width, const Box& box) {
  std::vector<uint8_t> out;
  for (uint32_t y = 0; y < box.height; ++y)
    for (uint32_t x = 0; x < box.width; ++x) out.push_back(bitmap[uint64_t{box.top + y} * width + box.left + x]);
  return out;
}

std::string png_of(const std::vector<uint8_t>& pixels, int64_t height, int64_t width, int64_t channels) {
  const atelier::Tensor tensor = channels == 1 ? atelier::Tensor::make<uint8_t>({height, width})
                                               : atelier::Tensor::make<uint8_t>({height, width, channels});
  std::copy(pixels.begin(), pixels.end(), tensor.data<uint8_t>());
  return pictures::encode_png(tensor.get());
}

std::string base64(const std::string& bytes) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t three = 0;
    for (size_t n = 0; n < 3; ++n)
      three = three << 8 | (i + n < bytes.size() ? static_cast<uint8_t>(bytes[i + n]) : 0u);
    for (size_t n = 0; n < 4; ++n) out += i + n > bytes.size() ? '=' : kDigits[three >> (18 - 6 * n) & 63];
  }
  return out;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

// As few digits as read back to the same double.
std::string shortest(double number) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  return {digits, end};
}

void write_new(const fs::path& file, const std::string& bytes) {
  fs::create_directories(file.parent_path());
  atelier::write_file(file, bytes, false);
}

ordered_json segmentation_of(const Instance& instance, const Picture& picture) {
  if (!instance.rings.empty()) return instance.rings;
  ordered_json out = {{"size", {picture.height, picture.width}}};
  if (instance.id % 2 == 0)
    out["counts"] = instance.runs;
  else
    out["counts"] = geometry::encode_runs(instance.runs);
  return out;
}

}  // namespace

void write_pictures(const Set& set, const fs::path& folder) {
  for (const Picture& picture : set.pictures)
    write_new(folder / picture.name, png_of(std::vector<uint8_t>(uint64_t{picture.height} * picture.width * 3),
                                            picture.height, picture.width, 3));
}

void write_coco(const Set& set, const fs::path& file) {
  ordered_json images = ordered_json::array(), annotations = ordered_json::array(), categories = ordered_json::array();
  for (const Category& category : set.categories) categories.push_back({{"id", category.id}, {"name", category.name}});
  for (const Picture& picture : set.pictures) {
    images.push_back(
        {{"id", picture.id}, {"file_name", picture.name}, {"height", picture.height}, {"width", picture.width}});
    for (const Instance& instance : picture.instances)
      annotations.push_back({{"id", instance.id},
                             {"image_id", picture.id},
                             {"category_id", set.categories[instance.category].id},
                             {"iscrowd", 0},
                             {"area", geometry::area_of(instance.covered)},
                             {"segmentation", segmentation_of(instance, picture)}});
  }
  write_new(file, ordered_json{{"images", images}, {"annotations", annotations}, {"categories", categories}}.dump());
}

void write_labelme(const Set& set, const fs::path& folder) {
  write_pictures(set, folder);
  for (const Picture& picture : set.pictures) {
    ordered_json shapes = ordered_json::array();
    int64_t group = 0;
    for (const Instance& instance : picture.instances) {
      const auto add = [&](ordered_json points, const char* type, ordered_json group_id, ordered_json mask) {
        shapes.push_back({{"label", set.categories[instance.category].name},
                          {"points", std::move(points)},
                          {"group_id", std::move(group_id)},
                          {"shape_type", type},
                          {"flags", ordered_json::object()},
                          {"mask", std::move(mask)}});
      };
      if (instance.rings.empty()) {
        const std::vector<uint8_t> pixels = bitmap(instance.covered, picture.height, picture.width);
        const Box box = box_of(pixels, picture.width);
        add({{box.left, box.top}, {box.left + box.width - 1, box.top + box.height - 1}}, "mask", nullptr,
            base64(png_of(cut(pixels, picture.width, box), box.height, box.width, 1)));
        continue;
      }
      ++group;
      for (const Ring& ring : instance.rings) {
        ordered_json points = ordered_json::array();
        for (size_t i = 0; i + 1 < ring.size(); i += 2) points.push_back({ring[i], ring[i + 1]});
        add(points, "polygon", instance.rings.size() > 1 ? ordered_json(group) : ordered_json(nullptr), nullptr);
      }
    }
    const ordered_json file = {{"version", "5.4.1"},         {"flags", ordered_json::object()},
                               {"shapes", shapes},           {"imagePath", fs::path(picture.name).filename().string()},
                               {"imageData", nullptr},       {"imageHeight", picture.height},
                               {"imageWidth", picture.width}};
    write_new((folder / picture.name).replace_extension(".json"), file.dump());
  }
}

void write_cvat(const Set& set, const fs::path& file) {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations>\n<version>1.1</version>\n<meta><task><labels>";
  for (const Category& category : set.categories)
    xml += "<label><name>" + escaped(category.name) + "</name><type>any</type></label>";
  xml += "</labels></task></meta>\n";
  for (size_t i = 0; i < set.pictures.size(); ++i) {
    const Picture& picture = set.pictures[i];
    xml += "<image id=\"" + std::to_string(i) + "\" name=\"" + escaped(picture.name) + "\" width=\"" +
           std::to_string(picture.width) + "\" height=\"" + std::to_string(picture.height) + "\">\n";
    for (const Instance& instance : picture.instances) {
      const std::string label = " label=\"" + escaped(set.categories[instance.category].name) + "\" occluded=\"0\"";
      if (instance.rings.size() == 1) {
        xml += "<polygon" + label + " points=\"";
        const Ring& ring = instance.rings[0];
        for (size_t n = 0; n + 1 < ring.size(); n += 2)
          xml += (n ? ";" : "") + shortest(ring[n]) + "," + shortest(ring[n + 1]);
        xml += "\" z_order=\"0\"></polygon>\n";
      } else if (instance.rings.empty()) {
        const std::vector<uint8_t> pixels = bitmap(instance.covered, picture.height, picture.width);
        const Box box = box_of(pixels, picture.width);
        std::string counts;
        // Row by row within the box is column by column of the box on its side.
        for (const uint32_t run : runs_of(cut(pixels, picture.width, box), 1, box.width * box.height))
          counts += (counts.empty() ? "" : ", ") + std::to_string(run);
        xml += "<mask" + label + " rle=\"" + counts + "\" left=\"" + std::to_string(box.left) + "\" top=\"" +
               std::to_string(box.top) + "\" width=\"" + std::to_string(box.width) + "\" height=\"" +
               std::to_string(box.height) + "\" z_order=\"0\"></mask>\n";
      }
    }
    xml += "</image>\n";
  }
  write_new(file, xml + "</annotations>\n");
}

std::vector<Instance> seen(const Picture& picture) {
  std::vector<size_t> owner(uint64_t{picture.height} * picture.width);
  for (size_t i = 0; i < picture.instances.size(); ++i) {
    const std::vector<uint8_t> pixels = bitmap(picture.instances[i].covered, picture.height, picture.width);
    for (size_t at = 0; at < pixels.size(); ++at)
      if (pixels[at]) owner[at] = i + 1;
  }
  std::vector<Instance> out;
  for (size_t i = 0; i < picture.instances.size(); ++i) {
    std::vector<uint8_t> pixels(owner.size());
    for (size_t at = 0; at < pixels.size(); ++at) pixels[at] = owner[at] == i + 1;
    Instance instance = picture.instances[i];
    instance.covered = runs_of(pixels, picture.height, picture.width);
    if (geometry::area_of(instance.covered) != 0) out.push_back(std::move(instance));
  }
  return out;
}

void write_panoptic(const Set& set, const fs::path& file, const fs::path& masks) {
  ordered_json images = ordered_json::array(), annotations = ordered_json::array(), categories = ordered_json::array();
  for (const Category& category : set.categories)
    categories.push_back({{"id", category.id}, {"name", category.name}, {"isthing", 1}});
  for (const Picture& picture : set.pictures) {
    images.push_back(
        {{"id", picture.id}, {"file_name", picture.name}, {"height", picture.height}, {"width", picture.width}});
    std::vector<uint8_t> colours(uint64_t{picture.height} * picture.width * 3);
    ordered_json segments = ordered_json::array();
    for (const Instance& instance : seen(picture)) {
      const uint32_t id = 70'000 * static_cast<uint32_t>(segments.size() + 1) + 17;
      const std::vector<uint8_t> pixels = bitmap(instance.covered, picture.height, picture.width);
      for (size_t at = 0; at < pixels.size(); ++at)
        for (size_t c = 0; pixels[at] && c < 3; ++c) colours[3 * at + c] = static_cast<uint8_t>(id >> 8 * c);
      segments.push_back({{"id", id},
                          {"category_id", set.categories[instance.category].id},
                          {"iscrowd", 0},
                          {"area", geometry::area_of(instance.covered)}});
    }
    const std::string png = std::to_string(annotations.size()) + ".png";
    write_new(masks / png, png_of(colours, picture.height, picture.width, 3));
    annotations.push_back({{"image_id", picture.id}, {"file_name", png}, {"segments_info", segments}});
  }
  write_new(file, ordered_json{{"images", images}, {"annotations", annotations}, {"categories", categories}}.dump());
}

}  // namespace roundtrip
