// A host that keeps what components say of files: which they have read, and where what they leave leads to. Names of
// files are by the folder that it is given.
#pragma once

#include <atelier/inputs.h>
#include <atelier/places.h>

#include <atelier/cpp/dataset.hpp>
#include <atelier/testing.hpp>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>

namespace test {

class NotingHost : public atelier_host {
 public:
  // Everything that goes through the bench sees this host from now on; it must live as long.
  explicit NotingHost(const atelier::testing::Bench& bench, std::filesystem::path place = {})
      : atelier_host(atelier::blank<atelier_host>()), place_(std::move(place)) {
    extension = &extension_of;
    // A bench is never const, and has no host of its own.
    const_cast<atelier_call*>(bench.call().raw())->host = this;
  }
  NotingHost(const NotingHost&) = delete;

  const std::set<std::string>& noted() const { return noted_; }
  bool has_noted(const std::filesystem::path& path) const { return noted_.count(path.string()) != 0; }
  const std::set<std::string>& held() const { return held_; }
  void move_place(std::filesystem::path to) { place_ = std::move(to); }

 private:
  static NotingHost& self(const atelier_host* host) {
    return *const_cast<NotingHost*>(static_cast<const NotingHost*>(host));
  }
  static void add(const atelier_host* host, std::set<std::string> NotingHost::*to, atelier_str path) {
    NotingHost& me = self(host);
    const std::lock_guard lock(me.mutex_);
    (me.*to).insert(atelier::str(path));
  }
  static atelier_str kept(std::string text) {
    static thread_local std::string answer;
    answer = std::move(text);
    return atelier::c_str(answer);
  }
  static atelier_str name(const atelier_host* host, atelier_str path) noexcept {
    const std::string way = std::filesystem::path(atelier::str(path)).lexically_relative(self(host).place_).string();
    return kept(way.empty() || way.rfind("..", 0) == 0 ? "" : "@0/" + way);
  }
  static atelier_str find(const atelier_host* host, atelier_str name) noexcept {
    const std::string text = atelier::str(name);
    return kept(text.rfind("@0/", 0) == 0 ? (self(host).place_ / text.substr(3)).string() : "");
  }
  static const void* extension_of(const atelier_host*, atelier_str id) noexcept {
    static constexpr atelier_host_inputs_v1 kInputs = {
        sizeof kInputs, 0,
        [](const atelier_host* host, atelier_str path) noexcept { add(host, &NotingHost::noted_, path); }};
    static constexpr atelier_host_places_v1 kPlaces = {
        sizeof kPlaces, 0, &name, &find,
        [](const atelier_host* host, atelier_str path) noexcept { add(host, &NotingHost::held_, path); }};
    if (atelier::view(id) == ATELIER_EXTENSION_HOST_INPUTS) return &kInputs;
    return atelier::view(id) == ATELIER_EXTENSION_HOST_PLACES ? &kPlaces : nullptr;
  }

  std::mutex mutex_;
  std::set<std::string> noted_, held_;
  std::filesystem::path place_;
};

// What a dataset of component T notes while it is opened.
template <class T>
std::set<std::string> noted_by_dataset(const atelier::testing::Bench::Options& options) {
  atelier::testing::Bench bench(2);
  const NotingHost host(bench);
  const atelier::testing::Part part = bench.make<T>(options);
  atelier::DatasetRef(part.object()).describe(bench.call());
  return host.noted();
}

}  // namespace test
