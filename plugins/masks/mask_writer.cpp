#include "mask_writer.hpp"

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>
#include <atelier/cpp/words.hpp>
#include <atomic>
#include <set>

#include "json_map.hpp"
#include "voc_palette.hpp"
#include "written_samples.hpp"

namespace atelier::masks {

namespace fs = std::filesystem;

namespace {

// What policies are called in the report: their ids, told apart where two are the same component.
std::vector<std::string> distinct_names(std::vector<std::string> ids) {
  std::vector<std::string> out;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (ids[i].empty()) ids[i] = "policy";
    const auto before = std::count(ids.begin(), ids.begin() + static_cast<ptrdiff_t>(i), ids[i]);
    out.push_back(before == 0 ? ids[i] : text(ids[i], " #", before + 1));
  }
  return out;
}

// The pictures that are not done yet, in stretches: what one thread paints and the journal then takes as one.
std::vector<PictureBlock> open_blocks(const PicturePlan& plan, const Journal& journal, unsigned threads) {
  constexpr uint64_t kMostPictures = 16, kMostPixels = 8'000'000;
  const uint64_t count = plan.masks.size();
  const uint64_t most = std::clamp<uint64_t>((count - journal.done()) / (threads * 8), 1, kMostPictures);
  std::vector<PictureBlock> blocks;
  uint64_t pixels = 0;
  for (uint64_t i = 0; i < count; ++i) {
    if (journal.is_done(i)) continue;
    const bool goes_on = !blocks.empty() && blocks.back().first + blocks.back().count == i &&
                         blocks.back().count < most && pixels + plan.pixels[i] <= kMostPixels;
    if (!goes_on) {
      blocks.push_back({i, 0});
      pixels = 0;
    }
    ++blocks.back().count;
    pixels += plan.pixels[i];
  }
  return blocks;
}

std::vector<Painter> painters(unsigned count, const Options& options, const ClassPlan& classes) {
  std::vector<Painter> out;
  for (unsigned i = 0; i < count; ++i) out.emplace_back(options, classes);
  return out;
}

conversion::StageWords words() {
  return {"painted",
          "prepare_report.json",
          {{"category_not_chosen", "`categories`, `remap`"},
           {"mapped_to_background", "`remap`"},
           {"too_small", "`min_pixels`"},
           {"crowd", "`crowd`"}}};
}

// Folders below `masks` in which no mask came to lie.
void remove_empty_folders(const fs::path& masks) {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::recursive_directory_iterator(masks))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::sort(folders.rbegin(), folders.rend());  // inner ones first
  for (const fs::path& folder : folders)
    if (fs::is_empty(folder)) fs::remove(folder);
}

}  // namespace

MaskWriter::MaskWriter(const Options& options)
    : options_(options),
      policy_id_(distinct_names(options.overlap.components())[0]),
      compared_ids_(distinct_names(options.compare.components())) {
  pictures::pixel_rules(options.pixels, options.range);  // says what is wrong with them before any work
}

void MaskWriter::run(const Call& call, const fs::path& folder) {
  const Plan plan = this->plan(call);
  if (options_.strict) check_annotations(call, plan);

  Journal journal(folder, fingerprint(plan), plan.pictures.masks,
                  [&](const std::vector<PictureBlock>& blocks) { return made_from(call, plan, blocks); });
  if (journal.done() != 0)
    call.info(text("goes on after an earlier run: ", grouped(journal.done()), " of ",
                   counted(plan.pictures.masks.size(), "picture is", "pictures are"), " done"));
  std::set<fs::path> folders = {folder / "masks"};
  for (const std::string& mask : plan.pictures.masks) folders.insert((folder / "masks" / mask).parent_path());
  for (const fs::path& each : folders) fs::create_directories(each);

  Totals totals = paint_all(call, plan, folder, journal);
  totals.outcomes.count_orphans(call, options_.dataset);
  const conversion::Assessment assessment = this->assessment(call, plan, totals, journal, folder);
  const OverlapWords overlaps{policy_id_, compared_ids_, plan.classes.names, plan.classes.void_label, totals.pixels};
  write_maps(call, plan, journal, folder);
  write_file(folder / "prepare_report.json", report_json(totals, plan.classes, options_, overlaps, assessment));
  if (!options_.keep_empty) remove_empty_folders(folder / "masks");
  journal.finish();

  call.result(summary(totals, options_));
  call.result(overlap_summary(totals.overlap, overlaps));
  const uint64_t orphans = totals.outcomes.orphans().count();
  if (totals.empty_pictures.count() != 0 || orphans != 0)
    call.result(text(grouped(totals.empty_pictures.count()), " of the pictures without any instance painted",
                     options_.keep_empty ? "; " : ", left out; ",
                     counted(orphans, "annotation belongs", "annotations belong"), " to no picture"));
  emit_numbers(call, totals, overlaps);
  assessment.say(call);
}

