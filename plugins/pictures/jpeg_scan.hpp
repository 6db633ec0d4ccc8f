// The usual kind of JPEG file, decoded as far as the quantised DCT coefficients: baseline Huffman coding, 8 bits, one
// scan of one component or of three in YCbCr. That is nearly every photograph in a data set, and half of the time that
// loading it takes.
//
// Only a file without any oddity is taken. All else (progressive, arithmetic, CMYK, damage of any kind) is left to
// libjpeg-turbo, which decodes it or says what is wrong with it. Source: ITU-T T.81. [any]
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pictures {

// Codes of up to kFast bits are looked up, where possible together with the value that follows them.
class HuffmanTable {
 public:
  static constexpr int kFast = 11;

  // counts[i]: codes of i + 1 bits. Gives false for a table that no encoder writes.
  bool build(bool is_dc, const uint8_t* counts, const uint8_t* symbols, size_t symbol_count);
  bool is_there() const { return is_there_; }

  // What `bits` begin with. A code with its value (never 0): value << 16 | run << 8 | bits of both. A code alone, its
  // value being too long for the table or not there: symbol << 8 | bits of the code. 0: there is no such code.
  uint32_t find(uint64_t bits) const {
    const uint32_t entry = fast_[bits >> (64 - kFast)];
    return entry ? entry : find_long(bits);
  }

 private:
  uint32_t find_long(uint64_t bits) const;

  bool is_there_ = false;
  std::array<uint32_t, 1 << kFast> fast_{};
  std::array<uint32_t, 17> limit_{};  // the first code of more than i bits, in 16 bits
  std::array<int32_t, 17> offset_{};  // index of a code of i bits, less the code
  std::array<uint8_t, 256> symbols_{};
};

class JpegScan {
 public:
  struct Component {
    uint8_t id = 0;
    int across = 1;  // blocks of an MCU
    int down = 1;
    int quantisation = 0;
    int dc = 0;
    int ac = 0;
  };
  static constexpr int kBlock = 64;

  // Reads everything before the entropy-coded bytes, and looks that they end as they should. `file` must outlive it.
  // Nothing: not of the usual kind.
  static std::optional<JpegScan> open(std::string_view file);

  uint32_t height() const { return height_; }
  uint32_t width() const { return width_; }
  const std::vector<Component>& components() const { return components_; }
  int most_across() const { return most_across_; }
  int most_down() const { return most_down_; }
  uint32_t mcu_rows() const { return mcu_rows_; }
  uint32_t mcu_columns() const { return mcu_columns_; }
  // In zigzag order.
  const std::array<uint16_t, kBlock>& quantisation(size_t component) const {
    return quantisations_[static_cast<size_t>(components_[component].quantisation)];
  }

  // Decodes the next block of a component in the order of the scan. out: 64 coefficients as stored, in natural order.
  // last: position in zigzag order of the last that is not zero, or 0. False: damaged.
  bool next_block(size_t component, int32_t* out, unsigned& last);
  // To be called before each MCU; does what a restart interval asks for.
  bool begin_mcu();
  // Whether exactly all of the entropy-coded bytes were used.
  bool is_at_end() const { return interval_ + 1 == intervals_.size() && is_interval_used_up(); }

 private:
  struct Interval {
    size_t begin;
    size_t end;
  };
  struct Reader {
    const char* data = nullptr;
    size_t at = 0;      // of the next byte to get into `bits`
    uint64_t bits = 0;  // the next bits, from the highest on
    unsigned count = 0;
    void refill();
    void drop(unsigned n);
    int32_t take_value(unsigned size);
  };
  bool read_segments(std::string_view file);
  bool read_frame(std::string_view segment);
  bool read_tables(std::string_view segment);
  bool read_quantisations(std::string_view segment);
  bool read_scan_header(std::string_view segment);
  bool unstuff(std::string_view file, size_t at);
  bool start_interval();
  bool is_interval_used_up() const;

  uint32_t height_ = 0, width_ = 0;
  uint32_t mcu_rows_ = 0, mcu_columns_ = 0;
  int most_across_ = 1, most_down_ = 1;
  std::vector<Component> components_;
  std::array<std::array<uint16_t, kBlock>, 4> quantisations_{};
  std::array<bool, 4> has_quantisation_{};
  std::array<HuffmanTable, 4> dc_, ac_;
  bool is_jfif_ = false;
  int adobe_transform_ = -1;
  uint32_t restart_interval_ = 0;

  std::string entropy_;  // without stuffed bytes and markers, zeros behind each interval
  std::vector<Interval> intervals_;
  size_t interval_ = 0;
  uint32_t mcus_left_ = 0;  // in the interval
  Reader reader_;
  std::array<int32_t, 3> last_dc_{};
};

}  // namespace pictures
