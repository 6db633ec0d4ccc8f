#include "memory_need.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

namespace atelier::torch_models {
namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();
constexpr int64_t kFewest = 2;  // pictures of a training batch
constexpr int64_t kStep = 32;   // of the sides that are proposed

// Bytes for each pixel of a batch, from resident memory at 256x256 with batches of 2, 6 and 8.
double per_pixel(const BatchForm& b) {
  const bool half = b.compute == at::kBFloat16;
  if (b.training) return half ? 2480 : 4960;
  return half ? 215 : 470;
}

std::string gigabytes(double bytes, int more_digits = 0) {
  std::ostringstream out;
  out.precision((bytes < 9.95e9 ? 2 : 3) + more_digits);
  out << bytes / 1e9 << " GB";
  return out.str();
}

// Two amounts with so many digits that they can be told apart.
std::pair<std::string, std::string> apart(double one, double other) {
  constexpr int kMostDigits = 4;
  int digits = 0;
  while (digits < kMostDigits && gigabytes(one, digits) == gigabytes(other, digits)) ++digits;
  return {gigabytes(one, digits), gigabytes(other, digits)};
}

// The number behind a key of a file of lines such as "MemAvailable:  1234 kB".
double kilobytes(const char* file, const std::string& key) {
  std::ifstream in(file);
  std::string word;
  while (in >> word)
    if (word == key && in >> word) return std::strtod(word.c_str(), nullptr) * 1024;
  return kNone;
}

double control_group() {
  double least = kNone;
  for (const char* file : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::ifstream in(file);
    double bytes = 0;
    if (in >> bytes) least = std::min(least, bytes);
  }
  return least;
}

std::string form_of(const BatchForm& b) {
  return text(b.training ? "a training batch of " : "a batch of ",
              counted(static_cast<uint64_t>(b.pictures), "picture", "pictures"), " of ", b.width, "x", b.height,
              " pixels");
}

// What would fit of a batch that does not: a smaller one, or smaller pictures.
std::string remedy(BatchForm b, double network, double limit) {
  const double room = limit - network;
  const int64_t least = b.training ? kFewest : 1;
  BatchForm one = b;
  one.pictures = 1;
  const auto fits = static_cast<int64_t>(std::floor(room / features_need(one)));
  if (fits >= least && fits < b.pictures) return text("; a batch of ", fits, " would fit");
  const double pixels = room / (per_pixel(b) * static_cast<double>(least));
  const auto side = static_cast<int64_t>(std::sqrt(std::max(0.0, pixels))) / kStep * kStep;
  if (side < kStep) return "; this network does not fit at all";
  return text("; a batch of ", least, " would fit with pictures of ", side, "x", side);
}

}  // namespace

double features_need(const BatchForm& b) {
  return per_pixel(b) * static_cast<double>(b.pictures) * static_cast<double>(b.height) * static_cast<double>(b.width);
}

double room_under_limits() {
  double least = kNone;
  // A limit, and what counts for it: libraries and reserves of threads too, in the case of addresses.
  for (const auto& [limit, counted] : {std::pair(RLIMIT_AS, "VmSize:"), std::pair(RLIMIT_DATA, "VmData:")}) {
    rlimit set{};
    if (getrlimit(limit, &set) != 0 || set.rlim_cur == RLIM_INFINITY) continue;
    const double taken = kilobytes("/proc/self/status", counted);
    if (taken != kNone) least = std::min(least, std::max(0.0, static_cast<double>(set.rlim_cur) - taken));
  }
  return least;
}

double memory_limit() {
  const double resident = kilobytes("/proc/self/status", "VmRSS:");
  const double available = kilobytes("/proc/meminfo", "MemAvailable:"), swap = kilobytes("/proc/meminfo", "SwapFree:");
  const double whole = std::min(resident + available + (swap == kNone ? 0 : swap), control_group());
  // Of what the process may still take, malloc uses a part of that for good.
  constexpr double kUsed = 0.7;
  return std::min(whole, resident + kUsed * std::max(0.0, room_under_limits() - kRoomToWork));
}

void expect_memory(const BatchForm& batch, double network, double limit) {
  if (network + features_need(batch) > limit) throw Error(ATELIER_E_INVALID, out_of_memory(batch, network, limit));
}

std::string out_of_memory(const BatchForm& batch, double network, double limit) {
  const std::string raise = ", or raise the limit of the process (`ulimit -v`, `ulimit -d`) where there is one";
  if (batch.pictures == 0)  // it failed before it saw a batch
    return text("out of memory: the network does not fit", limit == kNone ? "" : " into the " + gigabytes(limit),
                limit == kNone ? "" : " that are to be had", "; close other programs", raise);
  const double need = network + features_need(batch);
  const std::string start = "out of memory: " + form_of(batch), smaller = "use a smaller batch or smaller pictures";
  if (limit == kNone) return text(start, " needs about ", gigabytes(need), "; ", smaller);
  const auto [needed, had] = apart(need, limit);
  if (need > limit)
    return text(start, " needs about ", needed, ", and ", had, " are to be had", remedy(batch, network, limit));
  // By the estimate it fits, so nothing follows from it about what would.
  return text(start, " should need about ", needed, " of the ", had, " that are to be had, but an allocation failed; ",
              smaller, raise);
}

std::string out_of_gpu_memory(const BatchForm& batch) {
  const std::string room = " into what the GPU has free; close other programs that use it";
  if (batch.pictures == 0) return "out of memory: the network does not fit" + room;
  return text("out of memory: ", form_of(batch), " does not fit", room, ", or use a smaller batch or smaller pictures",
              batch.compute == at::kBFloat16 ? "" : ", or precision = \"bfloat16\"");
}

bool is_out_of_memory(const std::string& message) {
  for (const char* part : {"can't allocate memory", "not enough memory", "out of memory"})
    if (message.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace atelier::torch_models
