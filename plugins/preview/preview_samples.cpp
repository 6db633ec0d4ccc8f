#include "preview_samples.hpp"

#include <string>
#include <utility>

#include "choose.hpp"
#include "sheet.hpp"

namespace preview {

using atelier::Call;

PreviewSamples::PreviewSamples(const atelier::Params& params)
    : samples_(params.part<atelier::SamplesRef>("samples")),
      count_(static_cast<uint64_t>(params.integer("count"))),
      columns_(static_cast<int>(params.integer("columns"))),
      opacity_(params.real("opacity")),
      seed_(static_cast<uint64_t>(params.integer("seed"))) {}

void PreviewSamples::run(const Call& call, const std::filesystem::path& folder) {
  const std::vector<uint64_t> chosen = choose(call, samples_, count_, seed_);
  SheetWriter writer(folder, look_at(samples_.describe(call), {"picture", "mask"}, opacity_), columns_);
  for (size_t i = 0; i < chosen.size(); ++i) {
    call.stop_if_cancelled();
    const std::string key(samples_.key(call, chosen[i]));
    atelier::Sample sample = samples_.load(call, chosen[i]);
    Shown shown{key, std::move(sample.picture), {}};
    shown.labels.push_back(std::move(sample.labels));
    writer.add(shown, key);
    call.progress(i + 1, chosen.size(), "pictures");
  }
  writer.finish(call);
}

std::unique_ptr<atelier::Opened> PreviewSamples::open(const Call&, const std::filesystem::path& folder) {
  return std::make_unique<atelier::OpenedFiles>(
      folder,
      std::initializer_list<std::pair<std::string_view, std::string_view>>{{"sheet", "sheet.png"}, {"folder", ""}});
}

}  // namespace preview
