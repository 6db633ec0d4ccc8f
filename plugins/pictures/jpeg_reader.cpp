#include "jpeg_reader.hpp"

#include <jerror.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace pictures {

using atelier::Error;
using atelier::Tensor;
using atelier::text;

namespace {

constexpr int kMaxScans = 500;            // a hostile progressive file can ask for hours of work
constexpr size_t kLines = 8;              // asked for at a time
constexpr int kPaddingBeforeTheEnd = 64;  // bytes some cameras leave between the last scan and the end marker

// Lossless, of 12 bits, or with arithmetic codes.
bool is_other_kind(int code) {
  return code == JERR_SOF_UNSUPPORTED || code == JERR_BAD_PRECISION || code == JERR_ARITH_NOTIMPL ||
         code == JERR_CONVERSION_NOTIMPL;
}

bool is_cmyk(const jpeg_decompress_struct& state) {
  return state.jpeg_color_space == JCS_CMYK || state.jpeg_color_space == JCS_YCCK;
}

}  // namespace

JpegReader::JpegReader(const File& file) : file_(file) {
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
  try {
    run([&] { jpeg_create_decompress(&state_); });
    state_.progress = &progress_;
    run([&] {
      jpeg_mem_src(&state_, file_.data(), file_.bytes.size());
      jpeg_read_header(&state_, TRUE);
    });
    check_size(file_.name, state_.image_height, state_.image_width);
  } catch (...) {
    jpeg_destroy_decompress(&state_);
    throw;
  }
}

template <class Step>
void JpegReader::run(Step step) {
  if (setjmp(back_)) refuse();
  step();
}

void JpegReader::refuse() const {
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

bool JpegReader::is_harmless() const {
  const int code = errors_.msg_code;
  if (code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM) return true;
  return code == JWRN_EXTRANEOUS_DATA && errors_.msg_parm.i[1] == 0xd9 && errors_.msg_parm.i[0] <= kPaddingBeforeTheEnd;
}

void JpegReader::stop() {
  message_is_end_ = errors_.msg_code == JWRN_JPEG_EOF;
  errors_.format_message(reinterpret_cast<j_common_ptr>(&state_), message_);
  std::longjmp(back_, 1);
}

void JpegReader::stop_with(const char* message) {
  std::snprintf(message_, sizeof message_, "%s", message);
  std::longjmp(back_, 1);
}

Tensor JpegReader::read_rgb() {
  state_.out_color_space = is_cmyk(state_) ? JCS_CMYK : JCS_RGB;
  run([&] { jpeg_start_decompress(&state_); });
  Tensor pixels = Tensor::make<uint8_t>({state_.output_height, state_.output_width, 3});
  uint8_t* out = pixels.data<uint8_t>();
  if (is_cmyk(state_))
    read_cmyk(out);
  else
    run([&] {
      const size_t stride = size_t{state_.output_width} * 3;
      while (state_.output_scanline < state_.output_height) {
        std::array<JSAMPROW, kLines> rows;
        const size_t left = state_.output_height - state_.output_scanline;
        for (size_t i = 0; i < kLines; ++i) rows[i] = out + (state_.output_scanline + std::min(i, left - 1)) * stride;
        jpeg_read_scanlines(&state_, rows.data(), static_cast<JDIMENSION>(std::min(left, kLines)));
      }
    });
  run([&] { jpeg_finish_decompress(&state_); });
  return pixels;
}

// Adobe's programs store CMYK inverted, and say so with their marker.
void JpegReader::read_cmyk(uint8_t* out) {
  const uint8_t flip = state_.saw_Adobe_marker ? 0 : 255;
  std::vector<uint8_t> line(size_t{state_.output_width} * 4);
  while (state_.output_scanline < state_.output_height) {
    JSAMPROW target = line.data();
    run([&] { jpeg_read_scanlines(&state_, &target, 1); });
    for (size_t x = 0; x < line.size(); x += 4)
      for (size_t c = 0; c < 3; ++c)
        *out++ = static_cast<uint8_t>(((line[x + c] ^ flip) * unsigned(line[x + 3] ^ flip) + 127) / 255);
  }
}

bool JpegReader::has_planes() const {
  if (state_.jpeg_color_space != JCS_GRAYSCALE && state_.jpeg_color_space != JCS_YCbCr) return false;
  const jpeg_component_info* each = state_.comp_info;
  int across = 1, down = 1;
  for (int i = 0; i < state_.num_components; ++i) {
    across = std::max(across, each[i].h_samp_factor);
    down = std::max(down, each[i].v_samp_factor);
  }
  return std::all_of(each, each + state_.num_components, [&](const jpeg_component_info& c) {
    return across % c.h_samp_factor == 0 && down % c.v_samp_factor == 0;
  });
}

std::vector<JpegReader::Plane> JpegReader::begin_planes(unsigned scale) {
  state_.raw_data_out = TRUE;
  state_.scale_num = scale;
  state_.scale_denom = DCTSIZE;
  run([&] { jpeg_start_decompress(&state_); });
  std::vector<Plane> planes;
  for (int i = 0; i < state_.num_components; ++i) {
    const jpeg_component_info& c = state_.comp_info[i];
    const double of_eight = double(c.DCT_scaled_size) / DCTSIZE;
    planes.push_back({double(state_.image_height) * c.v_samp_factor / state_.max_v_samp_factor * of_eight,
                      double(state_.image_width) * c.h_samp_factor / state_.max_h_samp_factor * of_eight});
  }
  return planes;
}

void JpegReader::read_planes(const std::function<void(size_t plane, const uint8_t* row)>& take) {
  struct Strip {
    std::vector<uint8_t> samples;
    std::vector<JSAMPROW> rows;
    JDIMENSION left;  // rows of the plane
  };
  std::vector<Strip> strips;
  std::vector<JSAMPARRAY> targets;
  for (int i = 0; i < state_.num_components; ++i) {
    const jpeg_component_info& c = state_.comp_info[i];
    const auto rows = static_cast<size_t>(c.v_samp_factor * c.DCT_scaled_size);
    const size_t stride = size_t{c.width_in_blocks} * static_cast<size_t>(c.DCT_scaled_size);
    Strip& strip = strips.emplace_back(Strip{std::vector<uint8_t>(rows * stride), {}, c.downsampled_height});
    for (size_t y = 0; y < rows; ++y) strip.rows.push_back(strip.samples.data() + y * stride);
  }
  for (Strip& strip : strips) targets.push_back(strip.rows.data());
  const auto lines = static_cast<JDIMENSION>(state_.max_v_samp_factor * state_.min_DCT_scaled_size);
  while (state_.output_scanline < state_.output_height) {
    run([&] { jpeg_read_raw_data(&state_, targets.data(), lines); });
    for (size_t i = 0; i < strips.size(); ++i)
      for (size_t y = 0; y < strips[i].rows.size() && strips[i].left > 0; ++y, --strips[i].left)
        take(i, strips[i].rows[y]);
  }
  run([&] { jpeg_finish_decompress(&state_); });
}

}  // namespace pictures
