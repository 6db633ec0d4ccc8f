// Prints label maps, for the tests that are shell scripts.
//   labels text FILE          rows of labels
//   labels counts FILE…             "40x30: 0 is 1120, 1 is 80", width x height and pixels of each label, a line a file
//   labels raw FILE…          the labels as bytes, row-major, one file after the other (16 bits: little-endian)
//   labels resized H W FILE…  the same after resizing to H x W
#include <cstdio>
#include <iostream>
#include <map>
#include <string>

#include "pictures/picture_file.hpp"
#include "pictures/resize.hpp"

namespace {

void print_rows(const atelier::Tensor& labels) {
  const bool wide = labels.get().dtype.bits == 16;
  for (int64_t y = 0; y < labels.dim(0); ++y)
    for (int64_t x = 0; x < labels.dim(1); ++x) {
      const int64_t at = y * labels.dim(1) + x;
      std::cout << (wide ? labels.data<uint16_t>()[at] : labels.data<uint8_t>()[at])
                << (x + 1 < labels.dim(1) ? ' ' : '\n');
    }
}

void print_counts(const atelier::Tensor& labels) {
  const bool wide = labels.get().dtype.bits == 16;
  std::map<unsigned, uint64_t> counts;
  for (int64_t at = 0; at < labels.dim(0) * labels.dim(1); ++at)
    ++counts[wide ? labels.data<uint16_t>()[at] : labels.data<uint8_t>()[at]];
  std::cout << labels.dim(1) << 'x' << labels.dim(0) << ':';
  const char* separator = " ";
  for (const auto& [label, count] : counts) {
    std::cout << separator << label << " is " << count;
    separator = ", ";
  }
  std::cout << '\n';
}

void write_bytes(const atelier::Tensor& labels) {
  if (std::fwrite(labels.get().data, 1, labels.bytes(), stdout) != labels.bytes())
    throw std::runtime_error("cannot write");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  try {
    if (mode == "text" && argc == 3) {
      print_rows(pictures::read_labels(argv[2]));
    } else if (mode == "counts" && argc > 2) {
      for (int i = 2; i < argc; ++i) print_counts(pictures::read_labels(argv[i]));
    } else if (mode == "raw" && argc > 2) {
      for (int i = 2; i < argc; ++i) write_bytes(pictures::read_labels(argv[i]));
    } else if (mode == "resized" && argc > 4) {
      for (int i = 4; i < argc; ++i)
        write_bytes(pictures::resize_labels(pictures::read_labels(argv[i]), std::stoll(argv[2]), std::stoll(argv[3])));
    } else {
      std::cerr << "usage: labels text FILE | labels raw FILE… | labels resized H W FILE…\n";
      return 2;
    }
  } catch (const std::exception& e) {
    std::cerr << "labels: " << e.what() << "\n";
    return 1;
  }
  return 0;
}
