#include "plain_parts.hpp"

#include <algorithm>
#include <atelier/cpp/files.hpp>
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

Told told;

Patches::Patches(const Options& options) : options_(options) {
  for (int64_t i = 0; i < options.count; ++i) keys_.push_back(*options.prefix + std::to_string(i));
  for (uint64_t c = 0; c < options.classes; ++c)
    names_.push_back(options.same_names ? "thing" : "class" + std::to_string(c));
  for (const std::string& n : names_) raw_names_.push_back(atelier::c_str(n));
}
atelier_samples_info Patches::describe(const Call&) const {
  auto info = atelier::blank<atelier_samples_info>();
  info.void_label = 255;
  info.count = keys_.size();
  info.class_names = raw_names_.data();
  info.class_count = raw_names_.size();
  if (options_.wide) info.form = atelier::form_of<uint16_t>(4);
  return info;
}
std::string_view Patches::key(const Call&, uint64_t index) const { return keys_.at(index); }

Sample Patches::load(const Call&, uint64_t index) const {
  ++told.loads;
  if (options_.vanishes >= 0 && loads_++ >= options_.vanishes)
    throw atelier::Error(ATELIER_E_IO, keys_.at(index) + " is gone");
  return paint(index);
}

std::optional<atelier::LabelMap> Patches::load_labels(const Call&, uint64_t index) const {
  return atelier::LabelMap{paint(index).labels, {}};
}

Sample Patches::paint(uint64_t index) const {
  atelier::Random random(atelier::mix_seed(5, keys_.at(index)));
  Sample out{Tensor::make<uint8_t>({kSide, kSide, 3}), Tensor::make<uint8_t>({kSide, kSide})};
  for (int64_t p = 0; p < kArea; ++p) {
    const uint64_t label = random.below(options_.classes);
    out.labels.data<uint8_t>()[p] = p == 0 ? 255 : static_cast<uint8_t>(label);
    for (uint64_t k = 0; k < 3; ++k)
      out.picture.data<uint8_t>()[p * 3 + static_cast<int64_t>(k)] =
          static_cast<uint8_t>((label % 3 == k ? 180 : 40) + random.below(30));
  }
  auto* labels = out.labels.data<uint8_t>();
  if (options_.swapped && index == 0)
    std::swap(labels[1], *std::find_if(labels + 2, labels + kArea, [&](uint8_t l) { return l != labels[1]; }));
  return out;
}

void CrossEntropy::setup(const Call&, const atelier_loss_setup& in) {
  void_ = in.void_label;
  told.loss_voids.push_back(in.void_label);
  told.loss_classes.clear();
  for (uint64_t c = 0; c < in.class_count; ++c) told.loss_classes.push_back(atelier::str(in.class_names[c]));
  told.loss_histogram.assign(in.histogram, in.histogram ? in.histogram + in.class_count : in.histogram);
}

atelier::LossValue CrossEntropy::compute(const Call&, const atelier_loss_input& in) {
  const atelier_tensor& logits = *in.logits;
  const int64_t n = logits.shape[0], classes = logits.shape[1], area = logits.shape[2] * logits.shape[3];
  const auto* x = atelier::data_of<const float>(logits);
  const auto* truth = atelier::data_of<const uint8_t>(*in.labels);
  const auto counted = static_cast<double>(n * area - std::count(truth, truth + n * area, void_.value()));
  Tensor g = Tensor::make<float>({n, classes, logits.shape[2], logits.shape[3]});
  std::fill_n(g.data<float>(), n * classes * area, 0.0f);
  double value = 0;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t p = 0; p < area; ++p) {
      const int label = truth[i * area + p];
      if (label == static_cast<int>(*void_)) continue;
      double sum = 0;
      for (int64_t c = 0; c < classes; ++c) sum += std::exp(x[(i * classes + c) * area + p]);
      for (int64_t c = 0; c < classes; ++c) {
        const double share = std::exp(x[(i * classes + c) * area + p]) / sum;
        g.data<float>()[(i * classes + c) * area + p] = static_cast<float>(in.scale * (share - (c == label)) / counted);
        if (c == label) value -= std::log(share) / counted;
      }
    }
  return {calls_++ == poison_ ? std::numeric_limits<double>::quiet_NaN() : value, std::move(g)};
}

void Descent::setup(const Call&, atelier::span<const atelier_parameter* const> parameters) {
  names_.clear();
  for (const atelier_parameter* p : parameters) names_.push_back(atelier::str(p->name));
  std::vector<float> all;
  for (const auto& v : velocity_) all.insert(all.end(), v.begin(), v.end());
  velocity_.assign(names_.size(), {});
  auto from = all.begin();
  for (size_t i = 0; i < names_.size(); ++i) {
    auto& v = velocity_[i];
    v.resize(static_cast<size_t>(atelier::element_count(*parameters[i]->value)));
    if (all.empty()) continue;
    std::copy_n(from, v.size(), v.begin());
    from += static_cast<std::ptrdiff_t>(v.size());
  }
}

