#include "mutations.hpp"

#include <simdjson.h>

#include <array>
#include <atelier/cpp/files.hpp>
#include <numeric>

#include "coco_segmentation/segmentation.hpp"
#include "geometry/rasteriser.hpp"
#include "geometry/rle_string.hpp"
#include "written_forms.hpp"

namespace mutations {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 3> kLists = {"images", "annotations", "categories"};
constexpr const char* kUmlaut = "\xc3\xa4";

geometry::Runs runs_of(const Json& segmentation, uint32_t height, uint32_t width) {
  simdjson::dom::parser parser;
  simdjson::dom::element value;
  coco_segmentation::Segmentation shape;
  if (parser.parse(segmentation.dump()).get(value)) return {};
  coco_segmentation::read_segmentation(value, shape);
  if (shape.defect != coco_segmentation::Defect::kNone) return {};
  if (!shape.runs.empty())
    return shape.runs_height == height && shape.runs_width == width ? shape.runs : geometry::Runs{};
  std::vector<atelier_ring> rings;
  size_t at = 0;
  for (const uint64_t size : shape.ring_sizes) {
    rings.push_back({shape.xy.data() + at, size});
    at += size;
  }
  geometry::Rasteriser rasteriser;
  geometry::Runs runs;
  rasteriser.paint(rings, height, width, runs);
  return runs;
}

const Json& by_id(const Json& list, const Json& id) {
  return *std::find_if(list.begin(), list.end(), [&](const Json& each) { return each["id"] == id; });
}

}  // namespace

Pixels pixels_of(const std::string& picture, const std::string& category, const Json& segmentation, uint32_t height,
                 uint32_t width) {
  const geometry::Runs runs = runs_of(segmentation, height, width);
  if (geometry::area_of(runs) == 0) return {};
  std::string key = picture + "|" + category + "|";
  for (const uint32_t run : runs) key += std::to_string(run) + " ";
  return key;
}

void Mutant::make_sound() {
  file_ = {{"images", Json::array()}, {"annotations", Json::array()}, {"categories", Json::array()}};
  const int64_t first_picture = static_cast<int64_t>(1 + below(1000)),
                first_category = static_cast<int64_t>(1 + below(9));
  for (uint64_t i = 0, n = 1 + below(4); i < n; ++i)
    file_["images"].push_back({{"id", first_picture + static_cast<int64_t>(i)},
                               {"file_name", "p" + std::to_string(i) + ".png"},
                               {"width", 16 + below(50)},
                               {"height", 16 + below(50)}});
  for (uint64_t i = 0, n = 1 + below(3); i < n; ++i)
    file_["categories"].push_back({{"id", first_category + static_cast<int64_t>(i)},
                                   {"name", "class" + std::to_string(i) + (once_in(3) ? kUmlaut : "")}});
  for (uint64_t i = 0, n = 2 + below(8); i < n; ++i) add_annotation(below(file_["images"].size()));
}

bool Mutant::is_fresh(const Json& annotation) {
  for (const Json& other : file_["annotations"])
    if (other["segmentation"] == annotation["segmentation"]) return false;
  return true;
}

