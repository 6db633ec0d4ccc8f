#include "convolution.hpp"

#include <algorithm>

namespace atelier::torch_models {
namespace {

// Where the operator's own gradients lose against the other ways; measured with oneDNN 2.6 on Zen 4.
constexpr double kSparseForInput = 0.4;
constexpr double kSparseForWeight = 0.7;

// The part of a row of `size` pixels that has a partner `shift` away.
struct Window {
  int64_t begin;
  int64_t length;
};
Window window_of(int64_t size, int64_t shift) {
  return {std::max<int64_t>(0, -shift), std::max<int64_t>(0, size - std::abs(shift))};
}

double useful_share(const ConvShape& s, int64_t height, int64_t width) {
  if (s.kernel != 3) return 1;
  const auto share = [&](int64_t size) {
    return (1 + 2 * static_cast<double>(window_of(size, s.dilation).length) / static_cast<double>(size)) / 3;
  };
  return share(height) * share(width);
}

// Pixels as the rows of a matrix. x: [N,C,H,W] that lies as [N,H,W,C].
at::Tensor as_rows(const at::Tensor& x) { return x.permute({0, 2, 3, 1}).reshape({-1, x.size(1)}); }

bool lies_as_rows(const at::Tensor& x) { return x.is_contiguous(at::MemoryFormat::ChannelsLast); }

}  // namespace

Convolution::Convolution(const ConvShape& shape, int64_t height, int64_t width)
    : shape_(shape),
      // The middle one is the same and costs a ninth. So it is with the pyramid's rates on small pictures.
      middle_only_(shape.kernel == 3 && shape.dilation >= std::max(height, width)),
      useful_(useful_share(shape, height, width)),
      stride_{shape.stride, shape.stride},
      padding_{},
      dilation_{shape.dilation, shape.dilation} {
  padding_.fill(middle_only_ ? 0 : shape.dilation * (shape.kernel / 2));
}

at::Tensor Convolution::taps(const at::Tensor& weight) const {
  return middle_only_ ? weight.narrow(2, 1, 1).narrow(3, 1, 1) : weight;
}

at::Tensor Convolution::forward(const at::Tensor& x, const at::Tensor& taps, const at::Tensor& bias) const {
  return at::conv2d(x, taps, bias, at::IntArrayRef(stride_), at::IntArrayRef(padding_), at::IntArrayRef(dilation_));
}

at::Tensor Convolution::input_gradient(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& taps) const {
  if (!middle_only_ && shape_.stride == 1 && useful_ < kSparseForInput) {
    const at::Tensor turned = taps.transpose(0, 1).flip({2, 3}).contiguous(at::MemoryFormat::ChannelsLast);
    return forward(gradient, turned, {});
  }
  return by_operator(gradient, x, taps, true, false)[0];
}

at::Tensor Convolution::weight_gradient(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& taps) const {
  const bool rows = shape_.stride == 1 && lies_as_rows(gradient) && lies_as_rows(x);
  at::Tensor found;
  if (taps.size(2) == 1 && rows && x.scalar_type() == at::kBFloat16)
    found = at::mm(as_rows(gradient).t(), as_rows(x)).view(taps.sizes());
  else if (taps.size(2) == 3 && rows && useful_ < kSparseForWeight)
    return by_windows(gradient, x);
  else
    found = by_operator(gradient, x, taps, false, true)[1];
  if (!middle_only_) return found;
  const at::Tensor all = at::zeros({shape_.out, shape_.in, 3, 3}, found.options());
  all.narrow(2, 1, 1).narrow(3, 1, 1).copy_(found);
  return all;
}

at::Tensor Convolution::by_windows(const at::Tensor& gradient, const at::Tensor& x) const {
  const at::Tensor all = at::zeros({shape_.out, 3, 3, shape_.in}, gradient.options());
  for (int64_t i = 0; i < 3; ++i) {
    for (int64_t j = 0; j < 3; ++j) {
      const int64_t down = (i - 1) * shape_.dilation, right = (j - 1) * shape_.dilation;
      const Window rows = window_of(x.size(2), down), columns = window_of(x.size(3), right);
      if (rows.length == 0 || columns.length == 0) continue;
      const at::Tensor g = gradient.narrow(2, rows.begin, rows.length).narrow(3, columns.begin, columns.length);
      const at::Tensor partner =
          x.narrow(2, rows.begin + down, rows.length).narrow(3, columns.begin + right, columns.length);
      all.select(1, i).select(1, j).copy_(at::mm(as_rows(g).t(), as_rows(partner)));
    }
  }
  return all.permute({0, 3, 1, 2});
}

std::array<at::Tensor, 2> Convolution::by_operator(const at::Tensor& gradient, const at::Tensor& x,
                                                   const at::Tensor& taps, bool input, bool weight) const {
  const std::array<int64_t, 2> none = {0, 0};
  const auto found = at::convolution_backward(
      gradient, x, taps, c10::nullopt, at::IntArrayRef(stride_), at::IntArrayRef(padding_), at::IntArrayRef(dilation_),
      /*transposed=*/false, at::IntArrayRef(none), /*groups=*/1, std::array<bool, 3>{input, weight, false});
  return {std::get<0>(found), std::get<1>(found)};
}

}  // namespace atelier::torch_models