std::unique_ptr<Opened> MaskWriter::open(const Call& call, const fs::path& folder) {
  return open_samples(call, folder, component_of<MaskWriter>());
}

MaskWriter::Plan MaskWriter::plan(const Call& call) const {
  Plan plan{plan_classes(call, options_), plan_pictures(call, options_)};
  if (options_.palette && plan.classes.void_label > 255)
    throw Error(ATELIER_E_INVALID,
                text("palette PNGs hold background, void and 254 classes; here are ", plan.classes.names.size() - 1,
                     ". Set palette = false, or choose fewer `categories`"));
  return plan;
}

std::string MaskWriter::fingerprint(const Plan& plan) const {
  Fingerprint out;
  for (const auto& [name, number] : std::initializer_list<std::pair<std::string, uint64_t>>{
           {policy_id_, kComponent.revision},
           {str(kCrowds[static_cast<size_t>(*options_.crowd)]), options_.min_pixels},
           {options_.keep_empty ? "keep" : "leave", options_.palette ? voc_palette().size() : 0},
           {str(conversion::kHolesChoices[static_cast<size_t>(*options_.holes)]), 0},
           {"classes", plan.classes.names.size()},
           {"categories", plan.classes.categories.size()},
           {"compared", compared_ids_.size()}}) {
    out.add(name);
    out.add(number);
  }
  for (const std::string& id : compared_ids_) out.add(id);
  for (const std::string& name : plan.classes.names) out.add(name);
  for (const Category& category : plan.classes.categories) {
    out.add(static_cast<uint64_t>(category.id));
    out.add(static_cast<uint64_t>(category.fate));
    out.add(category.label);
  }
  for (size_t i = 0; i < plan.pictures.masks.size(); ++i) {
    out.add(plan.pictures.file_names[i]);
    out.add(plan.pictures.pixels[i]);
  }
  return out.hex();
}

void MaskWriter::check_annotations(const Call& call, const Plan& plan) const {
  std::vector<Painter> each = painters(call.threads(), options_, plan.classes);
  std::vector<Totals> totals_of_threads(each.size());
  for_each_index(plan.pictures.masks.size(), call.threads(), [&](unsigned thread, uint64_t index) {
    call.stop_if_cancelled();
    each[thread].survey(call, index, totals_of_threads[thread]);
  });
  for (size_t i = 1; i < totals_of_threads.size(); ++i) totals_of_threads[0].merge(totals_of_threads[i]);
  totals_of_threads[0].outcomes.count_orphans(call, options_.dataset);
  conversion::refuse_defects(call, options_.dataset, totals_of_threads[0].outcomes, words());
}

// Masks of nothing but background are not kept for a next run.
conversion::Assessment MaskWriter::assessment(const Call& call, const Plan& plan, const Totals& totals,
                                              Journal& journal, const fs::path& folder) const {
  try {
    return {call, options_.dataset, totals.outcomes, words(), leaves_annotations(call, plan, totals)};
  } catch (const Error& error) {
    if (error.code() == ATELIER_E_DATA) {
      journal.finish();
      fs::remove_all(folder / "masks");
    }
    throw;
  }
}