void Mutant::add_annotation(size_t of) {
  const Json& picture = file_["images"][of];
  const uint32_t height = picture["height"], width = picture["width"];
  Json rings = Json::array();
  const uint64_t count = once_in(4) ? 2 : 1;
  for (uint64_t k = 0; k < count; ++k) {
    // Two rings side by side.
    const double left = double(below(width / 2 - 4)) + double(k * (width / 2)), top = double(below(height - 6));
    const double right = left + 3 + double(below(width / 2 - static_cast<uint64_t>(left) % (width / 2) - 3));
    const double bottom = top + 4 + double(below(height - static_cast<uint64_t>(top) - 4));
    const double dent = once_in(2) ? 0.5 : 1;
    rings.push_back({left + dent, top, right, top + dent, right, bottom, left, bottom - dent});
  }
  const geometry::Runs runs = runs_of(rings, height, width);
  if (geometry::area_of(runs) < 12) return;
  const geometry::Box box = geometry::box_of(runs, height);
  Json annotation = {{"id", file_["annotations"].size() + 1},
                     {"image_id", picture["id"]},
                     {"category_id", file_["categories"][below(file_["categories"].size())]["id"]},
                     {"iscrowd", 0},
                     {"area", geometry::area_of(runs)},
                     {"bbox", {box.x, box.y, box.width, box.height}},
                     {"segmentation", rings},
                     {"tag", file_["annotations"].size()}};
  if (once_in(3)) {
    const Json counts = once_in(2) ? Json(runs) : Json(geometry::encode_runs(runs));
    annotation["segmentation"] = {{"size", {height, width}}, {"counts", counts}};
  }
  if (once_in(4)) annotation["note"] = std::string("gr") + kUmlaut + "n";
  if (is_fresh(annotation)) file_["annotations"].push_back(annotation);
}

void Mutant::know() {
  for (const Json& each : file_["annotations"]) {
    const Json& picture = by_id(file_["images"], each["image_id"]);
    known_.painted[each["tag"]] =
        pixels_of(picture["file_name"], by_id(file_["categories"], each["category_id"])["name"], each["segmentation"],
                  picture["height"], picture["width"]);
  }
}

void Mutant::lose(Json& annotation) { known_.painted.erase(annotation["tag"]); }

void Mutant::mutate_ids() {
  const auto change = [&](const char* list, const char* key, auto make, bool listed, bool some) {
    std::map<Json, Json> made;
    for (Json& entry : file_[list]) made[entry["id"]] = make(entry);
    for (Json& each : file_["annotations"])
      if (!some || once_in(2)) each[key] = made[each[key]];
    for (Json& entry : file_[list])
      if (listed) entry["id"] = made[entry["id"]];
  };
  const bool pictures = once_in(2);
  const char* const list = pictures ? "images" : "categories";
  const char* const key = pictures ? "image_id" : "category_id";
  switch (below(6)) {
    case 0:
      say("ids as texts in some places");
      return change(
          list, key, [](Json& e) { return Json(e["id"].dump()); }, once_in(2), true);
    case 1:
      say("ids as texts in all places");
      return change(
          list, key, [](Json& e) { return Json(e["id"].dump()); }, true, false);
    case 2:
      say("names as ids");
      return change(
          list, key, [&](Json& e) { return Json("x" + e["id"].dump() + "_y"); }, true, false);
    case 3:
      say("names where ids belong");
      return change(
          list, key, [&](Json& e) { return e[pictures ? "file_name" : "name"]; }, false, true);
    case 4:
      say("ids with a point");
      return change(
          list, key, [](Json& e) { return Json(e["id"].get<double>()); }, once_in(2), true);
    default:
      say("odd numbers as ids");
      return change(
          list, key, [](Json& e) { return Json(e["id"].get<double>() + 0.5); }, true, false);
  }
}

void Mutant::mutate_fields(Json& annotation) {
  const Json box = annotation["bbox"];
  switch (below(10)) {
    case 0:
      annotation["area"] = 0;
      return say("area 0");
    case 1:
      annotation.erase("area");
      return say("no area");
    case 2:
      annotation["area"] = 100000;
      return say("another area");
    case 3:
      annotation.erase("bbox");
      return say("no box");
    case 4:
      annotation["bbox"] = {box[0], box[1], box[0].get<double>() + box[2].get<double>(),
                            box[1].get<double>() + box[3].get<double>()};
      return say("corners");
    case 5:
      annotation.erase("iscrowd");
      return say("no iscrowd");
    case 6:
      annotation.erase("id");
      return say("no id");
    case 7:
      annotation["id"] = 1;
      return say("id again");
    case 8:
      annotation["area"] = annotation["area"].dump();
      annotation["id"] = annotation["id"].dump();
      return say("numbers as texts");
    default:
      annotation[once_in(2) ? "image_id" : "category_id"] = nullptr;
      lose(annotation);
      return say("nobody's");
  }
}

