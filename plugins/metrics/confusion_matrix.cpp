#include "confusion_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "byte_text.hpp"

namespace atelier::metrics {

namespace {

constexpr std::string_view kMagic = "atelier.sums/1";

void require_same_shape(const atelier_tensor& predicted, const atelier_tensor& truth) {
  if (predicted.ndim != truth.ndim || !std::equal(truth.shape, truth.shape + truth.ndim, predicted.shape))
    throw Error(ATELIER_E_INVALID, text("predicted label maps ", describe(predicted), " and true ones ",
                                        describe(truth), " differ in shape"));
}

}  // namespace

void ConfusionMatrix::begin(const atelier_metric_setup& setup) {
  if (setup.class_count == 0 || setup.class_count > 65536)
    throw Error(ATELIER_E_INVALID, text("a metric needs 1 to 65536 classes, not ", setup.class_count));
  classes_ = static_cast<size_t>(setup.class_count);
  void_label_ = setup.void_label;
  counts_.assign(classes_ * classes_, 0);
}

void ConfusionMatrix::require_begun() const {
  if (classes_ == 0) throw Error(ATELIER_E_INTERNAL, "a metric was used before it was begun");
}

template <class Predicted, class Truth>
void ConfusionMatrix::count(const atelier_tensor& predicted, const atelier_tensor& truth) {
  const Predicted* p = data_of<const Predicted>(predicted);
  const Truth* t = data_of<const Truth>(truth);
  const size_t pixels = static_cast<size_t>(element_count(truth));
  for (size_t i = 0; i < pixels; ++i) {
    const bool is_void = t[i] == void_label_;
    if (p[i] >= classes_ || (!is_void && t[i] >= classes_)) {
      const bool prediction = p[i] >= classes_;
      for (size_t k = 0; k < i; ++k)  // as if this update had not been
        if (t[k] != void_label_) --counts_[t[k] * classes_ + p[k]];
      throw Error(ATELIER_E_DATA,
                  text("a ", prediction ? "predicted" : "true", " label is ",
                       prediction ? unsigned(p[i]) : unsigned(t[i]), " at pixel ", i, ", but the classes are 0 to ",
                       classes_ - 1, prediction ? "" : text(" and void is ", void_label_)));
    }
    if (!is_void) ++counts_[t[i] * classes_ + p[i]];
  }
}

void ConfusionMatrix::update(const atelier_tensor& predicted, const atelier_tensor& truth) {
  require_begun();
  require_same_shape(predicted, truth);
  const auto wide = [](const atelier_tensor& t) {
    if (same_dtype(t.dtype, dtype_of<uint8_t>())) return false;
    if (same_dtype(t.dtype, dtype_of<uint16_t>())) return true;
    throw Error(ATELIER_E_UNSUPPORTED, text("label maps are uint8 or uint16, not ", describe(t)));
  };
  if (wide(predicted))
    wide(truth) ? count<uint16_t, uint16_t>(predicted, truth) : count<uint16_t, uint8_t>(predicted, truth);
  else
    wide(truth) ? count<uint8_t, uint16_t>(predicted, truth) : count<uint8_t, uint8_t>(predicted, truth);
}

std::vector<uint8_t> ConfusionMatrix::to_bytes(std::string_view what) const {
  require_begun();
  ByteWriter out;
  out.text(kMagic);
  out.number(what.size(), 4);
  out.text(what);
  out.number(classes_, 4);
  out.number(void_label_, 4);
  for (const uint64_t count : counts_) out.number(count, 8);
  return out.take();
}

void ConfusionMatrix::add_bytes(std::string_view what, span<const uint8_t> bytes) {
  require_begun();
  ByteReader in(bytes);
  if (in.left() < kMagic.size() || in.text(kMagic.size()) != kMagic)
    throw Error(ATELIER_E_DATA, "these bytes are no sums of a metric");
  const std::string_view whose = in.text(in.number(4));
  if (whose != what) throw Error(ATELIER_E_DATA, text("these are sums of `", whose, "`, not of `", what, "`"));
  const uint64_t classes = in.number(4), void_label = in.number(4);
  if (classes != classes_ || void_label != void_label_)
    throw Error(ATELIER_E_DATA, text("cannot merge counts of ", classes, " classes (void ", void_label,
                                     ") into counts of ", classes_, " (void ", void_label_, ")"));
  if (in.left() != counts_.size() * 8)
    throw Error(ATELIER_E_DATA, text("the sums of ", classes, " classes need ", counts_.size() * 8,
                                     " bytes of counts, but there are ", in.left()));
  std::vector<uint64_t> sums = counts_;
  for (uint64_t& sum : sums)
    if (__builtin_add_overflow(sum, in.number(8), &sum))
      throw Error(ATELIER_E_DATA, "the sums are damaged: a count is beyond 64 bits");
  counts_ = std::move(sums);
}

uint64_t ConfusionMatrix::total() const { return std::accumulate(counts_.begin(), counts_.end(), uint64_t{0}); }

uint64_t ConfusionMatrix::correct() const {
  uint64_t sum = 0;
  for (size_t c = 0; c < classes_; ++c) sum += correct(c);
  return sum;
}

uint64_t ConfusionMatrix::in_truth(size_t label) const {
  const auto row = counts_.begin() + static_cast<std::ptrdiff_t>(label * classes_);
  return std::accumulate(row, row + static_cast<std::ptrdiff_t>(classes_), uint64_t{0});
}

uint64_t ConfusionMatrix::predicted(size_t label) const {
  uint64_t sum = 0;
  for (size_t t = 0; t < classes_; ++t) sum += counts_[t * classes_ + label];
  return sum;
}

std::vector<double> ConfusionMatrix::iou() const {
  std::vector<double> values(classes_);
  for (size_t c = 0; c < classes_; ++c) values[c] = ratio(correct(c), in_union(c));
  return values;
}

double ratio(uint64_t numerator, uint64_t denominator) {
  if (denominator == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(numerator) / static_cast<double>(denominator);
}

double mean_of_defined(const std::vector<double>& values) {
  double sum = 0;
  uint64_t defined = 0;
  for (const double v : values) {
    if (std::isnan(v)) continue;
    sum += v;
    ++defined;
  }
  return defined ? sum / static_cast<double>(defined) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace atelier::metrics
