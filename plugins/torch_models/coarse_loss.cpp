#include "coarse_loss.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "coarse_logits.hpp"

namespace atelier::torch_models {
namespace {

constexpr int32_t kSkipped = -1;  // a void pixel

// What a kernel knows of the classes. All arrays: [step], padded with zeros.
struct Terms {
  const float* weights;
  int64_t step;
  float sharp;         // the share of the target that is on the label
  float spread;        // and what each class gets of the rest
  float total_weight;  // of all classes
};

// A pixel's exponentials, and what became of its softmax.
struct PixelLoss {
  float value;   // -log softmax, times the label's weight; nothing is divided yet
  float factor;  // of the exponentials in the gradient
  float own;     // what the gradient has less at the label
};

// logits: [step], a pixel between two columns: their greatest is taken off and they become exponentials.
ATELIER_INLINE PixelLoss pixel_loss(float* logits, float greatest, int32_t label, const Terms& t) {
  const float label_logit = logits[label] - greatest;
  Lanes sum{}, weighted{};
  for (int64_t c = 0; c < t.step; c += kLanes) {
    const Lanes shifted = load(logits + c) - greatest;
    if (t.spread > 0) weighted += load(t.weights + c) * shifted;
    const Lanes e = exp_of(shifted);
    sum += e;
    store(logits + c, e);
  }
  const float total = sum_of(sum), log_total = std::log(total), own = t.sharp * t.weights[label];
  float value = own * (log_total - label_logit);
  if (t.spread > 0) value += t.spread * (t.total_weight * log_total - sum_of(weighted));
  return {value, (own + t.spread * t.total_weight) / total, own};
}

// Gives a pixel's gradient to the two columns that it lies between.
ATELIER_INLINE void add_gradient(const float* exponentials, const PixelLoss& p, int32_t label, float share, float* low,
                                 float* high, const Terms& t) {
  for (int64_t c = 0; c < t.step; c += kLanes) {
    Lanes g = load(exponentials + c) * p.factor;
    if (t.spread > 0) g -= load(t.weights + c) * t.spread;
    store(low + c, load(low + c) + g * (1 - share));
    store(high + c, load(high + c) + g * share);
  }
  low[label] -= p.own * (1 - share);
  high[label] -= p.own * share;
}

// A row of pixels: the sum of their losses. row: [w][step] of logits; gradient: [w][step], added to, or null; labels:
// [width]; pixel: [step], for use here.
ATELIER_KERNEL double row_loss(const float* row, float* gradient, float* pixel, const int32_t* labels,
                               const Source* columns, int64_t width, const Terms& t) {
  double value = 0;
  for (int64_t x = 0; x < width; ++x) {
    if (labels[x] == kSkipped) continue;
    const Source& at = columns[x];
    const float *low = row + at.low * t.step, *high = row + at.high * t.step;
    Lanes top = all(kNoClass);
    for (int64_t c = 0; c < t.step; c += kLanes) {
      const Lanes logit = between(load(low + c), load(high + c), at.share);
      store(pixel + c, logit);
      top = greater_of(logit, top);
    }
    const PixelLoss loss = pixel_loss(pixel, greatest_of(top), labels[x], t);
    value += loss.value;
    if (gradient)
      add_gradient(pixel, loss, labels[x], at.share, gradient + at.low * t.step, gradient + at.high * t.step, t);
  }
  return value;
}

ATELIER_KERNEL void blended(const float* low, const float* high, float share, float* out, int64_t count) {
  blend_rows(low, high, share, out, count);
}

// Gives a row's gradient to the two rows that it was blended from.
ATELIER_KERNEL void split_row(const float* row, float share, float* low, float* high, int64_t count) {
  for (int64_t i = 0; i < count; i += kLanes) {
    const Lanes g = load(row + i);
    store(low + i, load(low + i) + g * (1 - share));
    store(high + i, load(high + i) + g * share);
  }
}

class CoarseLossPass {
 public:
  CoarseLossPass(const at::Tensor& logits, const at::Tensor& labels, const CrossEntropyTerms& terms, bool want_gradient)
      : logits_(logits),
        labels_(labels),
        void_label_(terms.void_label),
        classes_(logits.size(1)),
        coarse_rows_(logits.size(2)),
        height_(labels.size(1)),
        width_(labels.size(2)),
        step_(padded(classes_)),
        count_(logits.size(3) * step_),
        tasks_(logits.size(0) * coarse_rows_),
        rows_(sources_of(coarse_rows_, height_)),
        columns_(sources_of(logits.size(3), width_)),
        bands_(bands_of(rows_, coarse_rows_)),
        weights_(static_cast<size_t>(step_), 0.0f),
        results_(static_cast<size_t>(tasks_)) {
    for (int64_t c = 0; c < classes_; ++c)
      weights_[static_cast<size_t>(c)] = terms.weights.empty() ? 1.0f : terms.weights[static_cast<size_t>(c)];
    terms_ = {weights_.data(), step_, static_cast<float>(1 - terms.smoothing),
              static_cast<float>(terms.smoothing / static_cast<double>(classes_)),
              std::accumulate(weights_.begin(), weights_.end(), 0.0f)};
    if (want_gradient) gradients_ = at::zeros({tasks_, 2, count_}, at::TensorOptions().dtype(at::kFloat));
  }

