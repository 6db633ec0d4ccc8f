// One JPEG file through libjpeg-turbo, which is asked for RGB or for the planes of its components.
//
// The library reports errors by a call that must not return. Ours longjmps back to run(), across frames of C and of
// lambdas without destructors only; the exception is thrown from there. Its warnings about damage count as errors.
#pragma once

#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <vector>

// After <cstdio>, which it needs.
#include <jpeglib.h>

#include "codecs.hpp"

namespace pictures {

// All throw ATELIER_E_DATA, with file and byte, for damage of any kind, and ATELIER_E_UNSUPPORTED for a sound file of a
// kind that is not read, or of too many pixels. One read for each object.
class JpegReader {
 public:
  // Reads the header. The file must outlive this.
  explicit JpegReader(const File& file);
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
  ~JpegReader() { jpeg_destroy_decompress(&state_); }

  Size size() const { return {state_.image_height, state_.image_width}; }
  bool is_grey() const { return state_.num_components == 1; }
  // Whether its components are brightness, alone or with two differences of colour, each an even share of the samples.
  bool has_planes() const;

  // uint8 [H,W,3] at full size, also of grey files.
  atelier::Tensor read_rgb();

  // The samples of one component that cover the picture: the last of an axis may do so in part.
  struct Plane {
    double rows = 0;
    double columns = 0;
  };
  // Of a file that has planes; scale: 1, 2, 4 or 8 eighths of the full size in each direction. Colour may come in more
  // detail than that, never in less than the file has.
  std::vector<Plane> begin_planes(unsigned scale);
  // Gives all rows of all planes, those of one plane from above to below.
  void read_planes(const std::function<void(size_t plane, const uint8_t* row)>& take);

 private:
  static JpegReader& self(j_common_ptr c) { return *static_cast<JpegReader*>(c->client_data); }
  template <class Step>
  void run(Step step);
  [[noreturn]] void refuse() const;
  bool is_harmless() const;
  [[noreturn]] void stop();
  [[noreturn]] void stop_with(const char* message);
  void read_cmyk(uint8_t* out);

  const File& file_;
  jpeg_decompress_struct state_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  std::jmp_buf back_;
  char message_[JMSG_LENGTH_MAX] = "";
  bool message_is_end_ = false;
};

}  // namespace pictures
