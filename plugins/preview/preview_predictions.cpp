#include "preview_predictions.hpp"

#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "choose.hpp"
#include "sheet.hpp"

namespace preview {

using atelier::Call;
using atelier::Error;
using atelier::Tensor;
using atelier::text;

namespace {

// [1,…] with the elements of `t`.
Tensor batch_of_one(const Tensor& t) {
  std::vector<int64_t> shape = {1};
  for (int i = 0; i < t.ndim(); ++i) shape.push_back(t.dim(i));
  Tensor out = Tensor::make(t.get().dtype, {shape.data(), shape.size()});
  std::memcpy(out.get().data, t.data<uint8_t>(), t.bytes());
  return out;
}

// [H,W] of a [1,H,W].
Tensor only_one(const Tensor& batch, const Tensor& like) {
  const bool fits =
      batch.ndim() == 3 && batch.dim(0) == 1 && batch.dim(1) == like.dim(0) && batch.dim(2) == like.dim(1);
  if (!fits)
    throw Error(ATELIER_E_INTERNAL,
                text("the model predicted ", atelier::describe(batch), " for label maps ", atelier::describe(like)));
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
  for (int64_t i = 0; i < atelier::element_count(truth); ++i) {
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

PreviewPredictions::PreviewPredictions(const atelier::Params& params)
    : model_(params.part<atelier::ModelRef>("model")),
      weights_(params.path("weights")),
      samples_(params.part<atelier::SamplesRef>("samples")),
      augment_(params.parts<atelier::AugmenterRef>("augment")),
      count_(static_cast<uint64_t>(params.integer("count"))),
      columns_(static_cast<int>(params.integer("columns"))),
      opacity_(params.real("opacity")),
      seed_(static_cast<uint64_t>(params.integer("seed"))) {}

Shown PreviewPredictions::predict(const Call& call, uint64_t index, uint32_t void_label) const {
  atelier::Sample sample = samples_.load(call, index);
  for (const atelier::AugmenterRef& augmenter : augment_)
    if (!augmenter.is_random()) sample = augmenter.apply(call, seed_, void_label, sample);
  Tensor predicted = only_one(model_.predict(call, batch_of_one(sample.picture)), sample.labels);
  Shown shown{text(samples_.key(call, index), ": ", verdict(sample.labels, predicted, void_label)),
              std::move(sample.picture),
              {}};
  shown.labels.push_back(std::move(sample.labels));
  shown.labels.push_back(std::move(predicted));
  return shown;
}

void PreviewPredictions::run(const Call& call, const std::filesystem::path& folder) {
  const atelier_samples_info info = samples_.describe(call);
  const uint32_t classes = model_.describe(call).classes;
  if (info.class_count != classes)
    throw Error(ATELIER_E_INVALID, text("the model has ", classes, " classes, but `samples` has ", info.class_count,
                                        ", background included: give the model the number of the samples, as in "
                                        "classes = \"@masks.classes\""));
  const std::vector<uint64_t> chosen = choose(call, samples_, count_, seed_);
  if (!weights_.empty()) model_.load(call, weights_);
  SheetWriter writer(folder, look_at(info, {"picture", "truth", "prediction"}, opacity_), columns_);
  for (size_t i = 0; i < chosen.size(); ++i) {
    call.stop_if_cancelled();
    writer.add(predict(call, chosen[i], info.void_label), samples_.key(call, chosen[i]));
    call.progress(i + 1, chosen.size(), "pictures");
  }
  writer.finish(call);
}

std::unique_ptr<atelier::Opened> PreviewPredictions::open(const Call&, const std::filesystem::path& folder) {
  return std::make_unique<atelier::OpenedFiles>(
      folder,
      std::initializer_list<std::pair<std::string_view, std::string_view>>{{"sheet", "sheet.png"}, {"folder", ""}});
}

}  // namespace preview
