// JPEG files through libjpeg-turbo.
//
// The library reports errors by a call that must not return. Ours longjmps back to run(), across frames of C and of
// lambdas without destructors only; the exception is thrown from there. Its warnings about damage count as errors.
#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <vector>

// After <cstdio>, which it needs.
#include <jerror.h>
#include <jpeglib.h>

#include "codecs.hpp"

namespace pictures {

using atelier::Error;
using atelier::Tensor;
using atelier::text;

namespace {

constexpr int kMaxScans = 500;            // a hostile progressive file can ask for hours of work
constexpr size_t kLines = 8;              // asked for at a time
constexpr int kPaddingBeforeTheEnd = 64;  // bytes some cameras leave between the last scan and the end marker

class JpegReader {
 public:
  explicit JpegReader(const File& file) : file_(file) {
    state_.err = jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr c) { self(c).stop(); };
    errors_.emit_message = [](j_common_ptr c, int level) {
      if (level < 0 && !self(c).is_harmless()) self(c).stop();
    };
    errors_.output_message = [](j_common_ptr) {};
    progress_.progress_monitor = [](j_common_ptr c) {
      if (self(c).state_.input_scan_number > kMaxScans) self(c).stop_with("more scans than a picture can need");
    };
    state_.client_data = this;
    run([&] { jpeg_create_decompress(&state_); });
    state_.progress = &progress_;
  }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
  ~JpegReader() { jpeg_destroy_decompress(&state_); }

  // Only reads the header.
  Size size() {
    run([&] {
      jpeg_mem_src(&state_, file_.data(), file_.bytes.size());
      jpeg_read_header(&state_, TRUE);
      is_cmyk_ = state_.jpeg_color_space == JCS_CMYK || state_.jpeg_color_space == JCS_YCCK;
      state_.out_color_space = is_cmyk_ ? JCS_CMYK : JCS_RGB;
    });
    check_size(file_.name, state_.image_height, state_.image_width);
    return {state_.image_height, state_.image_width};
  }

  // After size().
  bool is_grey() const { return state_.num_components == 1; }

  // After size(). eighths: the scale, 1 to 8.
  Tensor read(unsigned eighths) {
    state_.scale_num = eighths;
    state_.scale_denom = 8;
    run([&] { jpeg_start_decompress(&state_); });
    const size_t width = state_.output_width;
    Tensor pixels = Tensor::make<uint8_t>({state_.output_height, state_.output_width, 3});
    uint8_t* out = pixels.data<uint8_t>();
    std::vector<uint8_t> line(is_cmyk_ ? width * 4 : 0);
    if (is_cmyk_) {
      while (state_.output_scanline < state_.output_height) {
        uint8_t* row = out + state_.output_scanline * width * 3;
        JSAMPROW target = line.data();
        run([&] { jpeg_read_scanlines(&state_, &target, 1); });
        convert(line, row);
      }
    } else {
      run([&] {
        while (state_.output_scanline < state_.output_height) {
          std::array<JSAMPROW, kLines> rows;
          const size_t left = state_.output_height - state_.output_scanline;
          for (size_t i = 0; i < kLines; ++i)
            rows[i] = out + (state_.output_scanline + std::min(i, left - 1)) * width * 3;
          jpeg_read_scanlines(&state_, rows.data(), static_cast<JDIMENSION>(std::min(left, kLines)));
        }
      });
    }
    run([&] { jpeg_finish_decompress(&state_); });
    return pixels;
  }

 private:
  static JpegReader& self(j_common_ptr c) { return *static_cast<JpegReader*>(c->client_data); }

  template <class Step>
  void run(Step step) {
    if (setjmp(back_)) {
      if (errors_.msg_code == JERR_IMAGE_TOO_BIG) {
        check_size(file_.name, state_.image_height, state_.image_width);
        throw Error(ATELIER_E_UNSUPPORTED, text(file_.name, ": ", message_, "; scale the picture down"));
      }
      if (is_other_kind(errors_.msg_code))
        throw Error(ATELIER_E_UNSUPPORTED, text(file_.name, ": a JPEG of a kind that is not read: ", message_,
                                                "; convert it to PNG, TIFF or baseline JPEG"));
      const size_t left = state_.src ? state_.src->bytes_in_buffer : file_.bytes.size();
      // At the end of the file the library's count still stands at the start of what it was decoding.
      const size_t at = message_is_end_ ? file_.bytes.size() : file_.bytes.size() - left;
      throw Error(ATELIER_E_DATA, text(file_.name, ": damaged JPEG at byte ", at, ": ", message_));
    }
    step();
  }
  // Lossless, of 12 bits, or with arithmetic codes.
  static bool is_other_kind(int code) {
    return code == JERR_SOF_UNSUPPORTED || code == JERR_BAD_PRECISION || code == JERR_ARITH_NOTIMPL ||
           code == JERR_CONVERSION_NOTIMPL;
  }
  bool is_harmless() const {
    const int code = errors_.msg_code;
    if (code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM) return true;
    return code == JWRN_EXTRANEOUS_DATA && errors_.msg_parm.i[1] == 0xd9 &&
           errors_.msg_parm.i[0] <= kPaddingBeforeTheEnd;
  }
  [[noreturn]] void stop() {
    message_is_end_ = errors_.msg_code == JWRN_JPEG_EOF;
    errors_.format_message(reinterpret_cast<j_common_ptr>(&state_), message_);
    std::longjmp(back_, 1);
  }
  [[noreturn]] void stop_with(const char* message) {
    std::snprintf(message_, sizeof message_, "%s", message);
    std::longjmp(back_, 1);
  }
  // Adobe's programs store CMYK inverted, and say so with their marker.
  void convert(const std::vector<uint8_t>& line, uint8_t* row) const {
    const uint8_t flip = state_.saw_Adobe_marker ? 0 : 255;
    for (size_t x = 0; x < line.size() / 4; ++x) {
      const unsigned k = line[4 * x + 3] ^ flip;
      for (size_t c = 0; c < 3; ++c) row[3 * x + c] = static_cast<uint8_t>(((line[4 * x + c] ^ flip) * k + 127) / 255);
    }
  }

  const File& file_;
  jpeg_decompress_struct state_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  std::jmp_buf back_;
  char message_[JMSG_LENGTH_MAX] = "";
  bool message_is_end_ = false;
  bool is_cmyk_ = false;
};

}  // namespace

Tensor decode_jpeg(const File& file) {
  JpegReader reader(file);
  reader.size();
  return reader.read(8);
}

atelier_form form_of_jpeg(const File& file) {
  JpegReader reader(file);
  reader.size();
  return atelier::form_of<uint8_t>(reader.is_grey() ? 1 : 3);
}

Tensor decode_jpeg_scaled(const File& file, Size least, Size& stored) {
  JpegReader reader(file);
  const Size full = reader.size();
  const auto is_enough = [](unsigned eighths, uint64_t size, uint64_t wanted) { return size * eighths >= wanted * 8; };
  unsigned eighths = 1;
  while (eighths < 8 && !(is_enough(eighths, full.height, least.height) && is_enough(eighths, full.width, least.width)))
    ++eighths;
  Tensor pixels = reader.read(eighths);
  stored = full;
  return pixels;
}

}  // namespace pictures
