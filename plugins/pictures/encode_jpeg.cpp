#include <csetjmp>
#include <cstdio>
#include <cstdlib>

// After <cstdio>, which it needs.
#include <jpeglib.h>

#include "pictures/picture_file.hpp"

namespace pictures {

using atelier::Error;
using atelier::text;

namespace {

// Errors come back to write() by longjmp, across C frames only.
class JpegWriter {
 public:
  JpegWriter() {
    state_.err = jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr c) {
      auto& self = *static_cast<JpegWriter*>(c->client_data);
      c->err->format_message(c, self.message_);
      std::longjmp(self.back_, 1);
    };
    errors_.output_message = [](j_common_ptr) {};
    state_.client_data = this;
  }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;
  ~JpegWriter() {
    jpeg_destroy_compress(&state_);
    std::free(bytes_);
  }

  std::string write(const uint8_t* rgb, uint32_t height, uint32_t width, int quality) {
    if (setjmp(back_)) throw Error(ATELIER_E_INTERNAL, text("cannot encode a JPEG: ", message_));
    write_rows(rgb, height, width, quality);
    return {reinterpret_cast<const char*>(bytes_), size_};
  }

 private:
  void write_rows(const uint8_t* rgb, uint32_t height, uint32_t width, int quality) {
    jpeg_create_compress(&state_);
    jpeg_mem_dest(&state_, &bytes_, &size_);
    state_.image_height = height;
    state_.image_width = width;
    state_.input_components = 3;
    state_.in_color_space = JCS_RGB;
    jpeg_set_defaults(&state_);
    jpeg_set_quality(&state_, quality, TRUE);
    jpeg_start_compress(&state_, TRUE);
    while (state_.next_scanline < height) {
      auto* row = const_cast<JSAMPROW>(rgb + static_cast<size_t>(state_.next_scanline) * width * 3);
      jpeg_write_scanlines(&state_, &row, 1);
    }
    jpeg_finish_compress(&state_);
  }

  jpeg_compress_struct state_{};
  jpeg_error_mgr errors_{};
  std::jmp_buf back_;
  char message_[JMSG_LENGTH_MAX] = "";
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;  // the library's type
};

}  // namespace

std::string encode_jpeg(const atelier_tensor& pixels, int quality) {
  if (pixels.ndim != 3 || pixels.shape[2] != 3 || pixels.shape[0] < 1 || pixels.shape[1] < 1 ||
      pixels.shape[0] > JPEG_MAX_DIMENSION || pixels.shape[1] > JPEG_MAX_DIMENSION)
    throw Error(ATELIER_E_UNSUPPORTED, text("a tensor ", atelier::describe(pixels), " cannot be written as a JPEG"));
  return JpegWriter().write(atelier::data_of<const uint8_t>(pixels), static_cast<uint32_t>(pixels.shape[0]),
                            static_cast<uint32_t>(pixels.shape[1]), quality);
}

}  // namespace pictures
