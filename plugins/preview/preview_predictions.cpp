#include "preview_predictions.hpp"

#include <atelier/cpp/leading_resize.hpp>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "choose.hpp"
#include "drawing/rgb.hpp"

namespace atelier::preview {

namespace {

// [1,…] with the elements of `t`.
Tensor batch_of_one(const Tensor& t) {
  std::vector<int64_t> shape = {1};
  for (int i = 0; i < t.ndim(); ++i) shape.push_back(t.dim(i));
  Tensor out = Tensor::make(t.get().dtype, {shape.data(), shape.size()});
  for_pictures(t.get().dtype, [&](auto type) { std::memcpy(out.get().data, t.data<decltype(type)>(), t.bytes()); });
  return out;
}

// [H,W] of a [1,H,W].
Tensor only_one(const Tensor& batch) {
  Tensor out = Tensor::make(batch.get().dtype, {&batch.get().shape[1], 2});
  const void* from = batch.get().dtype.bits == 16 ? static_cast<void*>(batch.data<uint16_t>()) : batch.data<uint8_t>();
  std::memcpy(out.get().data, from, batch.bytes());
  return out;
}

uint32_t label_at(const Tensor& t, int64_t i) {
  return t.get().dtype.bits == 16 ? t.data<uint16_t>()[i] : t.data<uint8_t>()[i];
}

// "83.1 % right", "all void"
std::string verdict(const Tensor& truth, const Tensor& predicted, uint32_t void_label) {
  uint64_t right = 0, counted = 0;
  for (int64_t i = 0; i < element_count(truth); ++i) {
    const uint32_t label = label_at(truth, i);
    if (label == void_label) continue;
    ++counted;
    right += label == label_at(predicted, i) ? 1 : 0;
  }
  if (counted == 0) return "all void";
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.1f %% right",
                100.0 * static_cast<double>(right) / static_cast<double>(counted));
  return buffer;
}

}  // namespace

PreviewPredictions::Preparation PreviewPredictions::fitting(const Call& call,
                                                            const atelier_samples_info& samples) const {
  const atelier_model_info model = options_.model->describe(call);
  if (samples.class_count != model.classes)
    throw Error(ATELIER_E_INVALID,
                text("the model has ", model.classes, " classes, but `samples` has ", samples.class_count,
                     ", background included: give the model the number of the samples, as in "
                     "classes = \"@masks.classes\""));
  atelier_form form = samples.form;
  Preparation out;
  for (const AugmenterRef& augmenter : *options_.augment) {
    const AugmenterInfo info = augmenter.describe(call, form);
    if (info.random) continue;
    if (info.others)
      throw Error(ATELIER_E_UNSUPPORTED, "`augment` has an augmenter that mixes pairs, which is not done here");
    if (out.augmenters.empty()) out.leading_resize = leading_resize(call, augmenter, form, info.form);
    form = info.form;
    out.augmenters.push_back(augmenter);
  }
  if (!takes(model, form))
    throw Error(ATELIER_E_INVALID, text("the model takes ", forms_taken(model), ", but pictures are ", describe(form)));
  return out;
}

Sample PreviewPredictions::prepared(const Call& call, uint64_t index, uint32_t void_label,
                                    const Preparation& preparation) const {
  const SamplesRef samples = options_.samples;
  std::optional<Sample> resized;
  if (preparation.leading_resize) resized = samples.load_resized(call, index, *preparation.leading_resize);
  Sample sample = resized ? std::move(*resized) : samples.load(call, index);
  for (size_t i = resized ? 1 : 0; i < preparation.augmenters.size(); ++i)
    sample = preparation.augmenters[i].apply(call, static_cast<uint64_t>(*options_.sheet.seed), void_label, sample);
  return sample;
}

Shown PreviewPredictions::predict(const Call& call, uint64_t index, uint32_t void_label,
                                  const Preparation& preparation) const {
  Sample sample = prepared(call, index, void_label, preparation);
  Tensor predicted = only_one(options_.model->predict(call, batch_of_one(sample.picture)).labels);
  Shown shown{text(options_.samples->key(call, index), ": ", verdict(sample.labels, predicted, void_label)),
              drawing::to_rgb(std::move(sample.picture)),
              {}};
  shown.labels.push_back(std::move(sample.labels));
  shown.labels.push_back(std::move(predicted));
  return shown;
}

void PreviewPredictions::ready(const Call& call) { fitting(call, options_.samples->describe(call)); }

void PreviewPredictions::run(const Call& call, const std::filesystem::path& folder) {
  const SamplesRef samples = options_.samples;
  const SheetOptions& sheet = options_.sheet;
  const atelier_samples_info info = samples.describe(call);
  const Preparation preparation = fitting(call, info);
  const std::vector<uint64_t> chosen = choose(call, samples, sheet.count, static_cast<uint64_t>(*sheet.seed));
  if (options_.weights.given()) options_.model->load(call, options_.weights);
  SheetWriter writer(folder, look_at(info, {"picture", "truth", "prediction"}, sheet.opacity), sheet.columns);
  for (size_t i = 0; i < chosen.size(); ++i) {
    call.stop_if_cancelled();
    writer.add(predict(call, chosen[i], info.void_label, preparation), samples.key(call, chosen[i]));
    call.progress(i + 1, chosen.size(), "pictures");
  }
  writer.finish(call);
}

std::unique_ptr<Opened> PreviewPredictions::open(const Call&, const std::filesystem::path& folder) {
  return std::make_unique<OpenedFiles>(folder, std::initializer_list<std::pair<std::string_view, std::string_view>>{
                                                   {"sheet", "sheet.png"}, {"folder", ""}});
}

}  // namespace atelier::preview
