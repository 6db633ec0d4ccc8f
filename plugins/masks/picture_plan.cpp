#include "picture_plan.hpp"

#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "conversion/missing_pictures.hpp"
#include "conversion/stated_size.hpp"
#include "pictures/header_check.hpp"
#include "pictures/output_names.hpp"
#include "pictures/picture_file.hpp"

namespace atelier::masks {

namespace fs = std::filesystem;

namespace {

// `a.png/b.jpg` needs a folder where the mask of `a.jpg` is to lie.
void check_folders(const PicturePlan& plan) {
  std::unordered_map<std::string, size_t> folders;
  for (size_t i = 0; i < plan.masks.size(); ++i)
    for (fs::path above = fs::path(plan.masks[i]).parent_path(); !above.empty(); above = above.parent_path())
      if (!folders.try_emplace(above.string(), i).second) break;
  if (folders.empty()) return;
  for (size_t i = 0; i < plan.masks.size(); ++i)
    if (const auto found = folders.find(plan.masks[i]); found != folders.end())
      throw Error(ATELIER_E_DATA, text("the mask of picture `", plan.file_names[i], "` would be the file `",
                                       plan.masks[i], "`, but picture `", plan.file_names[found->second],
                                       "` needs a folder of that name; rename one of them"));
}

void check_files(const Call& call, const Options& options, const std::vector<pictures::Size>& sizes,
                 PicturePlan& plan) {
  std::vector<pictures::Target> targets;
  std::vector<size_t> of;
  for (size_t i = 0; i < plan.paths.size(); ++i) {
    if (plan.paths[i].empty()) continue;
    targets.push_back({plan.paths[i], sizes[i], plan.orientations[i]});
    of.push_back(i);
  }
  pictures::check_headers(call, pictures::pixel_rules(options.pixels, options.range), targets, options.strict);
  for (size_t i = 0; i < targets.size(); ++i) plan.orientations[of[i]] = targets[i].orientation;
}

}  // namespace

PicturePlan plan_pictures(const Call& call, const Options& options) {
  const DatasetRef& dataset = options.dataset;
  PicturePlan plan;
  pictures::OutputNames names(".png", "mask");
  std::vector<pictures::Size> sizes;
  conversion::MissingPictures missing;
  const uint64_t all = dataset.describe(call).pictures;
  const uint64_t count = options.limit == 0 ? all : std::min<uint64_t>(options.limit, all);
  for (uint64_t i = 0; i < count; ++i) {
    if (i % 1024 == 0) call.stop_if_cancelled();
    const atelier_picture picture = dataset.picture_at(call, i);
    conversion::check_stated_size(picture);
    plan.file_names.push_back(str(picture.file_name));
    plan.paths.push_back(str(picture.path));
    plan.masks.push_back(names.add(plan.file_names.back(), picture.id));
    plan.pixels.push_back(uint64_t{picture.height} * picture.width);
    plan.orientations.push_back(static_cast<int>(dataset.orientation(call, i)));
    sizes.push_back({picture.height, picture.width});
    if (options.check_pictures) missing.look_for(picture);
  }
  missing.refuse(call, dataset, "set check_pictures = false for masks without pictures");
  check_folders(plan);
  if (options.check_pictures) check_files(call, options, sizes, plan);
  return plan;
}

}  // namespace atelier::masks
