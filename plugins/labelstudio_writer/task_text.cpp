#include "task_text.hpp"

#include <utility>

#include "brush_bytes.hpp"
#include "conversion/shown_turn.hpp"
#include "geometry/turn.hpp"
#include "percent.hpp"
#include "picture_address.hpp"
#include "pictures/exif.hpp"

namespace atelier::labelstudio_writer {
void TaskWriter::take_picture(const Call& call, uint64_t index, Totals& totals) {
  picture_ = options_.dataset->picture_at(call, index);
  index_ = index;
  const conversion::ShownTurn turn = conversion::shown_turn(call, options_.dataset, index, picture_);
  turns_ = turn.orientation;
  const conversion::Example example = {index, 0, picture_.id, str(picture_.file_name), ""};
  if (!turn.file_is_there && picture_.path.size != 0) totals.not_there.add(example);
  if (turns_ != 1) totals.turned.add(example);
  shown_width_ = picture_.width;
  shown_height_ = picture_.height;
  if (pictures::swaps_sides(turns_)) std::swap(shown_width_, shown_height_);
}

std::string TaskWriter::write(const Call& call, uint64_t index, Totals& totals) {
  take_picture(call, index, totals);
  position_ = regions_ = 0;
  Json results = Json::array();
  options_.dataset->instances(call, index, [&](const atelier_instance& instance) {
    write(instance, results, totals);
    ++position_;
  });
  ++totals.tasks;
  if (results.empty()) ++totals.empty_tasks;

  Json list;
  if (*options_.write_as == As::kPredictions) {
    list["model_version"] = *options_.model_version;
    if (*options_.score) list["score"] = **options_.score;
  }
  list["result"] = std::move(results);
  Json task;
  task["id"] = picture_.id;
  task["data"]["image"] = picture_address(*options_.images_at, view(picture_.file_name));
  task["data"]["width"] = shown_width_;  // else a task without a region would not say
  task["data"]["height"] = shown_height_;
  task[str(kAs[static_cast<size_t>(*options_.write_as)])] = Json::array({std::move(list)});
  return task.dump();
}

void TaskWriter::write(const atelier_instance& instance, Json& results, Totals& totals) {
  // The tool has no pixels that do not count.
  if (conversion::is_void_region(instance)) return totals.outcomes.leave_out("void_region", here(), instance);
  if (instance.crowd) {
    ++totals.crowds;
    if (*options_.crowd == Crowd::kSkip) return totals.outcomes.leave_out_crowd(here(), instance);
  }
  const std::string reason = drawn_.draw(instance, picture_, class_names_.size());
  if (!reason.empty()) return totals.outcomes.lose(reason, here(), instance, str(instance.defect_text));
  const uint64_t pixels = geometry::area_of(drawn_.runs());
  take_rings();
  if (rings_.empty() && pixels == 0)
    return totals.outcomes.lose("no_pixels", here(), instance, "there is nothing to draw around or to fill");

  const std::string& label = class_names_[instance.label - 1];
  if (rings_.empty())
    add_brush(label, results, totals);
  else
    add_polygons(label, results, totals);
  ++totals.written;
  totals.outcomes.keep(here(), instance, drawn_, pixels);
}

void TaskWriter::take_rings() {
  rings_.clear();
  if (*options_.form != Form::kBrush)
    for (const atelier_ring& ring : drawn_.rings()) rings_.emplace_back(ring.xy, ring.xy + ring.count);
  for (geometry::Ring& ring : rings_)
    geometry::turn_points(ring.data(), ring.size(), picture_.height, picture_.width, turns_);
  if (!rings_.empty()) return;
  drawn_.turn(picture_, turns_);
  if (*options_.form == Form::kPolygons)
    outliner_.trace(drawn_.runs(), shown_height_, geometry::OutlineHoles::kJoined, rings_);
}

// Rings after the first lie below it in the tool's tree, which makes them one instance for labelstudio.reader.
void TaskWriter::add_polygons(const std::string& label, Json& results, Totals& totals) {
  const std::string first = text("p", index_ + 1, "r", regions_ + 1);
  for (size_t i = 0; i < rings_.size(); ++i) {
    Json points = Json::array();
    for (size_t at = 0; at + 1 < rings_[i].size(); at += 2)
      points.push_back({percent_of(rings_[i][at], shown_width_), percent_of(rings_[i][at + 1], shown_height_)});
    Json& region = add_region(controls_.polygons, "polygonlabels", label, results);
    region["value"]["points"] = std::move(points);
    region["value"]["closed"] = true;
    if (i > 0) region["parentID"] = first;
  }
  totals.polygons += rings_.size();
  if (rings_.size() > 1) ++totals.in_parts;
}

void TaskWriter::add_brush(const std::string& label, Json& results, Totals& totals) {
  Json& region = add_region(controls_.brush, "brushlabels", label, results);
  region["value"]["format"] = "rle";
  region["value"]["rle"] = brush_bytes(drawn_.runs(), shown_height_, shown_width_);
  ++totals.brushes;
}

nlohmann::ordered_json& TaskWriter::add_region(const std::string& control, const char* type, const std::string& label,
                                               Json& results) {
  Json region;
  region["id"] = text("p", index_ + 1, "r", ++regions_);
  region["type"] = type;
  region["from_name"] = control;
  region["to_name"] = *options_.to_name;
  region["original_width"] = shown_width_;
  region["original_height"] = shown_height_;
  region["image_rotation"] = 0;
  region["value"][type] = Json::array({label});
  results.push_back(std::move(region));
  return results.back();
}

}  // namespace atelier::labelstudio_writer
