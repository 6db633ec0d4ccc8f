#include "plain_parts.hpp"

#include <algorithm>
#include <atelier/cpp/random.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

namespace plain {

using atelier::Call;
using atelier::Sample;
using atelier::Tensor;

namespace {
constexpr int64_t kSide = 8;
constexpr int64_t kArea = kSide * kSide;
}  // namespace

Patches::Patches(const atelier::Params& params) : classes_(static_cast<uint64_t>(params.integer("classes"))) {
  for (int64_t i = 0; i < params.integer("count"); ++i) keys_.push_back("patch" + std::to_string(i));
  for (uint64_t c = 0; c < classes_; ++c)
    names_.push_back(params.boolean("same_names") ? "thing" : "class" + std::to_string(c));
  for (const std::string& n : names_) raw_names_.push_back(atelier::c_str(n));
}
atelier_samples_info Patches::describe(const Call&) const {
  return {sizeof(atelier_samples_info), 255, keys_.size(), raw_names_.data(), raw_names_.size()};
}
std::string_view Patches::key(const Call&, uint64_t index) const { return keys_.at(index); }

Sample Patches::load(const Call&, uint64_t index) const {
  atelier::Random random(atelier::mix_seed(5, keys_.at(index)));
  Sample out{Tensor::make<uint8_t>({kSide, kSide, 3}), Tensor::make<uint8_t>({kSide, kSide})};
  for (int64_t p = 0; p < kArea; ++p) {
    const uint64_t label = random.below(classes_);
    out.labels.data<uint8_t>()[p] = p == 0 ? 255 : static_cast<uint8_t>(label);
    for (uint64_t k = 0; k < 3; ++k)
      out.picture.data<uint8_t>()[p * 3 + static_cast<int64_t>(k)] =
          static_cast<uint8_t>((label % 3 == k ? 180 : 40) + random.below(30));
  }
  return out;
}

double CrossEntropy::compute(const Call&, const atelier_tensor& logits, const atelier_tensor& labels, double scale,
                             Tensor* gradient) {
  const int64_t n = logits.shape[0], classes = logits.shape[1], area = logits.shape[2] * logits.shape[3];
  const auto* x = atelier::data_of<const float>(logits);
  const auto* truth = atelier::data_of<const uint8_t>(labels);
  const auto counted = static_cast<double>(n * area - std::count(truth, truth + n * area, 255));
  Tensor g = Tensor::make<float>({n, classes, logits.shape[2], logits.shape[3]});
  std::fill_n(g.data<float>(), n * classes * area, 0.0f);
  double value = 0;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t p = 0; p < area; ++p) {
      const int label = truth[i * area + p];
      if (label == 255) continue;
      double sum = 0;
      for (int64_t c = 0; c < classes; ++c) sum += std::exp(x[(i * classes + c) * area + p]);
      for (int64_t c = 0; c < classes; ++c) {
        const double share = std::exp(x[(i * classes + c) * area + p]) / sum;
        g.data<float>()[(i * classes + c) * area + p] = static_cast<float>(scale * (share - (c == label)) / counted);
        if (c == label) value -= std::log(share) / counted;
      }
    }
  if (gradient) *gradient = std::move(g);
  return calls_++ == poison_ ? std::numeric_limits<double>::quiet_NaN() : value;
}

void Descent::step(const Call&, atelier::span<const atelier_parameter* const> parameters, double factor) {
  for (const atelier_parameter* p : parameters) {
    if (!p->gradient) continue;
    float* value = atelier::data_of<float>(*p->value);
    const auto* gradient = atelier::data_of<const float>(*p->gradient);
    for (int64_t i = 0; i < atelier::element_count(*p->value); ++i)
      value[i] -= static_cast<float>(lr_ * factor) * gradient[i];
  }
}