void Mutant::mutate_rings(Json& annotation) {
  Json& rings = annotation["segmentation"];
  const auto each = [&](auto make) {
    Json out = Json::array();
    for (const Json& ring : rings) {
      Json points = Json::array();
      for (size_t i = 0; i + 1 < ring.size(); i += 2) points.push_back(make(ring[i], ring[i + 1]));
      out.push_back(points);
    }
    return out;
  };
  const auto pair = [](const Json& x, const Json& y) { return Json::array({x, y}); };
  switch (below(7)) {
    case 0:
      rings = once_in(2) ? Json::array({rings}) : Json::array({Json::array({rings})});
      return say("lists too deep");
    case 1:
      rings = each(pair);
      return say("pairs");
    case 2:
      rings = each([](const Json& x, const Json& y) { return Json{{"x", x}, {"y", y}}; });
      return say("objects");
    case 3:
      for (Json& ring : rings)
        for (Json& number : ring) number = number.dump();
      return say("texts");
    case 4:
      rings = rings.dump();
      return say("shape as text");
    case 5:
      if (rings.size() != 1) return;
      rings = Json(rings[0]);
      return say("flat");
    default:
      if (rings.size() != 1) return;
      rings = Json(each(pair)[0]);
      return say("flat pairs");
  }
}

void Mutant::mutate_counts(Json& annotation) {
  Json& counts = annotation["segmentation"]["counts"];
  const std::string text =
      counts.is_string() ? counts.get<std::string>() : geometry::encode_runs(counts.get<geometry::Runs>());
  switch (below(4)) {
    case 0:
      counts = python_bytes(text);
      return say("b'…'");
    case 1:
      counts = base64(text);
      return say("base64");
    case 2:
      counts = base64(zipped(text));
      return say("zipped");
    default:
      annotation["segmentation"] = annotation["segmentation"].dump();
      return say("runs as text");
  }
}

// Outlines in other units, beside the right box.
void Mutant::mis_scale(Json& annotation) {
  const Json& picture = by_id(file_["images"], annotation["image_id"]);
  const double width = picture["width"], height = picture["height"];
  const uint64_t kind = below(3);
  const double x = kind == 0   ? 1 / width
                   : kind == 1 ? 100 / width
                               : 3,
               y = kind == 0   ? 1 / height
                   : kind == 1 ? 100 / height
                               : 3;
  const Json& box = annotation["bbox"];
  const double right = box[0].get<double>() + box[2].get<double>(),
               bottom = box[1].get<double>() + box[3].get<double>();
  if (kind == 1 && (x - 1) * right < 8 && (y - 1) * bottom < 8) return;
  if (annotation["bbox"][2].get<double>() < 8 || annotation["bbox"][3].get<double>() < 8) return;
  for (Json& ring : annotation["segmentation"])
    for (size_t i = 0; i < ring.size(); ++i) ring[i] = ring[i].get<double>() * (i % 2 ? y : x);
  lose(annotation);
  known_.left[annotation["tag"]] = {annotation["segmentation"], annotation["bbox"], annotation["area"]};
  say("another scale");
}

void Mutant::mutate_shape(Json& annotation) {
  if (!annotation["segmentation"].is_array()) {
    mutate_counts(annotation);
  } else if (once_in(5)) {
    mis_scale(annotation);
  } else if (once_in(8)) {
    annotation["segmentation"] = Json::array();
    lose(annotation);
    say("no shape");
  } else {
    mutate_rings(annotation);
  }
}

