#include "task.hpp"

#include <algorithm>
#include <array>
#include <atelier/cpp/core.hpp>
#include <cctype>

#include "annotation_json/id.hpp"
#include "picture_name.hpp"
#include "region.hpp"

namespace atelier::labelstudio {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kDefaultKey = "image";
constexpr std::array<std::string_view, 9> kExtensions = {".jpg", ".jpeg", ".png",  ".bmp", ".webp",
                                                         ".tif", ".tiff", ".jfif", ".gif"};

// A path or an address of a picture, by its extension, or by the way in which files of the machine are served.
bool means_picture(std::string_view name) {
  if (is_inside_json(name)) return true;
  if (name.find("?d=") != std::string_view::npos) return true;
  name = name.substr(0, name.find_first_of("?#"));
  return std::any_of(kExtensions.begin(), kExtensions.end(), [&](std::string_view extension) {
    return name.size() > extension.size() &&
           std::equal(extension.rbegin(), extension.rend(), name.rbegin(),
                      [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
  });
}

// The picture of `data`, or of a flat item.
std::string read_picture(dom::object data, std::string_view key, Task& out) {
  std::string keys, lists;
  std::string_view found;
  for (const auto& [name, value] : data) {
    if (value.is_array()) lists = text(" (`", name, "` is a list: tasks of several pictures are not read)");
    if (value.get_string().get(found)) continue;
    keys += text(keys.empty() ? "`" : ", `", name, "`");
    if (!means_picture(found)) continue;
    out.picture_keys.emplace_back(name);
    out.picture = found;
  }
  const size_t candidates = out.picture_keys.size();
  const std::string_view wanted = key.empty() ? kDefaultKey : key;
  if (!data[wanted].get_string().get(found)) {
    out.picture = found;
    if (std::find(out.picture_keys.begin(), out.picture_keys.end(), wanted) == out.picture_keys.end())
      out.picture_keys.emplace_back(wanted);
    return "";
  }
  if (!key.empty()) return text("the task has no text `", key, "`, which the option `image_key` names");
  if (candidates == 1) return "";
  return text(
      candidates == 0 ? "none of the task's texts is a picture: " : "more than one of the task's texts is a picture: ",
      keys.empty() ? "there is none" : keys, lists, "; name the one that is with the option `image_key`");
}

void read_results(dom::object holder, bool with_shapes, Annotation& out) {
  dom::array results;
  if (holder["result"].get_array().get(results)) return;
  ResultTaker taker(with_shapes, out);
  for (const dom::element each : results) {
    Result result;
    if (each.get_object().get(result.frame)) {
      ++out.without_shape["results that are no objects"];
      continue;
    }
    result.type = text_of(result.frame, "type");
    result.id = text_of(result.frame, "id");
    result.to_name = text_of(result.frame, "to_name");
    if (result.frame["value"].get_object().get(result.value)) {
      ++out.without_shape[result.type.empty() ? "results without a value" : result.type];
      continue;
    }
    taker.add(result);
  }
}

bool is_true(dom::object object, std::string_view key) {
  bool value = false;
  return !object[key].get_bool().get(value) && value;
}

Annotation read_annotation(dom::object holder, bool with_shapes) {
  Annotation out;
  out.cancelled = is_true(holder, "was_cancelled") || is_true(holder, "skipped");
  out.ground_truth = is_true(holder, "ground_truth");
  out.created = text_of(holder, "created_at");
  read_results(holder, with_shapes, out);
  return out;
}

bool read_list(dom::object task, std::string_view key, bool with_shapes, std::vector<Annotation>& out) {
  dom::array list;
  if (task[key].get_array().get(list)) return false;
  for (const dom::element each : list) {
    dom::object holder;
    // A task in a list view has the numbers of its predictions alone.
    if (!each.get_object().get(holder)) out.push_back(read_annotation(holder, with_shapes));
  }
  return true;
}

// JSON_MIN: values lie in lists under the names of their controls, with the picture's size among their members.
Annotation read_flat(dom::object item, bool with_shapes) {
  Annotation out = read_annotation(item, with_shapes);
  ResultTaker taker(with_shapes, out);
  for (const auto& [key, value] : item) {
    dom::array list;
    if (value.get_array().get(list)) continue;
    for (const dom::element each : list) {
      Result result;
      if (each.get_object().get(result.value)) continue;
      result.frame = result.value;
      result.to_name = key;
      taker.add(result);
    }
  }
  return out;
}

std::optional<int64_t> id_of(dom::object object) {
  dom::element value;
  int64_t id = 0;
  if (object["id"].get(value) || !annotation_json::read_integer(value, id)) return std::nullopt;
  return id;
}

}  // namespace

std::string read_task(dom::element item, std::string_view picture_key, bool with_shapes, Task& out) {
  dom::object object, data, task;
  if (item.get_object().get(object)) return "expected a task, a JSON object";
  out.id = id_of(object);
  if (!object["data"].get_object().get(data)) {
    out.is_whole = true;
    out.height = side_of(data, "height");
    out.width = side_of(data, "width");
    if (!read_list(object, "annotations", with_shapes, out.annotations))
      read_list(object, "completions", with_shapes, out.annotations);
    read_list(object, "predictions", with_shapes, out.predictions);
    return read_picture(data, picture_key, out);
  }
  if (!object["task"].get_object().get(task) && !task["data"].get_object().get(data)) {
    out.id = id_of(task);
    out.annotations.push_back(read_annotation(object, with_shapes));
    return read_picture(data, picture_key, out);
  }
  if (object["result"].error() == simdjson::SUCCESS)
    return "the annotation does not hold its task, so its picture is not known: export the project as JSON";
  out.is_flat = true;
  out.annotations.push_back(read_flat(object, with_shapes));
  return read_picture(object, picture_key, out);
}

}  // namespace atelier::labelstudio