  CoarseLossValue run(double scale) {
    at::parallel_for(0, tasks_, 1, [&](int64_t begin, int64_t end) {
      Buffers buffers(*this);
      for (int64_t task = begin; task < end; ++task) work(task, buffers);
    });
    CoarseLossValue out;
    double value = 0, weight = 0;
    for (const Result& r : results_) {
      if (r.wrong >= 0) {
        out.wrong = WrongLabel{r.wrong / (height_ * width_), r.wrong / width_ % height_, r.wrong % width_};
        return out;
      }
      value += r.value;
      weight += r.weight;
    }
    out.value = weight == 0 ? 0 : value / weight;
    if (gradients_.defined()) out.gradient = gathered(weight == 0 ? 0 : scale / weight);
    return out;
  }

 private:
  struct Result {
    double value = 0;
    double weight = 0;
    int64_t wrong = -1;  // the flat index of the first label that is wrong
  };
  struct Buffers {
    explicit Buffers(const CoarseLossPass& p)
        : low(static_cast<size_t>(p.count_)),
          high(low.size()),
          row(low.size()),
          gradient(low.size()),
          pixel(static_cast<size_t>(p.step_)),
          labels(static_cast<size_t>(p.width_)) {}
    std::vector<float> low, high, row, gradient, pixel;
    std::vector<int32_t> labels;
  };

  // The rows of picture task / h that lie between the coarse row task % h and the next.
  void work(int64_t task, Buffers& b) {
    const int64_t n = task / coarse_rows_, k = task % coarse_rows_;
    const Band& band = bands_[static_cast<size_t>(k)];
    Result& result = results_[static_cast<size_t>(task)];
    if (band.begin == band.end) return;
    copy_row(logits_, n, k, b.low.data());
    copy_row(logits_, n, std::min(k + 1, coarse_rows_ - 1), b.high.data());
    float* to = gradients_.defined() ? gradients_.data_ptr<float>() + task * 2 * count_ : nullptr;
    for (int64_t y = band.begin; y < band.end; ++y) {
      if (!read_labels((n * height_ + y) * width_, b.labels, result)) return;
      const float share = rows_[static_cast<size_t>(y)].share;
      blended(b.low.data(), b.high.data(), share, b.row.data(), count_);
      std::fill(b.gradient.begin(), b.gradient.end(), 0.0f);
      result.value += row_loss(b.row.data(), to ? b.gradient.data() : nullptr, b.pixel.data(), b.labels.data(),
                               columns_.data(), width_, terms_);
      if (to) split_row(b.gradient.data(), share, to, to + count_, count_);
    }
  }

  // A row of labels from flat index `first` on; false at the first that is wrong.
  bool read_labels(int64_t first, std::vector<int32_t>& out, Result& result) const {
    if (labels_.scalar_type() == at::kByte) return checked(labels_.data_ptr<uint8_t>(), first, out, result);
    if (labels_.scalar_type() == at::kInt) return checked(labels_.data_ptr<int32_t>(), first, out, result);
    return checked(labels_.data_ptr<int64_t>(), first, out, result);
  }

  template <class Label>
  bool checked(const Label* labels, int64_t first, std::vector<int32_t>& out, Result& result) const {
    for (int64_t x = 0; x < width_; ++x) {
      const auto label = static_cast<int64_t>(labels[first + x]);
      if (label == void_label_) {
        out[static_cast<size_t>(x)] = kSkipped;
        continue;
      }
      if (label < 0 || label >= classes_) {
        result.wrong = first + x;
        return false;
      }
      out[static_cast<size_t>(x)] = static_cast<int32_t>(label);
      result.weight += weights_[static_cast<size_t>(label)];
    }
    return true;
  }

  // The gradient of each coarse row from the bands above and below it.
  at::Tensor gathered(double factor) const {
    const int64_t width = logits_.size(3);
    const at::Tensor parts =
        gradients_.view({logits_.size(0), coarse_rows_, 2, width, step_}).narrow(4, 0, classes_).mul(factor);
    at::Tensor sum = parts.select(2, 0).clone();
    const at::Tensor up = parts.select(2, 1);
    if (coarse_rows_ > 1) sum.narrow(1, 1, coarse_rows_ - 1).add_(up.narrow(1, 0, coarse_rows_ - 1));
    sum.select(1, coarse_rows_ - 1).add_(up.select(1, coarse_rows_ - 1));
    return at::empty_like(logits_).copy_(sum.permute({0, 3, 1, 2}));
  }

  const at::Tensor& logits_;
  const at::Tensor& labels_;
  int64_t void_label_, classes_, coarse_rows_, height_, width_;
  int64_t step_;   // padded classes
  int64_t count_;  // numbers in a padded row of coarse logits
  int64_t tasks_;
  std::vector<Source> rows_, columns_;
  std::vector<Band> bands_;
  std::vector<float> weights_;
  Terms terms_{};
  std::vector<Result> results_;
  at::Tensor gradients_;  // [tasks][2][w][step]: of the row at a band's top, and of the row below it
};

}  // namespace

CoarseLossValue coarse_cross_entropy(const at::Tensor& logits, const at::Tensor& labels, const CrossEntropyTerms& terms,
                                     bool want_gradient, double scale) {
  return CoarseLossPass(logits, labels, terms, want_gradient).run(scale);
}

}  // namespace atelier::torch_models