void Descent::step(const Call&, const atelier_optimizer_step& in) {
  if (in.count != names_.size() || names_.empty()) throw atelier::Error(ATELIER_E_INTERNAL, "not what setup brought");
  const double rate = in.factor * (climbs_from_ >= 0 && steps_++ >= climbs_from_ ? -10 * lr_ : lr_);
  for (uint64_t k = 0; k < in.count; ++k) {
    const atelier_parameter* p = in.parameters[k];
    if (atelier::view(p->name) != names_[k]) throw atelier::Error(ATELIER_E_INTERNAL, "another order than in setup");
    if (!p->gradient) continue;
    float* value = atelier::data_of<float>(*p->value);
    const auto* gradient = atelier::data_of<const float>(*p->gradient);
    for (size_t i = 0; i < velocity_[k].size(); ++i) {
      float& v = velocity_[k][i];
      v = static_cast<float>(momentum_) * v + gradient[i];
      value[i] -= static_cast<float>(rate) * v;
    }
  }
}

void Descent::save(const Call&, const std::filesystem::path& path) {
  std::string bytes(reinterpret_cast<const char*>(&steps_), sizeof steps_);
  for (const auto& v : velocity_) bytes.append(reinterpret_cast<const char*>(v.data()), v.size() * sizeof(float));
  atelier::write_file(path, bytes, false);
}

// One long velocity, which setup cuts to size.
void Descent::load(const Call&, const std::filesystem::path& path) {
  const std::string bytes = atelier::read_file(path);
  std::memcpy(&steps_, bytes.data(), sizeof steps_);
  velocity_.assign(1, std::vector<float>((bytes.size() - sizeof steps_) / sizeof(float)));
  std::memcpy(velocity_[0].data(), bytes.data() + sizeof steps_, bytes.size() - sizeof steps_);
}

double Halves::factor(const Call&, const atelier_schedule_input& in) const {
  told.schedule_asked.push_back({in.step, in.total, in.epoch, in.epoch_count, in.lower_is_better != 0,
                                 std::vector<double>(in.scores, in.scores + in.score_count)});
  return 2 * in.step < in.total ? 1.0 : second_;
}

namespace {

class PlainPass : public atelier::Loader::Pass {
 public:
  PlainPass(const Call& call, const atelier_load_plan& plan, uint64_t batch) : plan_(plan), batch_(batch) {
    order_.resize(atelier::SamplesRef(plan.samples).describe(call).count);
    std::iota(order_.begin(), order_.end(), uint64_t{0});
    if (!plan.in_order) atelier::Random(atelier::mix_seed(plan.seed, plan.epoch)).shuffle(order_);
    at_ = std::min<uint64_t>(plan.first_batch * batch, order_.size());
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
      if (plan_.skip_random && augmenter.describe(call, atelier::kRgb8).random) continue;
      sample = augmenter.apply(call, plan_.seed, 255, sample);
    }
    return sample;
  }
  atelier_load_plan plan_;
  uint64_t batch_;
  std::vector<uint64_t> order_;
  uint64_t at_ = 0;
};

}  // namespace

atelier::LoadInfo PlainLoader::describe(const Call& call, const atelier_load_plan& plan) {
  const atelier_samples_info info = atelier::SamplesRef(plan.samples).describe(call);
  const uint64_t full = info.count / batch_, all = (info.count + batch_ - 1) / batch_;
  return {plan.drop_last ? full : all, plan.drop_last ? full * batch_ : info.count, info.void_label, info.form};
}
std::unique_ptr<atelier::Loader::Pass> PlainLoader::begin(const Call& call, const atelier_load_plan& plan) {
  return std::make_unique<PlainPass>(call, plan, batch_);
}

Sample Invert::apply(const Call&, const atelier_augmenter_input& in) const {
  Sample out{Tensor::make<uint8_t>({kSide, kSide, 3}), Tensor::make<uint8_t>({kSide, kSide})};
  const auto* from = atelier::data_of<const uint8_t>(in.sample->picture->tensor);
  for (int64_t i = 0; i < kArea * 3; ++i) out.picture.data<uint8_t>()[i] = static_cast<uint8_t>(255 - from[i]);
  std::memcpy(out.labels.get().data, in.sample->labels->tensor.data, kArea);
  return out;
}

void Hits::begin(const Call&, const atelier_metric_setup& setup) {
  void_ = setup.void_label;
  classes_ = setup.class_count;
  counts_.assign(classes_ * classes_, 0);
}
void Hits::update(const Call&, const atelier_tensor& predicted, const atelier_tensor& truth) {
  ++told.updates;
  const auto* p = atelier::data_of<const uint8_t>(predicted);
  const auto* t = atelier::data_of<const uint8_t>(truth);
  for (int64_t i = 0; i < atelier::element_count(truth); ++i)
    if (t[i] != void_) ++counts_[t[i] * classes_ + p[i]];
}
std::vector<uint8_t> Hits::export_sums(const Call&) const {
  const auto* bytes = reinterpret_cast<const uint8_t*>(counts_.data());
  return {bytes, bytes + counts_.size() * sizeof(uint64_t)};
}
void Hits::merge(const Call&, atelier::span<const uint8_t> sums) {
  std::vector<uint64_t> more(counts_.size());
  if (sums.size() != more.size() * sizeof(uint64_t)) throw atelier::Error(ATELIER_E_DATA, "sums of another metric");
  std::memcpy(more.data(), sums.data(), sums.size());
  for (size_t i = 0; i < more.size(); ++i) counts_[i] += more[i];
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
