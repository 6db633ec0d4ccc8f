// Files built by hand, byte by byte: what no writer would write.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "atelier/cpp/core.hpp"
#include "atelier/cpp/files.hpp"
#include "test_data.hpp"
#include "weight_files/weight_file.hpp"

namespace test {

inline std::string little(uint64_t value, size_t bytes) {
  std::string out;
  for (size_t i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
  return out;
}

// Pieces of a pickle of protocol 2.
namespace pickle {
inline std::string text(const std::string& s) { return "X" + little(s.size(), 4) + s; }
inline std::string global(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}
// Any whole number of 64 bits.
inline std::string number(int64_t value) { return "\x8a\x08" + little(static_cast<uint64_t>(value), 8); }
inline std::string tuple(const std::vector<std::string>& items) {
  std::string out = "(";
  for (const std::string& item : items) out += item;
  return out + "t";
}
inline std::string numbers(const std::vector<int64_t>& values) {
  std::vector<std::string> items;
  for (const int64_t value : values) items.push_back(number(value));
  return tuple(items);
}
inline std::string storage(const std::string& type, const std::string& key, int64_t count) {
  return tuple({text("storage"), global("torch", type), text(key), text("cpu"), number(count)}) + "Q";
}
inline std::string tensor(const std::string& storage_piece, int64_t offset, const std::vector<int64_t>& shape,
                          const std::vector<int64_t>& strides) {
  return global("torch._utils", "_rebuild_tensor_v2") +
         tuple({storage_piece, number(offset), numbers(shape), numbers(strides), "\x89",
                global("collections", "OrderedDict") + ")R"}) +
         "R";
}
inline std::string dict(const std::vector<std::pair<std::string, std::string>>& items) {
  std::string out = "}(";
  for (const auto& [key, value] : items) out += text(key) + value;
  return out + "u";
}
inline std::string whole(const std::string& body) { return "\x80\x02" + body + "."; }
}  // namespace pickle

struct ZipRecord {
  std::string name;
  std::string bytes;
  uint16_t method = 0;
  uint16_t flags = 0;
};

struct ZipDamage {
  int64_t header_shift = 0;  // of the headers' places in the directory
  uint32_t size_more = 0;    // in the directory
  bool other_name = false;   // in the records' own headers
};

inline std::string zip_of(const std::vector<ZipRecord>& records, const ZipDamage& damage = {}) {
  std::string out, directory;
  for (const ZipRecord& r : records) {
    const size_t size = r.bytes.size() + damage.size_more;
    const std::string common =
        little(r.flags, 2) + little(r.method, 2) + little(0, 8) + little(size, 4) + little(size, 4);
    directory += "PK\x01\x02" + little(0, 2) + little(0, 2) + common + little(r.name.size(), 2) + little(0, 4) +
                 little(0, 8) + little(out.size() + static_cast<uint64_t>(damage.header_shift), 4) + r.name;
    out += "PK\x03\x04" + little(0, 2) + common + little(r.name.size(), 2) + little(0, 2) +
           (damage.other_name ? std::string(r.name.size(), 'x') : r.name) + r.bytes;
  }
  const size_t at = out.size();
  return out + directory + "PK\x05\x06" + little(0, 4) + little(records.size(), 2) + little(records.size(), 2) +
         little(directory.size(), 4) + little(at, 4) + little(0, 2);
}

// torch.save's archive around a pickle, with one storage `0`.
inline std::string torch_zip(const std::string& body, const std::string& data = std::string(64, '\0')) {
  return zip_of({{"archive/data.pkl", pickle::whole(body)}, {"archive/data/0", data}});
}

// The older container: `keys` and their bytes behind a pickle.
inline std::string legacy(const std::string& body, const std::vector<std::pair<std::string, std::string>>& storages,
                          const std::string& little_endian = "\x88", size_t element = 4) {
  std::string keys = "](", data;
  for (const auto& [key, bytes] : storages) {
    keys += pickle::text(key);
    data += little(bytes.size() / element, 8) + bytes;
  }
  return pickle::whole(std::string("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 12)) +
         pickle::whole("M" + little(1001, 2)) +
         pickle::whole(pickle::dict({{"little_endian", little_endian}, {"protocol_version", "M" + little(1001, 2)}})) +
         pickle::whole(body) + pickle::whole(keys + "e") + data;
}

inline std::string safetensors(const std::string& header, const std::string& data) {
  return little(header.size(), 8) + header + data;
}

// What reading these bytes fails with; every tensor is read, too.
inline std::string refusal(const std::string& bytes, const std::string& name = "w.pth") {
  TemporaryFolder folder;
  atelier::write_file(folder / name, bytes, false);
  try {
    const atelier::weight_files::WeightFile file(folder / name);
    for (const auto& entry : file.entries()) {
      std::vector<char> out(entry.bytes());
      file.read(entry, out.data());
    }
  } catch (const atelier::Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_DATA) << e.what();
    EXPECT_NE(std::string(e.what()).find(name + ": "), std::string::npos) << e.what();
    return e.what();
  }
  return {};
}

inline void expect_refusal(const std::string& bytes, const std::string& part, const std::string& name = "w.pth") {
  const std::string text = refusal(bytes, name);
  EXPECT_FALSE(text.empty()) << "was read; expected: " << part;
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

inline std::filesystem::path fixture(const std::string& name) {
  return test::source_dir() / "plugins/weight_files/tests/fixtures" / name;
}

}  // namespace test
