// The same work for many things at once. [any]
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

namespace atelier::host {

// As many as there are cores.
inline unsigned all_cores() { return std::max(1u, std::thread::hardware_concurrency()); }

// Calls work(i) for every i below `count`, in any order, on that many threads, this one among them; with one, in order.
template <class Work>
void for_each_of(size_t count, unsigned threads, const Work& work) {
  std::atomic<size_t> next{0};
  const auto take = [&] {
    for (size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  try {
    for (size_t t = 1; t < std::min<size_t>(threads, count); ++t) others.emplace_back(take);
  } catch (const std::system_error&) {  // the system gives no more threads: those that there are do the work
  }
  take();
}

}  // namespace atelier::host
