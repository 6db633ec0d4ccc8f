// TIFF files through libtiff: the first picture of the file. Its warnings (unknown tags) are passed over, its errors
// are ours.
#include <tiffio.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <memory>
#include <vector>

#include "codecs.hpp"

namespace pictures {

using atelier::Error;
using atelier::Tensor;
using atelier::text;

namespace {

// Fails where a value is NaN or infinite: it would go on into every result without a word.
void check_finite(const std::string& name, const Tensor& picture) {
  const float* values = picture.data<float>();
  const uint64_t count = picture.bytes() / sizeof(float);
  // The difference is NaN for NaN and infinity and 0 for all others; so is a sum of such.
  float sums[16] = {};
  const uint64_t whole = count / 16 * 16;
  for (uint64_t i = 0; i < whole; i += 16)
    for (uint64_t j = 0; j < 16; ++j) sums[j] += values[i + j] - values[i + j];
  for (uint64_t i = whole; i < count; ++i) sums[0] += values[i] - values[i];
  if (std::all_of(std::begin(sums), std::end(sums), [](float sum) { return sum == 0; })) return;
  const auto is_odd = [](float value) { return !std::isfinite(value); };
  const auto first = static_cast<uint64_t>(std::find_if(values, values + count, is_odd) - values);
  const auto odd = std::count_if(values, values + count, is_odd);
  const auto channels = static_cast<uint64_t>(picture.dim(2)), width = static_cast<uint64_t>(picture.dim(1));
  const uint64_t pixel = first / channels;
  throw Error(ATELIER_E_UNSUPPORTED,
              text(name, ": ", atelier::counted(static_cast<uint64_t>(odd), "value is", "values are"),
                   " not finite, the first (", values[first], ") at x = ", pixel % width, ", y = ", pixel / width,
                   ", channel ", first % channels,
                   "; where nothing was measured, fill in a number before, such as 0: what is missing (nodata) is "
                   "often stored as NaN"));
}

// The source must outlive it.
class TiffReader {
 public:
  explicit TiffReader(const PartialFile& file) : file_(file) {
    const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                   &TIFFOpenOptionsFree);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), &TiffReader::note, this);
    TIFFOpenOptionsSetWarningHandlerExtR(
        options.get(), [](TIFF*, void*, const char*, const char*, va_list) { return 1; }, nullptr);
    tiff_.reset(TIFFClientOpenExt(
        file.name.c_str(), "rm", this, [](thandle_t h, void* to, tmsize_t size) { return self(h).read(to, size); },
        [](thandle_t, void*, tmsize_t) -> tmsize_t { return 0; },
        [](thandle_t h, toff_t to, int from) { return self(h).seek(to, from); }, [](thandle_t) { return 0; },
        [](thandle_t h) -> toff_t { return self(h).file_.size; }, [](thandle_t, void**, toff_t*) { return 0; },
        [](thandle_t, void*, toff_t) {}, options.get()));
    if (!tiff_) fail("no header");
    if (!TIFFGetField(tiff(), TIFFTAG_IMAGEWIDTH, &size_.width) ||
        !TIFFGetField(tiff(), TIFFTAG_IMAGELENGTH, &size_.height))
      fail("it gives no size");
  }

  Size size() const { return size_; }

  // Throws for values that RGB is not made of.
  bool is_deep() {
    check_packing();
    const unsigned bits = field(TIFFTAG_BITSPERSAMPLE);
    if (has_plain_values()) return bits > 8;
    uint16_t kind = PHOTOMETRIC_MINISBLACK;
    TIFFGetField(tiff(), TIFFTAG_PHOTOMETRIC, &kind);
    // Of other kinds libtiff makes colours, or says why not.
    if (bits <= 8 || !(kind == PHOTOMETRIC_MINISBLACK || kind == PHOTOMETRIC_MINISWHITE || kind == PHOTOMETRIC_RGB))
      return false;
    if (kind == PHOTOMETRIC_MINISWHITE && is_whole() && bits == 16)
      throw Error(ATELIER_E_UNSUPPORTED, text(file_.name,
                                              ": a TIFF of uint16 whose 0 is white (photometric "
                                              "interpretation 0) is not read; save it with 0 as black"));
    refuse_values("made RGB");
  }

  // Of what is not deep.
  Tensor rgb() {
    check(sizeof(uint32_t));
    char why[1024] = "";
    TIFFRGBAImage image;
    if (!TIFFRGBAImageBegin(&image, tiff(), 1, why)) refuse_rgb(why);
    const std::unique_ptr<TIFFRGBAImage, decltype(&TIFFRGBAImageEnd)> end(&image, &TIFFRGBAImageEnd);
    image.req_orientation = image.orientation;  // as stored
    std::vector<uint32_t> pixels(uint64_t{size_.height} * size_.width);
    if (!TIFFRGBAImageGet(&image, pixels.data(), size_.width, size_.height) || !message_.empty()) refuse_rgb("");
    Tensor out = Tensor::make<uint8_t>({size_.height, size_.width, 3});
    uint8_t* to = out.data<uint8_t>();
    for (const uint32_t pixel : pixels) {
      *to++ = TIFFGetR(pixel);
      *to++ = TIFFGetG(pixel);
      *to++ = TIFFGetB(pixel);
    }
    return out;
  }

  atelier_form form() {
    check_packing();
    check_size(file_.name, size_.height, size_.width);
    const unsigned bits = field(TIFFTAG_BITSPERSAMPLE), channels = field(TIFFTAG_SAMPLESPERPIXEL);
    if (has_plain_values()) {
      const atelier_dtype type = bits == 32   ? atelier::dtype_of<float>()
                                 : bits == 16 ? atelier::dtype_of<uint16_t>()
                                              : atelier::dtype_of<uint8_t>();
      return {type, channels};
    }
    if (is_whole() && bits <= 8) return atelier::form_of<uint8_t>(is_grey() && channels == 1 ? 1 : 3);
    refuse_values("kept as stored");
  }

  Tensor stored() {
    Tensor out = values();
    if (atelier::same_dtype(out.get().dtype, atelier::dtype_of<float>())) check_finite(file_.name, out);
    return out;
  }

  // As stored, whatever the values are.
  Tensor values() {
    const atelier_form form = this->form();
    if (!has_plain_values()) return form.channels == 1 ? first_channel(rgb()) : rgb();
    const size_t bytes = form.dtype.bits / 8u;
    check(form.channels * bytes);
    const int64_t shape[] = {size_.height, size_.width, form.channels};
    Tensor out = Tensor::make(form.dtype, {shape, 3});
    auto* to = static_cast<uint8_t*>(out.get().data);
    if (field(TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE)
      for (uint32_t channel = 0; channel < form.channels; ++channel)
        read(to + channel * bytes, bytes, form.channels * bytes, static_cast<uint16_t>(channel));
    else
      read(to, form.channels * bytes, form.channels * bytes, 0);
    return out;
  }

  Tensor labels() {
    check_packing();
    check(sizeof(uint16_t));
    const unsigned bits = field(TIFFTAG_BITSPERSAMPLE), channels = field(TIFFTAG_SAMPLESPERPIXEL);
    if (channels != 1 || field(TIFFTAG_SAMPLEFORMAT) != SAMPLEFORMAT_UINT || (bits != 8 && bits != 16))
      throw Error(ATELIER_E_DATA,
                  text(file_.name, ": ", channels, " channels of ", bits,
                       " bits per pixel are no labels; write label maps as PNG with one channel of 8 or 16 bits"));
    Tensor out = bits == 16 ? Tensor::make<uint16_t>({size_.height, size_.width})
                            : Tensor::make<uint8_t>({size_.height, size_.width});
    read(static_cast<uint8_t*>(out.get().data), bits / 8, bits / 8, 0);
    return out;
  }

 private:
  static TiffReader& self(thandle_t h) { return *static_cast<TiffReader*>(h); }
  static int note(TIFF*, void* reader, const char*, const char* format, va_list arguments) {
    char message[512];
    std::vsnprintf(message, sizeof message, format, arguments);
    std::string& first = static_cast<TiffReader*>(reader)->message_;
    if (first.empty()) first = message;
    return 1;
  }
  [[noreturn]] void fail(std::string_view why) const {
    throw Error(ATELIER_E_DATA, text(file_.name, ": damaged TIFF, or of a kind that is not read: ",
                                     message_.empty() ? why : std::string_view(message_)));
  }
  [[noreturn]] void refuse_values(std::string_view use) const {
    throw Error(ATELIER_E_UNSUPPORTED, text(file_.name, ": a TIFF of ", kind_of_values(), " cannot be ", use,
                                            ": pictures are uint8, uint16 or float32; convert it to one of these"));
  }
  void check_packing() const {
    const unsigned scheme = field(TIFFTAG_COMPRESSION);
    if (TIFFIsCODECConfigured(static_cast<uint16_t>(scheme))) return;
    const TIFFCodec* const known = TIFFFindCODEC(static_cast<uint16_t>(scheme));
    throw Error(ATELIER_E_UNSUPPORTED,
                text(file_.name, ": a TIFF packed by scheme ", scheme, known ? text(" (", known->name, ")") : "",
                     ", which is not read; save it without compression, or with LZW or Deflate"));
  }
  // libtiff makes RGB of few kinds of values. Others may be sound: then it is no damage.
  [[noreturn]] void refuse_rgb(std::string_view why) {
    const std::string reason = message_.empty() ? std::string(why) : message_;
    if (!has_plain_values() && (!is_whole() || field(TIFFTAG_BITSPERSAMPLE) > 16)) refuse_values("made RGB");
    message_ = reason;
    if (!has_plain_values()) fail("");
    try {
      TiffReader(file_).values();
    } catch (const Error&) {
      fail("");
    }
    throw Error(ATELIER_E_UNSUPPORTED,
                text(file_.name, ": a TIFF of ", atelier::describe(form()), " cannot be made RGB (", reason,
                     "); it can be read as it is, with pixels = \"as_stored\""));
  }
  TIFF* tiff() const { return tiff_.get(); }

  tmsize_t read(void* to, tmsize_t size) {
    const uint64_t left = at_ < file_.size ? file_.size - at_ : 0;
    const uint64_t count = std::min<uint64_t>(left, size < 0 ? 0 : static_cast<uint64_t>(size));
    const uint64_t done = count ? file_.read(at_, to, count) : 0;
    at_ += done;
    return static_cast<tmsize_t>(done);
  }
  toff_t seek(toff_t to, int from) {
    at_ = to + (from == SEEK_CUR ? at_ : from == SEEK_END ? file_.size : 0);
    return at_;
  }

  // Before any memory is taken: the picture's size, and that of its tiles, which are decoded whole.
  void check(uint64_t pixel_bytes) const {
    check_bytes(file_.name, size_.height, size_.width, pixel_bytes);
    uint32_t width = 0, height = 0;
    if (TIFFIsTiled(tiff()) && TIFFGetField(tiff(), TIFFTAG_TILEWIDTH, &width) &&
        TIFFGetField(tiff(), TIFFTAG_TILELENGTH, &height))
      check_bytes(file_.name, height, width, pixel_bytes);
  }
  // What the values are, such as "int16".
  std::string kind_of_values() const {
    const unsigned bits = field(TIFFTAG_BITSPERSAMPLE);
    uint16_t kind = PHOTOMETRIC_MINISBLACK;
    TIFFGetField(tiff(), TIFFTAG_PHOTOMETRIC, &kind);
    if (kind == PHOTOMETRIC_LOGL || kind == PHOTOMETRIC_LOGLUV) return "LogLuv colours";
    switch (field(TIFFTAG_SAMPLEFORMAT)) {
      case SAMPLEFORMAT_UINT:
      case SAMPLEFORMAT_VOID:
        return text("uint", bits);
      case SAMPLEFORMAT_INT:
        return text("int", bits);
      case SAMPLEFORMAT_IEEEFP:
        return text("float", bits);
      default:
        return text("complex numbers of ", bits, " bits");
    }
  }
  // Whether the values are numbers without a sign.
  bool is_whole() const {
    const unsigned format = field(TIFFTAG_SAMPLEFORMAT);
    return format == SAMPLEFORMAT_UINT || format == SAMPLEFORMAT_VOID;
  }
  bool is_grey() const {
    const unsigned kind = field(TIFFTAG_PHOTOMETRIC);
    return kind == PHOTOMETRIC_MINISBLACK || kind == PHOTOMETRIC_MINISWHITE;
  }
  // Whether the values in the file are those of the channels, in a type that pictures have.
  bool has_plain_values() const {
    uint16_t kind = PHOTOMETRIC_MINISBLACK;
    TIFFGetField(tiff(), TIFFTAG_PHOTOMETRIC, &kind);
    const unsigned bits = field(TIFFTAG_BITSPERSAMPLE), channels = field(TIFFTAG_SAMPLESPERPIXEL);
    const bool fits =
        is_whole() ? bits == 8 || bits == 16 : bits == 32 && field(TIFFTAG_SAMPLEFORMAT) == SAMPLEFORMAT_IEEEFP;
    return channels >= 1 && fits && (kind == PHOTOMETRIC_MINISBLACK || kind == PHOTOMETRIC_RGB);
  }
  unsigned field(uint32_t tag) const {
    uint16_t value = 0;
    TIFFGetFieldDefaulted(tiff(), tag, &value);
    return value;
  }
  // Puts `bytes` of each pixel into `to`, whose pixels lie `step` bytes apart. sample: the channel that is read, where
  // each has a plane of its own.
  void read(uint8_t* to, size_t bytes, size_t step, uint16_t sample) {
    if (TIFFIsTiled(tiff()))
      read_tiles(to, bytes, step, sample);
    else
      read_rows(to, bytes, step, sample);
    if (!message_.empty()) fail("");
  }
  static void place(const uint8_t* from, uint64_t count, size_t bytes, uint8_t* to, size_t step) {
    if (bytes == step)
      std::memcpy(to, from, count * bytes);
    else
      for (uint64_t i = 0; i < count; ++i) std::memcpy(to + i * step, from + i * bytes, bytes);
  }
  void read_rows(uint8_t* to, size_t bytes, size_t step, uint16_t sample) {
    std::vector<uint8_t> row(static_cast<size_t>(std::max<tmsize_t>(TIFFScanlineSize(tiff()), 0)));
    if (row.size() < size_.width * bytes) fail("its rows are too short");
    for (uint32_t y = 0; y < size_.height; ++y, to += size_.width * step) {
      if (TIFFReadScanline(tiff(), row.data(), y, sample) < 0) fail("");
      place(row.data(), size_.width, bytes, to, step);
    }
  }
  void read_tiles(uint8_t* to, size_t bytes, size_t step, uint16_t sample) {
    uint32_t width = 0, height = 0;
    TIFFGetField(tiff(), TIFFTAG_TILEWIDTH, &width);
    TIFFGetField(tiff(), TIFFTAG_TILELENGTH, &height);
    std::vector<uint8_t> tile(static_cast<size_t>(std::max<tmsize_t>(TIFFTileSize(tiff()), 0)));
    if (width == 0 || height == 0 || tile.size() < uint64_t{width} * height * bytes) fail("its tiles are too small");
    for (uint64_t y = 0; y < size_.height; y += height)
      for (uint64_t x = 0; x < size_.width; x += width) {
        const auto left = static_cast<uint32_t>(x), top = static_cast<uint32_t>(y);
        if (TIFFReadTile(tiff(), tile.data(), left, top, 0, sample) < 0) fail("");
        const uint64_t rows = std::min<uint64_t>(height, size_.height - y),
                       columns = std::min<uint64_t>(width, size_.width - x);
        for (uint64_t row = 0; row < rows; ++row)
          place(tile.data() + row * width * bytes, columns, bytes, to + ((y + row) * size_.width + x) * step, step);
      }
  }

  const PartialFile& file_;
  uint64_t at_ = 0;
  std::string message_;  // the first error
  Size size_;
  std::unique_ptr<TIFF, decltype(&TIFFClose)> tiff_{nullptr, &TIFFClose};
};

}  // namespace

PartialFile partial_file(const File& file) {
  return {file.name, file.bytes.size(), [&file](uint64_t at, void* to, size_t count) {
            std::memcpy(to, file.data() + at, count);
            return count;
          }};
}

Size size_of_tiff(const PartialFile& file) { return TiffReader(file).size(); }
bool is_deep_tiff(const PartialFile& file) { return TiffReader(file).is_deep(); }
atelier_form form_of_tiff(const PartialFile& file) { return TiffReader(file).form(); }
Tensor decode_tiff(const File& file, Pixels pixels) {
  const PartialFile bytes = partial_file(file);
  return pixels == Pixels::kRgb ? TiffReader(bytes).rgb() : TiffReader(bytes).stored();
}
Tensor decode_tiff_labels(const File& file) { return TiffReader(partial_file(file)).labels(); }

}  // namespace pictures
