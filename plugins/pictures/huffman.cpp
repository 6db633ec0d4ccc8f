#include "huffman.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace pictures {
namespace {

// Depths in Huffman's tree of weights that rise, by the method of two queues: leaves in their order, and inner nodes,
// which are made in order of their weight. Source: van Leeuwen 1976.
std::vector<uint32_t> depths_of(const std::vector<uint64_t>& leaves) {
  const size_t count = leaves.size();
  std::vector<uint64_t> inner;
  std::vector<size_t> parent(2 * count);  // leaves, then inner nodes
  size_t leaf = 0, node = 0;
  const auto take = [&](size_t up) {
    const bool from_leaves = node == inner.size() || (leaf < count && leaves[leaf] <= inner[node]);
    const uint64_t weight = from_leaves ? leaves[leaf] : inner[node];
    parent[from_leaves ? leaf++ : count + node++] = up;
    return weight;
  };
  while (inner.size() + 1 < count) {
    const size_t up = count + inner.size();
    const uint64_t one = take(up), other = take(up);
    inner.push_back(one + other);
  }
  std::vector<uint32_t> depth(2 * count);
  for (size_t i = count + inner.size() - 1; i-- > 0;) depth[i] = depth[parent[i]] + 1;
  depth.resize(count);
  return depth;
}

// Makes deep codes shorter and, to pay for them, shallow ones longer, until no code is longer than `longest` and the
// codes just fill the tree. sizes falls, since the weights rise.
void limit_sizes(std::vector<uint32_t>& sizes, unsigned longest) {
  const uint64_t whole = uint64_t{1} << longest;
  uint64_t used = 0;
  for (uint32_t& size : sizes) {
    size = std::min(size, longest);
    used += whole >> size;
  }
  // The rarest symbol that can still be made longer gives room at the least cost.
  for (size_t i = 0; used > whole && i < sizes.size(); ++i)
    while (used > whole && sizes[i] < longest) {
      ++sizes[i];
      used -= whole >> sizes[i];
    }
  for (size_t i = sizes.size(); i-- > 0;)
    while (sizes[i] > 1 && used + (whole >> sizes[i]) <= whole) {
      used += whole >> sizes[i];
      --sizes[i];
    }
}

uint32_t reversed(uint32_t bits, unsigned size) {
  uint32_t out = 0;
  for (unsigned i = 0; i < size; ++i) out |= (bits >> i & 1) << (size - 1 - i);
  return out;
}

// Codes of given sizes are numbered by size, then by symbol (RFC 1951, 3.2.2).
std::vector<Code> number(const std::vector<uint8_t>& sizes) {
  std::array<uint32_t, 17> next{};
  for (const uint8_t size : sizes)
    if (size) ++next[size + 1];
  for (size_t size = 2; size < next.size(); ++size) next[size] = (next[size] + next[size - 1]) << 1;
  std::vector<Code> codes(sizes.size());
  for (size_t i = 0; i < sizes.size(); ++i)
    if (sizes[i]) codes[i] = {reversed(next[sizes[i]]++, sizes[i]), sizes[i]};
  return codes;
}

}  // namespace

std::vector<Code> huffman_code(atelier::span<const uint32_t> counts, unsigned longest) {
  std::vector<uint32_t> symbols;
  for (uint32_t i = 0; i < counts.size(); ++i)
    if (counts[i]) symbols.push_back(i);
  std::stable_sort(symbols.begin(), symbols.end(), [&](uint32_t a, uint32_t b) { return counts[a] < counts[b]; });
  std::vector<uint8_t> sizes(counts.size());
  if (symbols.size() == 1) {
    sizes[symbols[0]] = 1;
  } else if (symbols.size() > 1) {
    std::vector<uint64_t> weights;
    for (const uint32_t symbol : symbols) weights.push_back(counts[symbol]);
    std::vector<uint32_t> depths = depths_of(weights);
    limit_sizes(depths, longest);
    for (size_t i = 0; i < symbols.size(); ++i) sizes[symbols[i]] = static_cast<uint8_t>(depths[i]);
  }
  return number(sizes);
}

void write_code_sizes(const std::vector<uint8_t>& sizes, BitWriter& out) {
  struct CodedSize {
    uint8_t symbol;
    uint8_t extra;
  };
  constexpr unsigned kCopy = 16, kFewZeros = 17, kManyZeros = 18;
  constexpr std::array<uint8_t, 19> kExtraBits = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 7};
  constexpr std::array<uint8_t, 19> kOrder = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  std::vector<CodedSize> coded;
  for (size_t i = 0; i < sizes.size();) {
    size_t run = 1;
    while (i + run < sizes.size() && sizes[i + run] == sizes[i]) ++run;
    const uint8_t size = sizes[i];
    i += run;
    if (size != 0) {
      coded.push_back({size, 0});
      --run;
    }
    while (run >= 3) {
      const unsigned symbol = size != 0 ? kCopy : run <= 10 ? kFewZeros : kManyZeros;
      const size_t least = symbol == kManyZeros ? 11 : 3;
      const size_t most = least + (size_t{1} << kExtraBits[symbol]) - 1, take = std::min(run, most);
      coded.push_back({static_cast<uint8_t>(symbol), static_cast<uint8_t>(take - least)});
      run -= take;
    }
    for (; run > 0; --run) coded.push_back({size, 0});
  }
  std::array<uint32_t, 19> counts{};
  for (const CodedSize& each : coded) ++counts[each.symbol];
  const std::vector<Code> codes = huffman_code(counts, 7);
  size_t used = kOrder.size();
  while (used > 4 && codes[kOrder[used - 1]].size == 0) --used;
  out.put(used - 4, 4);
  for (size_t i = 0; i < used; ++i) out.put(codes[kOrder[i]].size, 3);
  for (const CodedSize& each : coded) {
    out.put(codes[each.symbol].bits, codes[each.symbol].size);
    out.put(each.extra, kExtraBits[each.symbol]);
  }
}

}  // namespace pictures
