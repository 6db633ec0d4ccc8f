#include "preview_samples.hpp"

#include <string>
#include <utility>

#include "choose.hpp"
#include "drawing/rgb.hpp"

namespace atelier::preview {

void PreviewSamples::run(const Call& call, const std::filesystem::path& folder) {
  const SamplesRef samples = options_.samples;
  const SheetOptions& sheet = options_.sheet;
  const std::vector<uint64_t> chosen = choose(call, samples, sheet.count, static_cast<uint64_t>(*sheet.seed));
  SheetWriter writer(folder, look_at(samples.describe(call), {"picture", "mask"}, sheet.opacity), sheet.columns);
  for (size_t i = 0; i < chosen.size(); ++i) {
    call.stop_if_cancelled();
    const std::string key(samples.key(call, chosen[i]));
    Sample sample = samples.load(call, chosen[i]);
    Shown shown{key, drawing::to_rgb(std::move(sample.picture)), {}};
    shown.labels.push_back(std::move(sample.labels));
    writer.add(shown, key);
    call.progress(i + 1, chosen.size(), "pictures");
  }
  writer.finish(call);
}

std::unique_ptr<Opened> PreviewSamples::open(const Call&, const std::filesystem::path& folder) {
  return std::make_unique<OpenedFiles>(folder, std::initializer_list<std::pair<std::string_view, std::string_view>>{
                                                   {"sheet", "sheet.png"}, {"folder", ""}});
}

}  // namespace atelier::preview