// Only where nothing was found is a later picture asked: whether there are annotations at all is then not known.
bool MaskWriter::leaves_annotations(const Call& call, const Plan& plan, const Totals& totals) const {
  const uint64_t count = plan.pictures.masks.size(), all = options_.dataset->describe(call).pictures;
  if (totals.outcomes.of_pictures() != 0 || totals.outcomes.orphans().count() == 0) return count < all;
  bool found = false;
  for (uint64_t i = count; i < all && !found; ++i) {
    call.stop_if_cancelled();
    options_.dataset->instances(call, i, [&](const atelier_instance&) { found = true; });
  }
  return found;
}

std::vector<std::string> MaskWriter::made_from(const Call& call, const Plan& plan,
                                               const std::vector<PictureBlock>& blocks) const {
  std::vector<Painter> each = painters(call.threads(), options_, plan.classes);
  std::vector<std::string> out(blocks.size());
  for_each_index(blocks.size(), call.threads(), [&](unsigned thread, uint64_t index) {
    const PictureBlock& block = blocks[index];
    for (uint64_t i = block.first; i < block.first + block.count; ++i) {
      call.stop_if_cancelled();
      each[thread].look(call, i);
    }
    out[index] = each[thread].take_made_from();
  });
  return out;
}

Totals MaskWriter::paint_all(const Call& call, const Plan& plan, const fs::path& folder, Journal& journal) const {
  const uint64_t count = plan.pictures.masks.size();
  std::vector<Painter> each = painters(call.threads(), options_, plan.classes);
  std::vector<Totals> totals_of_threads(each.size());
  std::atomic<uint64_t> done{journal.done()};
  const std::vector<PictureBlock> blocks = open_blocks(plan.pictures, journal, call.threads());
  for_each_index(blocks.size(), call.threads(), [&](unsigned thread, uint64_t index) {
    const PictureBlock& block = blocks[index];
    Totals totals;
    std::vector<uint64_t> sizes;
    for (uint64_t i = block.first; i < block.first + block.count; ++i) {
      call.stop_if_cancelled();
      const std::string png = each[thread].paint(call, i, totals);
      // Not synced one by one: the folder as a whole gets its name only when all is there.
      if (!png.empty()) write_file(folder / "masks" / plan.pictures.masks[i], png, false);
      sizes.push_back(png.size());
      call.progress(++done, count, "pictures");
    }
    journal.add(block.first, sizes, each[thread].take_made_from(), totals);
    totals_of_threads[thread].merge(totals);
  });
  Totals all = journal.totals();
  for (const Totals& totals : totals_of_threads) all.merge(totals);
  return all;
}

void MaskWriter::write_maps(const Call& call, const Plan& plan, const Journal& journal, const fs::path& folder) const {
  JsonMap categories, masks;
  const auto by_label = plan.classes.by_label();
  if (plan.classes.merges) {
    for (const Category& category : plan.classes.categories)
      if (category.fate == Fate::kPaint) categories.add(std::to_string(category.id), category.label);
  } else {
    for (size_t label = 1; label < by_label.size(); ++label)
      categories.add(std::to_string(plan.classes.categories[by_label[label].at(0)].id), label);
  }
  std::vector<WrittenMask> written;
  for (size_t i = 0; i < plan.pictures.masks.size(); ++i) {
    if (journal.is_left_out(i)) continue;
    masks.add(plan.pictures.file_names[i], plan.pictures.masks[i]);
    written.push_back({plan.pictures.masks[i], plan.pictures.paths[i], plan.pictures.orientations[i]});
  }
  write_file(folder / "category_mapping.json", categories.text());
  write_file(folder / "image_mask_map.json", masks.text());
  write_samples(call, folder, plan.classes.names, plan.classes.void_label,
                pictures::pixel_rules(options_.pixels, options_.range), written);
}

}  // namespace atelier::masks
