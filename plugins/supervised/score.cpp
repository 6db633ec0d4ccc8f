#include "score.hpp"

namespace supervised {

using atelier::Call;
using atelier::Error;
using atelier::text;

std::vector<atelier_object> objects_of(const std::vector<atelier::AugmenterRef>& augmenters) {
  std::vector<atelier_object> out;
  for (const atelier::AugmenterRef& a : augmenters) out.push_back(a.object());
  return out;
}

atelier_samples_info require_usable(const Call& call, const atelier::SamplesRef& samples,
                                    const atelier_model_info& model, std::string_view option) {
  const atelier_samples_info info = samples.describe(call);
  if (info.count == 0) throw Error(ATELIER_E_INVALID, text("`", option, "` has no samples"));
  if (info.class_count != model.classes)
    throw Error(ATELIER_E_INVALID,
                text("the model has ", model.classes, " classes, but `", option, "` has ", info.class_count,
                     ", background included: give the model the number of the samples, as in classes = "
                     "\"@masks.classes\""));
  return info;
}

Results score(const Call& call, const Scoring& scoring, std::string_view unit) {
  const atelier_samples_info info = scoring.samples.describe(call);
  begin_metrics(call, scoring.metrics, info);
  const std::vector<atelier_object> augmenters = objects_of(scoring.augmenters);
  atelier_load_plan plan{};
  plan.struct_size = sizeof plan;
  plan.skip_random = 1;
  plan.samples = scoring.samples.object();
  plan.augmenters = augmenters.data();
  plan.augmenter_count = augmenters.size();

  atelier::LoaderRef::Pass pass = scoring.loader.begin(call, plan);
  uint64_t done = 0;
  call.progress(done, info.count, unit);
  while (std::optional<atelier::Batch> batch = pass.next(call)) {
    call.stop_if_cancelled();
    const auto height = static_cast<uint32_t>(batch->labels.dim(1));
    const auto width = static_cast<uint32_t>(batch->labels.dim(2));
    const atelier::Tensor predicted = scoring.model.predict(call, batch->pictures, height, width);
    for (const atelier::MetricRef& metric : scoring.metrics) metric.update(call, predicted, batch->labels);
    done += static_cast<uint64_t>(batch->labels.dim(0));
    call.progress(done, info.count, unit);
  }
  if (done != info.count)
    throw Error(ATELIER_E_INTERNAL, text("the loader gave ", done, " of ", info.count, " samples"));
  return gather(call, scoring.metrics);
}

}  // namespace supervised