void Mutant::mutate_names(const fs::path& folder) {
  with_pictures_ = true;
  fs::create_directories(folder / "pictures");
  for (Json& picture : file_["images"]) {
    const std::string name = picture["file_name"];
    atelier::write_file(folder / "pictures" / name, png_header(picture["width"], picture["height"]), false);
    const std::string stem = name.substr(0, name.size() - 4);
    const std::array<std::string, 6> odd = {"http://studio.example/upload/" + name + "?x=1",
                                            "images\\" + name,
                                            "data/local-files/?d=shots/" + name,
                                            "/home/me/set/" + name,
                                            stem + ".PNG",
                                            name + " "};
    if (!once_in(2)) continue;
    picture["file_name"] = odd[below(odd.size())];
    say("name " + picture["file_name"].get<std::string>());
  }
}

// Nothing can be told of an entry any more.
void Mutant::forget(size_t list, size_t index) {
  const Json& entry = file_[kLists[list]][index];
  const auto drop = [&](const Json& annotation) {
    known_.painted.erase(annotation["tag"]);
    known_.left.erase(annotation["tag"]);
  };
  if (list == 1) return drop(entry);
  for (const Json& each : file_["annotations"]) drop(each);
}

void Mutant::damage(std::string& entry) {
  static constexpr char kBytes[] = "{}[]\",:\\0123456789.-+eEntfuN \x80\xff";
  for (uint64_t changes = 1 + below(3); changes > 0 && entry.size() > 2; --changes) {
    // Its first byte stays, which tells that there is an entry.
    const size_t at = 1 + below(entry.size() - 1), length = std::min<size_t>(1 + below(8), entry.size() - at);
    switch (below(3)) {
      case 0:
        entry[at] = kBytes[below(sizeof kBytes - 1)];
        break;
      case 1:
        entry.erase(at, length);
        break;
      default:
        entry.insert(at, entry.substr(below(entry.size()), length));
        break;
    }
  }
}

std::string Mutant::assemble() {
  std::array<size_t, 3> order = {0, 1, 2};
  std::shuffle(order.begin(), order.end(), random_);
  const size_t broken_list = once_in(3) ? (once_in(6) ? below(3) : 1) : 3;
  std::string out = "{\"info\": {\"year\": 2026},\n";
  for (const size_t list : order) {
    Json& entries = file_[kLists[list]];
    const size_t broken = list == broken_list && !entries.empty() ? below(entries.size()) : entries.size();
    out += std::string(list == order[0] ? "" : ",\n") + "\"" + kLists[list] + "\": [\n";
    const bool loose = once_in(12) && broken == entries.size();
    for (size_t i = 0; i < entries.size(); ++i) {
      std::string entry = entries[i].dump();
      if (i == broken) {
        forget(list, i);
        damage(entry);
        say("damaged " + entry);
      }
      const char* comma = loose && once_in(3) ? (once_in(2) ? "" : ",,") : ",";
      out += (i ? std::string(comma) + "\n" : "") + entry;
    }
    out += loose ? ",\n]" : "\n]";
  }
  return out + "\n}\n";
}

std::string Mutant::wrap(std::string whole) {
  const uint64_t how = below(10);
  if (how < 2) {
    return say("UTF-16"), as_utf16(whole, once_in(2), once_in(2));
  }
  if (how == 2) {
    return say("a byte order mark"), "\xef\xbb\xbf" + whole;
  }
  if (how > 5) return whole;
  say("Latin-1");
  for (size_t at = whole.find(kUmlaut); at != std::string::npos; at = whole.find(kUmlaut, at))
    whole.replace(at, 2, "\xe4");
  return whole;
}

void Mutant::write(const fs::path& folder) {
  make_sound();
  know();
  for (Json& each : file_["annotations"]) {
    if (once_in(3)) mutate_shape(each);
    if (once_in(3) && !known_.left.count(each["tag"])) mutate_fields(each);
  }
  if (once_in(2)) mutate_ids();
  // Names as ids of annotations would no longer be names.
  if (once_in(4) && story_.find("names where") == std::string::npos) mutate_names(folder);
  atelier::write_file(folder / "in.json", wrap(assemble()), false);
}

}  // namespace mutations
