#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

#include "edits.hpp"
#include "mutate.hpp"

namespace fuzz {

namespace {

uint64_t little(const std::string& bytes, size_t at, size_t size) {
  uint64_t value = 0;
  for (size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

void put(std::string& bytes, size_t at, size_t size, uint64_t value) {
  for (size_t i = 0; i < size; ++i, value >>= 8) bytes[at + i] = static_cast<char>(value & 0xff);
}

struct Record {
  std::string name;
  std::string method;  // flags, method, times, checksum: as in both headers
  std::string bytes;
};

// The records of an archive that is not damaged.
std::optional<std::vector<Record>> records_of(const std::string& bytes) {
  const size_t end = bytes.rfind("PK\x05\x06");
  if (end == std::string::npos || end + 22 > bytes.size()) return std::nullopt;
  std::vector<Record> records;
  size_t at = little(bytes, end + 16, 4);
  for (uint64_t i = little(bytes, end + 10, 2); i > 0; --i) {
    if (at + 46 > bytes.size() || bytes.compare(at, 4, "PK\x01\x02") != 0) return std::nullopt;
    const size_t name = little(bytes, at + 28, 2), extra = little(bytes, at + 30, 2), size = little(bytes, at + 20, 4);
    const size_t header = little(bytes, at + 42, 4);
    if (header + 30 > bytes.size()) return std::nullopt;
    const size_t data = header + 30 + little(bytes, header + 26, 2) + little(bytes, header + 28, 2);
    if (data + size > bytes.size()) return std::nullopt;
    records.push_back({bytes.substr(at + 46, name), bytes.substr(at + 8, 12), bytes.substr(data, size)});
    at += 46 + name + extra + little(bytes, at + 32, 2);
  }
  return records;
}

std::string number(uint64_t value, size_t size) {
  std::string out(size, '\0');
  put(out, 0, size, value);
  return out;
}

std::string archive_of(const std::vector<Record>& records) {
  std::string out, directory;
  for (const Record& record : records) {
    const std::string common =
        record.method + number(record.bytes.size(), 4) + number(record.bytes.size(), 4) + number(record.name.size(), 2);
    directory += "PK\x01\x02" + number(0, 4) + common + number(0, 12) + number(out.size(), 4) + record.name;
    out += "PK\x03\x04" + number(0, 2) + common + number(0, 2) + record.name + record.bytes;
  }
  const size_t at = out.size();
  return out + directory + "PK\x05\x06" + number(0, 4) + number(records.size(), 2) + number(records.size(), 2) +
         number(directory.size(), 4) + number(at, 4) + number(0, 2);
}

// Bytes that mean something in a pickle, in the place of others; or numbers and lengths that are too large.
void edit_pickle(std::string& pickle, Random& random) {
  constexpr unsigned char kOpcodes[] = {'(',  ')',  '.',  '0',  '2',  'B',  'C',  'G',  'J',  'K',  'M',  'N',
                                        'Q',  'R',  'U',  'X',  ']',  'a',  'b',  'c',  'e',  'h',  'i',  'j',
                                        'o',  'q',  'r',  's',  't',  'u',  '}',  0x80, 0x81, 0x82, 0x85, 0x86,
                                        0x87, 0x88, 0x89, 0x8a, 0x8c, 0x8f, 0x90, 0x92, 0x93, 0x94, 0x95};
  if (pickle.size() < 16) return edit_bytes(pickle, random);
  const size_t at = random.below(pickle.size() - 8);
  switch (random.below(8)) {
    case 0:
      pickle[at] = static_cast<char>(pick(kOpcodes, random));
      break;
    case 1:
      pickle.insert(at, 1, static_cast<char>(pick(kOpcodes, random)));
      break;
    case 2:
      put(pickle, at, 4, random.next() >> random.below(64));
      break;
    case 3: {
      // One of the whole numbers, as often as not into one that is wider.
      const size_t found = pickle.find_first_of("KMJ\x8a", at);
      if (found == std::string::npos || found + 9 > pickle.size()) break;
      const std::string wide = "\x8a\x08" + number(random.next() >> random.below(64), 8);
      const size_t size = pickle[found] == 'K' ? 2 : pickle[found] == 'M' ? 3 : pickle[found] == 'J' ? 5 : 2;
      pickle.replace(found, size, wide);
      break;
    }
    case 4: {
      // A piece from elsewhere: values and the calls that make them.
      const size_t from = random.below(pickle.size() - 8),
                   size = std::min<size_t>(random.below(64), pickle.size() - from);
      pickle.insert(at, pickle.substr(from, size));
      break;
    }
    case 5: {
      constexpr const char* kNames[] = {"cos\nsystem\n",
                                        "ctorch._utils\n_rebuild_tensor_v2\n",
                                        "ctorch._utils\n_rebuild_tensor_v3\n",
                                        "ctorch._utils\n_rebuild_parameter\n",
                                        "ctorch._tensor\n_rebuild_from_type_v2\n",
                                        "ctorch.jit._pickle\nbuild_intlist\n",
                                        "ccollections\nOrderedDict\n",
                                        "ctorch\nFloatStorage\n",
                                        "ctorch.storage\nUntypedStorage\n",
                                        "cargparse\nNamespace\n",
                                        "c__torch__.a\nB\n",
                                        "ctorch\nSize\n"};
      const size_t found = pickle.find('c', at);
      const size_t line = found == std::string::npos ? found : pickle.find('\n', found);
      const size_t end = line == std::string::npos ? line : pickle.find('\n', line + 1);
      if (end != std::string::npos) pickle.replace(found, end + 1 - found, pick(kNames, random));
      break;
    }
    case 6:
      pickle.erase(at, 1 + random.below(8));
      break;
    default:
      edit_bytes(pickle, random);
      break;
  }
}

void edit_archive(std::string& bytes, Random& random) {
  std::optional<std::vector<Record>> records = records_of(bytes);
  if (!records || records->empty()) return edit_bytes(bytes, random);
  Record& any = (*records)[random.below(records->size())];
  switch (random.below(8)) {
    case 0:
      any.bytes.resize(random.below(any.bytes.size() + 1));
      break;
    case 1:
      edit_bytes(any.name, random);
      break;
    case 2:
      put(any.method, random.below(4), 1, random.next());
      break;
    case 3:
      records->push_back(any);
      break;
    case 4:
      records->erase(records->begin() + static_cast<ptrdiff_t>(random.below(records->size())));
      break;
    default:
      for (Record& record : *records)
        if (record.name.size() > 8 && record.name.compare(record.name.size() - 8, 8, "data.pkl") == 0)
          for (uint64_t edits = 1 + random.below(3); edits > 0; --edits) edit_pickle(record.bytes, random);
      break;
  }
  bytes = archive_of(*records);
  if (random.below(8) == 0) edit_bytes(bytes, random);
}

void edit_safetensors(std::string& bytes, Random& random) {
  const uint64_t length = bytes.size() < 8 ? 0 : little(bytes, 0, 8);
  if (length == 0 || length > bytes.size() - 8) return edit_bytes(bytes, random);
  const std::string header = mutate_json(bytes.substr(8, length), random);
  bytes = number(header.size(), 8) + header + bytes.substr(8 + length);
}

}  // namespace

std::string mutate_weights(std::string bytes, Random& random) {
  if (random.below(8) == 0) return mutate_bytes(std::move(bytes), random);
  if (bytes.compare(0, 2, "PK") == 0)
    edit_archive(bytes, random);
  else if (bytes.compare(0, 1, "\x80") == 0)
    for (uint64_t edits = 1 + random.below(3); edits > 0; --edits) edit_pickle(bytes, random);
  else
    edit_safetensors(bytes, random);
  return bytes;
}

}  // namespace fuzz
