// For the host's tests: a store on a disk in memory.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fake_system.hpp"
#include "store/store.hpp"

namespace atelier::host::test_bench {

inline const std::string kKey = "0123456789abcdef0123456789abcdef", kOther = "fedcba9876543210fedcba9876543210";

// A store on a disk in memory.
class Stores : public testing::Test {
 protected:
  Store store() {
    StoreOptions options;
    options.threads = 1;
    options.warn = [this](const std::string& text) { warnings_.push_back(text); };
    options.cancelled = [this] { return cancelled_; };
    return Store(machine_.system, "/work", options);
  }
  std::filesystem::path folder(const std::string& key = kKey) const {
    return std::filesystem::path("/work/store/objects") / key.substr(0, 2) / key;
  }
  static NewObject about() {
    return {"masks (mask.writer)", {{"says", "so"}}, {{"key.json", "{}\n"}}, {kOther}, {"log.txt"}};
  }

  // A result of two files and a folder; nothing when it could not be kept.
  Result<Object> keep(Store& in, const std::string& key = kKey, const std::string& bytes = "one") {
    Result<Work> work = in.begin(key);
    if (!work) return work.failure();
    put(work->output() / "a.txt", bytes);
    put(work->output() / "below/b.txt", "two");
    put(work->output() / "log.txt", "at 12:00");
    return in.commit(*work, about());
  }
  void put(const std::filesystem::path& file, const std::string& bytes) { disk_.put(file, bytes); }
  std::string read(const std::filesystem::path& file) const { return *disk_.read(file); }

  fake::Machine machine_;
  fake::Disk& disk_ = machine_.disk;
  std::vector<std::string> warnings_;
  bool cancelled_ = false;
};

}  // namespace atelier::host::test_bench
