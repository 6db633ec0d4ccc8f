#include "mask_writer.hpp"

#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>
#include <atomic>
#include <set>

#include "json_map.hpp"
#include "pictures/output_names.hpp"
#include "pictures/picture_file.hpp"
#include "written_samples.hpp"

namespace atelier::masks {

namespace fs = std::filesystem;

namespace {

constexpr uint32_t kLongestSide = 65535;
constexpr uint64_t kMostClasses = 65534;  // labels are 16 bits; the highest is void

Crowd crowd_of(const std::string& word) {
  return word == "void" ? Crowd::kVoid : word == "class" ? Crowd::kClass : Crowd::kSkip;
}

void check_size(const atelier_picture& picture) {
  const bool fits = picture.height >= 1 && picture.width >= 1 && picture.height <= kLongestSide &&
                    picture.width <= kLongestSide && uint64_t{picture.height} * picture.width <= pictures::max_pixels();
  if (!fits)
    throw Error(ATELIER_E_DATA,
                text("picture ", picture.id, " (", view(picture.file_name), ") is said to be ", picture.width, " x ",
                     picture.height, " pixels; each side must be 1 to ", kLongestSide, ", and both together at most ",
                     pictures::max_pixels(), " pixels (the environment variable ATELIER_MAX_PIXELS raises this)"));
}

}  // namespace

MaskWriter::MaskWriter(const Params& params)
    : dataset_(params.part<DatasetRef>("dataset")),
      overlap_(params.part<OverlapPolicyRef>("overlap")),
      crowd_(params.string("crowd")),
      check_pictures_(params.boolean("check_pictures")) {}

void MaskWriter::run(const Call& call, const fs::path& folder) {
  const Plan plan = this->plan(call);
  std::set<fs::path> folders = {folder / "masks"};
  for (const std::string& mask : plan.masks) folders.insert((folder / "masks" / mask).parent_path());
  for (const fs::path& each : folders) fs::create_directories(each);

  Tally tally = paint_all(call, plan, folder);
  dataset_.orphans(call, [&, place = uint64_t{0}](const atelier_instance& instance) mutable {
    tally.orphans.add({0, place++, instance.id, "", str(instance.defect_text)});
  });

  JsonMap categories, masks;
  for (size_t i = 0; i < plan.classes.size(); ++i) categories.add(std::to_string(plan.classes[i].id), i + 1);
  for (size_t i = 0; i < plan.masks.size(); ++i) masks.add(plan.file_names[i], plan.masks[i]);
  write_file(folder / "category_mapping.json", categories.text());
  write_file(folder / "image_mask_map.json", masks.text());
  write_file(folder / "prepare_report.json", report_json(tally, plan.classes, plan.palette.void_label, crowd_));
  write_samples(folder, plan.palette.class_names, plan.palette.void_label, plan.paths, plan.masks);

  call.result(summary(tally, crowd_));
  if (tally.empty_pictures.count() != 0 || tally.orphans.count() != 0)
    call.result(text(tally.empty_pictures.count(), " of the pictures without any instance painted; ",
                     tally.orphans.count(), " annotations belong to no picture"));
}

std::unique_ptr<Opened> MaskWriter::open(const Call&, const fs::path& folder) { return open_samples(folder); }

MaskWriter::Plan MaskWriter::plan(const Call& call) const {
  // Fails first when the dataset cannot be read at all.
  dataset_.orphans(call, [](const atelier_instance&) {});
  Plan plan;
  plan_classes(call, plan);
  plan_pictures(call, plan);
  return plan;
}

void MaskWriter::plan_classes(const Call& call, Plan& plan) const {
  const uint64_t count = dataset_.class_count();
  if (count > kMostClasses)
    throw Error(ATELIER_E_DATA, text("the dataset has ", count, " classes; label maps hold at most ", kMostClasses));
  plan.palette.class_names.push_back("background");
  for (uint64_t i = 0; i < count; ++i) {
    const atelier_class each = dataset_.class_at(call, i);
    plan.classes.push_back({each.id, str(each.name)});
    plan.palette.class_names.push_back(str(each.name));
  }
  for (const std::string& name : plan.palette.class_names) plan.palette.class_views.push_back(c_str(name));
  plan.palette.void_label = plan.palette.class_names.size() <= 255 ? 255 : 65535;
}

void MaskWriter::plan_pictures(const Call& call, Plan& plan) const {
  pictures::OutputNames names(".png", "mask");
  std::string first_missing;
  uint64_t missing = 0;
  const uint64_t count = dataset_.picture_count();
  for (uint64_t i = 0; i < count; ++i) {
    if (i % 1024 == 0) call.stop_if_cancelled();
    const atelier_picture picture = dataset_.picture_at(call, i);
    check_size(picture);
    plan.file_names.push_back(str(picture.file_name));
    plan.paths.push_back(str(picture.path));
    plan.masks.push_back(names.add(plan.file_names.back(), picture.id));
    std::error_code ignored;
    if (!check_pictures_ || plan.paths.back().empty() || fs::is_regular_file(plan.paths.back(), ignored)) continue;
    if (missing++ == 0) first_missing = text(plan.paths.back(), " (picture ", picture.id, ")");
  }
  if (missing != 0)
    throw Error(ATELIER_E_IO, text("the picture file ", first_missing, " is missing; ", missing, " of ", count,
                                   " are. Check the folder of the pictures, or set check_pictures = false for masks "
                                   "without pictures"));
}

Tally MaskWriter::paint_all(const Call& call, const Plan& plan, const fs::path& folder) const {
  const uint64_t count = plan.masks.size();
  std::vector<Painter> painters;
  for (unsigned i = 0; i < call.threads(); ++i)
    painters.emplace_back(dataset_, overlap_, crowd_of(crowd_), plan.palette);
  std::vector<Tally> tallies(painters.size());
  std::atomic<uint64_t> done{0};
  for_each_index(count, call.threads(), [&](unsigned thread, uint64_t index) {
    call.stop_if_cancelled();
    const std::string png = painters[thread].paint(call, index, tallies[thread]);
    // Not synced one by one: the folder as a whole gets its name only when all is there.
    write_file(folder / "masks" / plan.masks[index], png, false);
    call.progress(++done, count, "pictures");
  });
  for (size_t i = 1; i < tallies.size(); ++i) tallies[0].merge(tallies[i]);
  return tallies[0];
}

}  // namespace atelier::masks
