#include <zlib.h>

#include <algorithm>
#include <vector>

#include "edits.hpp"
#include "mutate.hpp"

namespace fuzz {
namespace {

std::string big_endian(uint32_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
  return out;
}
uint32_t number_at(const std::string& bytes, size_t at, size_t size) {
  uint32_t value = 0;
  for (size_t i = at; i < at + size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

// Moves, doubles or drops a part of a file.
template <class Part>
void shuffle_parts(std::vector<Part>& parts, Random& random) {
  const auto at = parts.begin() + static_cast<ptrdiff_t>(random.below(parts.size()));
  const auto to = parts.begin() + static_cast<ptrdiff_t>(random.below(parts.size()));
  switch (random.below(3)) {
    case 0:
      std::swap(*at, *to);
      break;
    case 1: {
      const Part copy = *at;
      parts.insert(to, copy);
      break;
    }
    default:
      parts.erase(at);
      break;
  }
}

uint32_t odd_side(Random& random) {
  constexpr uint32_t kSides[] = {0, 1, 2, 7, 255, 256, 4096, 32767, 65535, 65536, 0x7fffffff, 0x80000000, 0xffffffff};
  return pick(kSides, random);
}

struct Chunk {
  std::string type;
  std::string data;
  uint32_t crc = 0;
  int64_t length = -1;  // what is written; -1: what is true
};

constexpr std::string_view kPngSignature("\x89PNG\r\n\x1a\n", 8);

std::vector<Chunk> chunks_of(const std::string& png) {
  std::vector<Chunk> chunks;
  for (size_t at = kPngSignature.size(); at + 12 <= png.size();) {
    const size_t length = std::min<size_t>(number_at(png, at, 4), png.size() - at - 12);
    chunks.push_back({png.substr(at + 4, 4), png.substr(at + 8, length), number_at(png, at + 8 + length, 4)});
    at += 12 + length;
  }
  return chunks;
}

// Changes the rows before they are compressed: filters, and more or fewer of them than the header says.
void edit_rows(Chunk& chunk, Random& random) {
  std::string rows(size_t{1} << 20, '\0');
  uLongf size = rows.size();
  if (uncompress(reinterpret_cast<Bytef*>(rows.data()), &size, reinterpret_cast<const Bytef*>(chunk.data.data()),
                 chunk.data.size()) != Z_OK)
    return edit_bytes(chunk.data, random);
  rows.resize(size);
  edit_bytes(rows, random);
  uLongf packed = compressBound(rows.size());
  chunk.data.resize(packed);
  compress2(reinterpret_cast<Bytef*>(chunk.data.data()), &packed, reinterpret_cast<const Bytef*>(rows.data()),
            rows.size(), 1);
  chunk.data.resize(packed);
}

void edit_chunk(Chunk& chunk, Random& random) {
  if (chunk.type == "IHDR" && chunk.data.size() == 13 && random.below(2) == 0) {
    const size_t field = random.below(7);
    if (field < 2)
      chunk.data.replace(4 * field, 4, big_endian(odd_side(random), 4));
    else
      chunk.data[6 + field] = static_cast<char>(random.below(20));
    return;
  }
  if (chunk.type == "IDAT" && random.below(2) == 0) return edit_rows(chunk, random);
  constexpr const char* kTypes[] = {"IDAT", "PLTE", "tRNS", "IEND", "IHDR", "gAMA", "iCCP", "zTXt", "sBIT",
                                    "bKGD", "hIST", "eXIf", "acTL", "iTXt", "cHRM", "pHYs", "abcd", "ABCD"};
  switch (random.below(6)) {
    case 0:
      chunk.type = pick(kTypes, random);
      break;
    case 1:
      chunk.length = odd_side(random);
      break;
    default:
      edit_bytes(chunk.data, random);
      break;
  }
}

// A JPEG from one marker up to the next: marker, length where it has one, payload, and the pixels' stream after SOS.
struct Segment {
  std::string bytes;
};

std::vector<Segment> segments_of(const std::string& jpeg) {
  std::vector<Segment> segments;
  size_t begin = 0;
  for (size_t at = 0; at + 1 < jpeg.size();) {
    const auto code = static_cast<unsigned char>(jpeg[at + 1]);
    size_t next = at + 2;
    const bool alone = code == 0xd8 || code == 0xd9 || code == 0x01 || (code >= 0xd0 && code <= 0xd7);
    if (!alone && at + 4 <= jpeg.size()) next = at + 2 + number_at(jpeg, at + 2, 2);
    while (next + 1 < jpeg.size() && !(jpeg[next] == '\xff' && jpeg[next + 1] != '\0')) ++next;
    next = std::min(next, jpeg.size());
    segments.push_back({jpeg.substr(begin, next - begin)});
    begin = at = next;
  }
  if (begin < jpeg.size()) segments.push_back({jpeg.substr(begin)});
  return segments;
}

void edit_segment(Segment& segment, Random& random) {
  std::string& bytes = segment.bytes;
  if (bytes.size() < 6) return edit_bytes(bytes, random);
  const auto code = static_cast<unsigned char>(bytes[1]);
  const bool frame = code >= 0xc0 && code <= 0xc2 && bytes.size() > 10;
  switch (random.below(frame ? 6 : 4)) {
    case 0:
      bytes.replace(2, 2, big_endian(odd_side(random), 2));
      break;
    case 1: {
      constexpr unsigned char kCodes[] = {0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc9, 0xda, 0xdb,
                                          0xdd, 0xd0, 0xd9, 0xe0, 0xe1, 0xee, 0xfe};
      bytes[1] = static_cast<char>(pick(kCodes, random));
      break;
    }
    case 2:
    case 3: {
      std::string payload = bytes.substr(4);
      edit_bytes(payload, random);
      // Stuffed, so that the damage is one of the codes and not a marker.
      if (random.below(2) == 0 && code == 0xda)
        for (size_t at = 0; at + 1 < payload.size(); ++at)
          if (payload[at] == '\xff') payload[at + 1] = '\0';
      bytes.replace(4, std::string::npos, payload);
      break;
    }
    case 4:
      bytes.replace(5 + 2 * random.below(2), 2, big_endian(odd_side(random), 2));
      break;
    default: {
      const size_t at = 9 + random.below(bytes.size() - 9);  // components: count, id, sampling, table
      bytes[at] = static_cast<char>(random.below(2) ? random.next() : random.below(70));
      break;
    }
  }
}

}  // namespace

std::string mutate_png(std::string bytes, Random& random) {
  std::vector<Chunk> chunks = chunks_of(bytes);
  const bool right_sums = random.below(2) == 0;
  for (uint64_t edits = 1 + random.below(2) * random.below(4); edits > 0 && !chunks.empty(); --edits) {
    if (random.below(5) == 0)
      shuffle_parts(chunks, random);
    else
      edit_chunk(chunks[random.below(chunks.size())], random);
  }
  std::string out(kPngSignature);
  for (const Chunk& chunk : chunks) {
    const std::string covered = chunk.type + chunk.data;
    const auto sum = right_sums ? static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(covered.data()),
                                                              static_cast<uInt>(covered.size())))
                                : chunk.crc;
    out += big_endian(chunk.length < 0 ? static_cast<uint32_t>(chunk.data.size()) : static_cast<uint32_t>(chunk.length),
                      4) +
           covered + big_endian(sum, 4);
  }
  if (!right_sums && random.below(2) == 0) edit_bytes(out, random);
  return out;
}

std::string mutate_jpeg(std::string bytes, Random& random) {
  std::vector<Segment> segments = segments_of(bytes);
  for (uint64_t edits = 1 + random.below(2) * random.below(4); edits > 0 && !segments.empty(); --edits) {
    if (random.below(5) == 0)
      shuffle_parts(segments, random);
    else
      edit_segment(segments[random.below(segments.size())], random);
  }
  std::string out;
  for (const Segment& segment : segments) out += segment.bytes;
  if (random.below(4) == 0) edit_bytes(out, random);
  return out;
}

std::string mutate(std::string_view name, std::string bytes, Random& random) {
  const auto ends_in = [&](std::string_view end) {
    return name.size() >= end.size() && name.substr(name.size() - end.size()) == end;
  };
  if (random.below(8) == 0) return mutate_bytes(std::move(bytes), random);
  if (ends_in(".json")) return mutate_json(std::move(bytes), random);
  if (ends_in(".txt") || ends_in(".yaml")) return mutate_lines(std::move(bytes), random);
  if (ends_in(".pth") || ends_in(".pt") || ends_in(".safetensors")) return mutate_weights(std::move(bytes), random);
  if (bytes.compare(0, kPngSignature.size(), kPngSignature) == 0) return mutate_png(std::move(bytes), random);
  if (bytes.compare(0, 2, "\xff\xd8") == 0) return mutate_jpeg(std::move(bytes), random);
  return mutate_bytes(std::move(bytes), random);
}

}  // namespace fuzz
