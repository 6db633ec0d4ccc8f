#include "score.hpp"

#include <set>
#include <tuple>
#include <utility>

namespace atelier::supervised {

namespace {

atelier_load_plan plan_of(const Scoring& scoring, const std::vector<atelier_object>& augmenters) {
  auto plan = blank<atelier_load_plan>();
  plan.in_order = 1;
  plan.skip_random = 1;
  plan.samples = scoring.samples.object();
  plan.augmenters = augmenters.data();
  plan.augmenter_count = augmenters.size();
  return plan;
}

// "uint8 or float32 of 3 channels"
std::string taken_text(const atelier_model_info& model) {
  return forms_taken(model) + (model.channels == 0 ? " of any number of channels" : "");
}

}  // namespace

std::vector<atelier_object> objects_of(const std::vector<AugmenterRef>& augmenters) {
  std::vector<atelier_object> out;
  for (const AugmenterRef& a : augmenters) out.push_back(a.object());
  return out;
}

atelier_samples_info require_usable(const Call& call, const SamplesRef& samples, const atelier_model_info& model,
                                    std::string_view option, std::string_view remedy) {
  const atelier_samples_info info = samples.describe(call);
  if (info.count == 0) throw Error(ATELIER_E_INVALID, text("`", option, "` has no samples"));
  if (info.class_count != model.classes)
    throw Error(ATELIER_E_INVALID,
                text("the model has ", model.classes, " classes, but `", option, "` has ", info.class_count,
                     ", background included: give the model the number of the samples, as in classes = "
                     "\"@masks.classes\"",
                     remedy));
  return info;
}

void require_taken(const atelier_model_info& model, const LoaderRef& loader, const LoadInfo& batches,
                   std::string_view option) {
  if (batches.batches == 0)
    throw Error(ATELIER_E_INVALID, text(named("the loader", loader.component_id()), " gives no batch of `", option,
                                        "`: look at its options and at its sampler"));
  const atelier_form pictures = batches.form;
  if (takes(model, pictures)) return;
  const std::string remedy =
      takes(model, pictures.dtype)
          ? text("give the model the channels of the pictures, as in channels = ", pictures.channels,
                 ", or take pictures of ", model.channels)
          : "take other pictures, or a model that takes these";
  throw Error(ATELIER_E_INVALID, text("`", option, "` gives pictures of ", describe(pictures), ", but the model takes ",
                                      taken_text(model), ": ", remedy));
}

LoadInfo batches_of(const Call& call, const Scoring& scoring) {
  const std::vector<atelier_object> augmenters = objects_of(scoring.augmenters);
  return scoring.loader.describe(call, plan_of(scoring, augmenters));
}

Results score(const Call& call, const Scoring& scoring, const Report& report, const ScoreStart& start) {
  const atelier_samples_info info = scoring.samples.describe(call);
  begin_metrics(call, scoring.metrics, info);
  for (size_t i = 0; i < start.sums.size(); ++i) scoring.metrics[i].merge(call, start.sums[i]);
  const std::vector<atelier_object> augmenters = objects_of(scoring.augmenters);
  atelier_load_plan plan = plan_of(scoring, augmenters);
  plan.first_batch = start.batches;
  LoaderRef::Pass pass = scoring.loader.begin(call, plan);
  uint64_t batches = start.batches, pictures = start.pictures;
  std::set<std::pair<uint64_t, uint64_t>> sizes;
  report(batches, pictures);
  while (std::optional<Batch> batch = pass.next(call)) {
    call.stop_if_cancelled();
    const auto height = static_cast<uint32_t>(batch->labels.dim(1));
    const auto width = static_cast<uint32_t>(batch->labels.dim(2));
    if (sizes.size() < 2) sizes.emplace(height, width);
    const Prediction predicted = scoring.model.predict(call, batch->pictures, height, width);
    for (const MetricRef& metric : scoring.metrics) metric.update(call, predicted.labels, batch->labels);
    pictures += static_cast<uint64_t>(batch->labels.dim(0));
    report(++batches, pictures);
  }
  if (pictures != info.count)
    throw Error(ATELIER_E_INTERNAL, text(named("the loader", scoring.loader.component_id()), " gave ", pictures, " of ",
                                         info.count, " samples, where it has to give each of them once"));
  Results results = gather(call, scoring.metrics, info.class_count);
  if (sizes.size() == 1) std::tie(results.height, results.width) = *sizes.begin();
  return results;
}

}  // namespace atelier::supervised
