// A dataset whose source is broken: whoever asks whatever, at once or later, gets the same failure, of one reading.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>
#include <atelier/testing.hpp>
#include <functional>
#include <string>
#include <vector>

namespace reading {

// What this process has read so far, files and pipes alike.
inline uint64_t bytes_read() {
  const std::string io = atelier::read_file("/proc/self/io");
  return std::stoull(io.substr(io.find("rchar: ") + 7));
}

// The text that `ask` fails with, after its code: "4 …/a.json: byte …".
inline std::string failure_of(unsigned threads, const std::function<void(const atelier::Call&)>& ask) {
  atelier::testing::Bench bench(threads);
  try {
    ask(bench.call());
    return "no failure";
  } catch (const atelier::Reported& e) {
    return atelier::text(e.code(), ' ', bench.error());
  }
}

// The source should have more bytes than a test reads by the way: a megabyte.
template <class T>
void expect_broken(const atelier::testing::Bench::Options& options, const std::string& text) {
  atelier::testing::Bench bench;
  const auto alone = bench.make<T>(options), shared = bench.make<T>(options);
  const auto describe = [](const atelier::testing::Part& part) {
    return failure_of(2, [&](const atelier::Call& call) { atelier::DatasetRef(part.object()).describe(call); });
  };
  const uint64_t start = bytes_read();
  const std::string told = describe(alone);
  const uint64_t once = bytes_read() - start;
  EXPECT_EQ(told.substr(0, 2), "4 ");
  EXPECT_NE(told.find(text), std::string::npos) << told << "\nnot\n" << text;
  EXPECT_GT(once, 1000000u) << "too little to be counted";

  std::vector<std::string> at_once(8);
  atelier::for_each_index(8, 8, [&](unsigned, uint64_t i) { at_once[i] = describe(shared); });
  EXPECT_LT(bytes_read() - start - once, once * 3 / 2) << "the source was read again";
  for (const std::string& each : at_once) EXPECT_EQ(each, told);

  const atelier::DatasetRef dataset(shared.object());
  const auto nothing = [](const atelier_instance&) { ADD_FAILURE() << "an instance of a broken source"; };
  EXPECT_EQ(describe(shared), told);
  EXPECT_EQ(failure_of(1, [&](const atelier::Call& call) { dataset.class_at(call, 0); }), told);
  EXPECT_EQ(failure_of(1, [&](const atelier::Call& call) { dataset.picture_at(call, 0); }), told);
  EXPECT_EQ(failure_of(1, [&](const atelier::Call& call) { dataset.instances(call, 0, nothing); }), told);
  if (atelier::extension_of<atelier_dataset_orphans_v1>(dataset.object(), ATELIER_EXTENSION_DATASET_ORPHANS,
                                                        ATELIER_DATASET_ORPHANS_V1_FLOOR)) {
    EXPECT_EQ(failure_of(1, [&](const atelier::Call& call) { dataset.orphans(call, nothing); }), told);
  }
}

}  // namespace reading
