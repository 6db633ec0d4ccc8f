// Atelier SDK, C++17 layer: the same work for many indices on several threads.
//
// For a stage or part that was given a thread budget (Call::threads) and whose work falls into independent pieces. Not
// part of atelier.hpp: a plugin that uses it links the system's threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace atelier {

// Calls body(thread, index) for each index below `count`, handed out in order; `thread` counts from 0. When one throws,
// no more are begun, and of all exceptions that of the lowest index comes out here, whatever the number of threads.
template <class Body>
void for_each_index(uint64_t count, unsigned threads, Body body) {
  std::atomic<uint64_t> next{0};
  std::atomic<bool> stop{false};
  std::mutex mutex;
  uint64_t failed = count;
  std::exception_ptr thrown;
  const auto work = [&](unsigned thread) {
    while (!stop) {
      const uint64_t index = next++;
      if (index >= count) return;
      try {
        body(thread, index);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (index < failed) {
          failed = index;
          thrown = std::current_exception();
        }
        stop = true;
      }
    }
  };
  std::vector<std::thread> others;
  for (unsigned thread = 1; thread < threads && thread < count; ++thread) others.emplace_back(work, thread);
  work(0);
  for (std::thread& other : others) other.join();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace atelier
