#include "pictures/deep_pictures.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "codecs.hpp"

namespace pictures {

using atelier::Error;
using atelier::Tensor;
using atelier::text;

namespace {

constexpr int64_t kMostChannels = 4;  // RGB, and alpha or what a camera has beside them
constexpr size_t kLookedAt = 16;      // of the pictures beside one
constexpr int kLeastLevels = 8;       // of 255: fewer, and nothing can be seen

bool is_float(atelier_form form) { return atelier::same_dtype(form.dtype, atelier::dtype_of<float>()); }

struct Values {
  double least = 0, greatest = 0;
  bool are_whole = true;
};

// Which channels become red, green and blue: grey is one, and alpha none of them.
size_t used_channels(int64_t channels) { return channels < 3 ? 1 : 3; }

template <class T>
Values values_of(const Tensor& stored) {
  const auto channels = static_cast<size_t>(stored.dim(2)), used = used_channels(stored.dim(2));
  const T* at = stored.data<T>();
  const T* const end = at + atelier::element_count(stored);
  const auto first = static_cast<double>(*at);
  Values out{first, first, true};
  for (; at != end; at += channels)
    for (size_t c = 0; c < used; ++c) {
      const auto value = static_cast<double>(at[c]);
      out.least = std::min(out.least, value);
      out.greatest = std::max(out.greatest, value);
      out.are_whole = out.are_whole && value == std::floor(value);
    }
  return out;
}

Values values_of(const Tensor& stored) {
  return stored.get().dtype.bits == 32 ? values_of<float>(stored) : values_of<uint16_t>(stored);
}

atelier_form form_of(const Tensor& stored) { return {stored.get().dtype, static_cast<uint32_t>(stored.dim(2))}; }

void check_channels(const std::string& name, const Tensor& stored) {
  if (stored.dim(2) > kMostChannels)
    throw Error(
        ATELIER_E_UNSUPPORTED,
        text(name, ": a picture of ", atelier::describe(form_of(stored)), " cannot be made RGB, as it is not ",
             "known which channels are red, green and blue; it can be read as it is, with pixels = ", "\"as_stored\""));
}

// As few digits as tell it from its neighbours among float32.
std::string number(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, static_cast<float>(value)).ptr;
  return {digits, end};
}

std::string range_text(double low, double high) { return text("range = [", number(low), ", ", number(high), "]"); }

// Sensors give whole numbers of n bits, computed pictures 0 to 1; of others nothing is known but what they hold.
std::string suggestion(const Values& values) {
  if (values.are_whole && values.least >= 0 && values.greatest <= 65535 && values.greatest > 1) {
    double most = 255;
    while (most < values.greatest) most = 2 * most + 1;
    return range_text(0, most);
  }
  if (values.least >= 0 && values.greatest <= 1) return range_text(0, 1);
  return range_text(values.least, values.greatest > values.least ? values.greatest : values.least + 1);
}

std::optional<Tensor> stored_if_deep(const std::filesystem::path& path) {
  try {
    if (!needs_range(path, Pixels::kRgb)) return std::nullopt;
    return read_picture(path, Pixels::kAsStored);
  } catch (const Error&) {  // it gets its own word when its turn comes
    return std::nullopt;
  }
}

// own: of the file; all: of it and `others` beside it.
[[noreturn]] void refuse(const std::string& name, atelier_form form, const Values& own, size_t others,
                         const Values& all) {
  const std::string type = is_float(form) ? "float32" : "uint16", one = suggestion(own), every = suggestion(all);
  const std::string beside = others == 0 ? ""
                                         : text(" (", others + 1, " such pictures were looked at: from ",
                                                number(all.least), " to ", number(all.greatest), ")");
  throw Error(ATELIER_E_UNSUPPORTED,
              text(name, ": its values are ", type, ", from ", number(own.least), " to ", number(own.greatest), beside,
                   ", and pictures are wanted as 8 bits. Say which values become 0 and 255, as in ", one,
                   one == every ? "" : text(" for this one or ", every, " for all of them"),
                   ", or set pixels = \"as_stored\" for a model whose input takes ", type));
}

uint8_t level(double value, Range range) {
  const double scaled = (value - range.low) * 255 / (range.high - range.low);
  return static_cast<uint8_t>(std::clamp(scaled, 0.0, 255.0) + 0.5);
}

template <class T>
void scale(const Tensor& stored, Range range, Tensor& rgb) {
  const auto channels = static_cast<size_t>(stored.dim(2)), used = used_channels(stored.dim(2));
  const T* from = stored.data<T>();
  uint8_t* to = rgb.data<uint8_t>();
  for (const uint8_t* end = to + rgb.bytes(); to != end; to += 3, from += channels)
    for (size_t c = 0; c < 3; ++c) to[c] = c < used ? level(from[c], range) : to[0];
}

}  // namespace

void refuse_deep(const std::string& name, const Tensor& stored) {
  check_channels(name, stored);
  const Values own = values_of(stored);
  refuse(name, form_of(stored), own, 0, own);
}

void refuse_deep(const std::filesystem::path& path, const std::vector<std::filesystem::path>& beside) {
  const Tensor stored = read_picture(path, Pixels::kAsStored);
  check_channels(path.string(), stored);
  const Values own = values_of(stored);
  Values all = own;
  size_t others = 0;
  const size_t count = std::min(kLookedAt, beside.size());
  for (size_t i = 0; i < count; ++i) {
    const std::filesystem::path& file = beside[i * beside.size() / count];
    const std::optional<Tensor> other = file == path ? std::nullopt : stored_if_deep(file);
    if (!other || !atelier::same_dtype(other->get().dtype, stored.get().dtype)) continue;
    const Values values = values_of(*other);
    all = {std::min(all.least, values.least), std::max(all.greatest, values.greatest),
           all.are_whole && values.are_whole};
    ++others;
  }
  refuse(path.string(), form_of(stored), own, others, all);
}

Tensor to_rgb8(const std::string& name, const Tensor& stored, Range range) {
  check_channels(name, stored);
  Tensor rgb = Tensor::make<uint8_t>({stored.dim(0), stored.dim(1), 3});
  is_float(form_of(stored)) ? scale<float>(stored, range, rgb) : scale<uint16_t>(stored, range, rgb);
  return rgb;
}

std::string lost_to_range(const std::filesystem::path& path, const PixelRules& rules, const atelier_tensor& picture) {
  if (!rules.range.given() || rules.pixels != Pixels::kRgb) return "";
  const auto* levels = static_cast<const uint8_t*>(picture.data) + picture.byte_offset;
  const auto count = static_cast<size_t>(atelier::element_count(picture));
  uint8_t least = 255, greatest = 0;
  for (size_t i = 0; i < count; ++i) {  // no minmax_element: this becomes vector code
    least = std::min(least, levels[i]);
    greatest = std::max(greatest, levels[i]);
  }
  if (greatest - least >= kLeastLevels) return "";
  const std::optional<Tensor> stored = stored_if_deep(path);
  if (!stored) return "";
  const Values values = values_of(*stored);
  if (values.least == values.greatest) return "";
  return text(path.string(), ": its values, from ", number(values.least), " to ", number(values.greatest), ", become ",
              int{least}, " to ", int{greatest}, " of 255 by ", range_text(rules.range.low, rules.range.high),
              ", so little can be seen on it; ", suggestion(values), " would fit it");
}

}  // namespace pictures