namespace {

class PlainPass : public atelier::Loader::Pass {
 public:
  PlainPass(const Call& call, const atelier_load_plan& plan, uint64_t batch) : plan_(plan), batch_(batch) {
    order_.resize(atelier::SamplesRef(plan.samples).describe(call).count);
    std::iota(order_.begin(), order_.end(), uint64_t{0});
    if (plan.shuffle) atelier::Random(atelier::mix_seed(plan.seed, plan.epoch)).shuffle(order_);
  }
  std::optional<atelier::Batch> next(const Call& call) override {
    const uint64_t count = std::min<uint64_t>(batch_, order_.size() - at_);
    if (count == 0 || (plan_.drop_last && count < batch_)) return std::nullopt;
    atelier::Batch out;
    out.pictures = Tensor::make<uint8_t>({static_cast<int64_t>(count), kSide, kSide, 3});
    out.labels = Tensor::make<uint8_t>({static_cast<int64_t>(count), kSide, kSide});
    out.indices = {order_.data() + at_, static_cast<size_t>(count)};
    for (uint64_t i = 0; i < count; ++i) {
      const Sample sample = augmented(call, order_[at_ + i]);
      std::memcpy(out.pictures.data<uint8_t>() + i * kArea * 3, sample.picture.get().data, kArea * 3);
      std::memcpy(out.labels.data<uint8_t>() + i * kArea, sample.labels.get().data, kArea);
    }
    at_ += count;
    return out;
  }

 private:
  Sample augmented(const Call& call, uint64_t index) const {
    Sample sample = atelier::SamplesRef(plan_.samples).load(call, index);
    for (uint64_t a = 0; a < plan_.augmenter_count; ++a) {
      const atelier::AugmenterRef augmenter(plan_.augmenters[a]);
      if (plan_.skip_random && augmenter.is_random()) continue;
      sample = augmenter.apply(call, plan_.seed, 255, sample);
    }
    return sample;
  }
  const atelier_load_plan& plan_;
  uint64_t batch_;
  std::vector<uint64_t> order_;
  uint64_t at_ = 0;
};

}  // namespace

uint64_t PlainLoader::batch_count(const Call& call, const atelier_load_plan& plan) {
  const uint64_t count = atelier::SamplesRef(plan.samples).describe(call).count;
  return plan.drop_last ? count / batch_ : (count + batch_ - 1) / batch_;
}
std::unique_ptr<atelier::Loader::Pass> PlainLoader::begin(const Call& call, const atelier_load_plan& plan) {
  return std::make_unique<PlainPass>(call, plan, batch_);
}

Sample Invert::apply(const Call&, uint64_t, uint32_t, const atelier_sample& in) const {
  Sample out{Tensor::make<uint8_t>({kSide, kSide, 3}), Tensor::make<uint8_t>({kSide, kSide})};
  const auto* from = atelier::data_of<const uint8_t>(in.picture->tensor);
  for (int64_t i = 0; i < kArea * 3; ++i) out.picture.data<uint8_t>()[i] = static_cast<uint8_t>(255 - from[i]);
  std::memcpy(out.labels.get().data, in.labels->tensor.data, kArea);
  return out;
}

void Hits::begin(const Call&, const atelier_metric_setup& setup) {
  void_ = setup.void_label;
  classes_ = setup.class_count;
  counts_.assign(classes_ * classes_, 0);
}
void Hits::update(const Call&, const atelier_tensor& predicted, const atelier_tensor& truth) {
  const auto* p = atelier::data_of<const uint8_t>(predicted);
  const auto* t = atelier::data_of<const uint8_t>(truth);
  for (int64_t i = 0; i < atelier::element_count(truth); ++i)
    if (t[i] != void_) ++counts_[t[i] * classes_ + p[i]];
}
void Hits::result(const Call&, atelier::MetricSink& sink) const {
  double all = 0, hits = 0;
  std::vector<double> share(classes_);
  for (uint64_t t = 0; t < classes_; ++t) {
    double row = 0;
    for (uint64_t p = 0; p < classes_; ++p) row += static_cast<double>(counts_[t * classes_ + p]);
    share[t] = static_cast<double>(counts_[t * classes_ + t]) / row;
    all += row;
    hits += static_cast<double>(counts_[t * classes_ + t]);
  }
  sink.scalar("hits", hits / all, true);
  sink.scalar("pixels", all, false);
  sink.per_class("share", share);
  sink.matrix("counts", counts_.data(), classes_, classes_);
}

}  // namespace plain
