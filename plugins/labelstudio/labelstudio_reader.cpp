#include "labelstudio_reader.hpp"

#include "instances.hpp"
#include "sources/class_list.hpp"
#include "task_file.hpp"

namespace atelier::labelstudio {

const TaskIndex& LabelstudioReader::index(const Call& call) const {
  return index_.get(call, [this](const Call& making) { return make_index(making, options_); });
}

const Picture& LabelstudioReader::picture(const Call& call, uint64_t i) const {
  const auto& pictures = index(call).pictures;
  if (i >= pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", i));
  return pictures[i];
}

DatasetCounts LabelstudioReader::describe(const Call& call) const {
  const TaskIndex& index = this->index(call);
  return {index.classes.size(), index.pictures.size()};
}

atelier_class LabelstudioReader::class_at(const Call& call, uint64_t i) const {
  return sources::class_of(index(call).classes, i, 1);
}

atelier_picture LabelstudioReader::picture_at(const Call& call, uint64_t i) const {
  const Picture& picture = this->picture(call, i);
  auto out = blank<atelier_picture>();
  out.id = picture.id;
  out.height = picture.height;
  out.width = picture.width;
  out.file_name = c_str(picture.file_name);
  out.path = c_str(picture.path);
  return out;
}

void LabelstudioReader::instances(const Call& call, uint64_t i, const Take& take) const {
  const Picture& picture = this->picture(call, i);
  const TaskIndex& index = this->index(call);
  InstanceTaker taker(index, i, take);
  for (const Picture::Chosen& chosen : picture.chosen) {
    const std::filesystem::path& file = index.files[chosen.item.file];
    const Task task = TaskFile(file, options_.image_key).at(chosen.item.offset);
    const std::vector<Annotation>& list = chosen.prediction ? task.predictions : task.annotations;
    if (chosen.index >= list.size())
      throw Error(ATELIER_E_DATA, text(file.string(), ": ", picture.task, " has changed since it was first read"));
    taker.take(list[chosen.index]);
  }
}

uint32_t LabelstudioReader::orientation(const Call& call, uint64_t i) const {
  return static_cast<uint32_t>(picture(call, i).orientation);
}

void LabelstudioReader::notes(const Call& call, const TakeNote& take) const {
  for (const DatasetNote& note : index(call).notes) take(note);
}

std::string_view LabelstudioReader::remedy(const Call&) const {
  return options_.classes.given()
             ? "list the labels that are missing in `classes`; mend other regions in Label Studio, at the tasks named, "
               "and export the project again as JSON"
             : "mend these regions in Label Studio, at the tasks named, and export the project again as JSON";
}

}  // namespace atelier::labelstudio
