// What a call through the ABI costs beyond a virtual call of the same function: handle, interface, guard, the mark of
// who is running (a thread-local here, as in the program), and the copies that let both sides grow.
//   bench_abi PLUGIN.so… [ROUNDS [CALLS]]: one line for each function, "NAME DIRECT_NS THROUGH_NS", a round each.
#include <dlfcn.h>
#include <atelier/atelier.hpp>
#include <atelier/testing.hpp>

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

namespace {

using atelier::Call;
using Clock = std::chrono::steady_clock;

thread_local std::string_view running_now;

atelier_call marking(const atelier::testing::Bench& bench) {
  atelier_call call = *bench.call().raw();
  call.running = [](const atelier_call*, atelier_str id) noexcept {
    return atelier::c_str(std::exchange(running_now, atelier::view(id)));
  };
  return call;
}

// An instance of the first component of a plugin file: from there, so that no compiler sees through its functions.
atelier::testing::Part first_of(const char* path, atelier::testing::Bench& bench) {
  using Entry = const atelier_plugin* (*)(const atelier_host*);
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(dlerror());
  const auto entry = reinterpret_cast<Entry>(dlsym(library, ATELIER_ENTRY_SYMBOL));
  return bench.make(*entry(nullptr)->components[0]);
}

template <class Body>
double nanoseconds(int calls, Body body) {
  const auto start = Clock::now();
  for (int i = 0; i < calls; ++i) body(i);
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count() / calls;
}

volatile double sink;

template <class Direct, class Through>
void compare(const char* name, int rounds, int calls, Direct direct, Through through) {
  for (int round = -1; round < rounds; ++round) {
    const double a = nanoseconds(calls, direct), b = nanoseconds(calls, through);
    if (round >= 0) std::printf("%s %.3f %.3f\n", name, a, b);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const int rounds = argc > 3 ? std::stoi(argv[3]) : 15, calls = argc > 4 ? std::stoi(argv[4]) : 1000000;
  atelier::testing::Bench bench;
  const atelier_call raw = marking(bench);
  const Call call(&raw);

  const auto schedule = first_of(argv[1], bench);
  const auto& line = *static_cast<const atelier::Schedule*>(schedule.self());
  const atelier::ScheduleRef line_ref(schedule.object());
  auto in = atelier::blank<atelier_schedule_input>();
  in.total = 1000000000;
  compare(
      "schedule.factor", rounds, calls,
      [&](int i) {
        in.step = static_cast<uint64_t>(i);
        sink = line.factor(call, in);
      },
      [&](int i) {
        in.step = static_cast<uint64_t>(i);
        sink = line_ref.factor(call, in);
      });

  const auto samples = first_of(argv[2], bench);
  const auto& pairs = *static_cast<const atelier::Samples*>(samples.self());
  const atelier::SamplesRef pairs_ref(samples.object());
  compare(
      "samples.key", rounds, calls,
      [&](int i) { sink = static_cast<double>(pairs.key(call, static_cast<uint64_t>(i & 1)).size()); },
      [&](int i) { sink = static_cast<double>(pairs_ref.key(call, static_cast<uint64_t>(i & 1)).size()); });
}
