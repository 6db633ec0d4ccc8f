// Atelier SDK, C++17 layer: stages. Contract: kinds/stage.h.
#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "../kinds/stage.h"
#include "plugin.hpp"

namespace atelier {

// The output ports of a finished stage, made from its folder alone.
class Opened {
 public:
  virtual ~Opened() = default;
  virtual atelier_value output(const Call& call, std::string_view port) = 0;
};

// Outputs that are files or folders which the run left, by port name; a file of "" is the stage's folder itself. Throws
// ATELIER_E_DATA when one is missing.
class OpenedFiles : public Opened {
 public:
  OpenedFiles(const std::filesystem::path& folder,
              std::initializer_list<std::pair<std::string_view, std::string_view>> files) {
    for (const auto& [port, file] : files) {
      const std::filesystem::path path = file.empty() ? folder : folder / file;
      if (!std::filesystem::exists(path)) throw Error(ATELIER_E_DATA, text(path.string(), " is missing"));
      paths_.emplace(port, path.string());
    }
  }
  atelier_value output(const Call&, std::string_view port) override {
    const auto found = paths_.find(port);
    if (found == paths_.end()) throw Error(ATELIER_E_INVALID, text("there is no output `", port, "`"));
    return path_value(found->second);
  }

 private:
  std::map<std::string, std::string, std::less<>> paths_;
};

// Base of a stage. A stage class T also has `static std::unique_ptr<Opened> open(const Call&, const path& folder)`.
class Stage : public Instance {
 public:
  using Kind = Stage;
  static constexpr std::string_view kKindName = ATELIER_KIND_STAGE;
  virtual void run(const Call& call, const std::filesystem::path& folder) = 0;
  // Whether run could begin, as far as the parts tell it; throws what run would. Before any stage of the workflow
  // works.
  virtual void ready(const Call&) {}
  // The folder of an earlier result that differs in options marked extends() alone; empty: there is none.
  const std::filesystem::path& earlier() const { return earlier_; }
  void set_earlier(std::filesystem::path folder) { earlier_ = std::move(folder); }
  const void* extension(std::string_view id) const override;
  template <class T>
  static constexpr const void* interface_for();

 private:
  std::filesystem::path earlier_;
};

namespace detail {
inline constexpr atelier_stage_earlier_v1 kStageEarlier = {
    sizeof(atelier_stage_earlier_v1), 0, [](const atelier_call* call, void* self, atelier_str folder) noexcept {
      auto& s = *static_cast<Stage*>(self);
      return guard(call, s.component_id(), [&] { s.set_earlier(str(folder)); });
    }};

inline constexpr atelier_stage_ready_v1 kStageReady = {
    sizeof(atelier_stage_ready_v1), 0, [](const atelier_call* call, void* self) noexcept {
      auto& s = *static_cast<Stage*>(self);
      return guard(call, s.component_id(), [&] { s.ready(Call(call)); });
    }};

template <class T>
inline constexpr atelier_stage_v1 kStageInterface = {
    sizeof(atelier_stage_v1),
    ATELIER_TAG_STAGE,
    &extension_in<Stage>,
    [](const atelier_call* call, void* self, const atelier_stage_folder* folder) noexcept {
      auto& s = *static_cast<Stage*>(self);
      return guard(call, T::kComponent.id, [&] { s.run(Call(call), str(folder->path)); });
    },
    [](const atelier_call* call, const atelier_stage_folder* folder, void** opened) noexcept {
      return guard(call, T::kComponent.id, [&] {
        std::unique_ptr<Opened> made = T::open(Call(call), std::filesystem::path(str(folder->path)));
        *opened = made.release();
      });
    },
    [](const atelier_call* call, void* opened, atelier_str port, atelier_value* out) noexcept {
      return guard(call, T::kComponent.id,
                   [&] { give(out, static_cast<Opened*>(opened)->output(Call(call), view(port))); });
    },
    [](void* opened) noexcept { delete static_cast<Opened*>(opened); }};
}  // namespace detail

inline const void* Stage::extension(std::string_view id) const {
  if (id == ATELIER_EXTENSION_STAGE_EARLIER) return &detail::kStageEarlier;
  return id == ATELIER_EXTENSION_STAGE_READY ? &detail::kStageReady : nullptr;
}

template <class T>
constexpr const void* Stage::interface_for() {
  return &detail::kStageInterface<T>;
}

// What a run left, open: its outputs. Closes itself.
class OpenedRef {
 public:
  OpenedRef(const atelier_stage_v1& stage, void* opened) : stage_(&stage), opened_(opened) {}
  OpenedRef(OpenedRef&& other) noexcept : stage_(other.stage_), opened_(std::exchange(other.opened_, nullptr)) {}
  OpenedRef& operator=(OpenedRef&&) = delete;
  ~OpenedRef() {
    if (opened_) stage_->close(opened_);
  }
  // Texts and objects in it live as long as this.
  atelier_value output(const Call& call, std::string_view port) const {
    auto out = blank<atelier_value>();
    check(stage_->output(call.raw(), opened_, c_str(port), &out));
    return out;
  }

 private:
  const atelier_stage_v1* stage_;
  void* opened_;
};

class StageRef : public ObjectRef<atelier_stage_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_STAGE;
  using ObjectRef::ObjectRef;

  // continued: the folder holds what an interrupted run left. earlier: of a result to go on from, or empty.
  void run(const Call& call, const std::filesystem::path& folder, bool continued = false,
           const std::filesystem::path& earlier = {}) const {
    set_earlier(call, earlier);
    const std::string path = folder.string();
    const atelier_stage_folder in = told(path, continued);
    invoke(call, [&](auto* c) { return v().run(c, self(), &in); });
  }
  void ready(const Call& call) const {
    const auto* extension =
        extension_of<atelier_stage_ready_v1>(object(), ATELIER_EXTENSION_STAGE_READY, ATELIER_STAGE_READY_V1_FLOOR);
    if (extension) invoke(call, [&](auto* c) { return extension->ready(c, self()); });
  }
  OpenedRef open(const Call& call, const std::filesystem::path& folder) const {
    const std::string path = folder.string();
    const atelier_stage_folder in = told(path, false);
    void* opened = nullptr;
    invoke(call, [&](auto* c) { return v().open(c, &in, &opened); });
    return OpenedRef(v(), opened);
  }

 private:
  void set_earlier(const Call& call, const std::filesystem::path& folder) const {
    const auto* extension = extension_of<atelier_stage_earlier_v1>(object(), ATELIER_EXTENSION_STAGE_EARLIER,
                                                                   ATELIER_STAGE_EARLIER_V1_FLOOR);
    const std::string path = folder.string();
    if (!path.empty() && extension) invoke(call, [&](auto* c) { return extension->set(c, self(), c_str(path)); });
  }
  static atelier_stage_folder told(const std::string& path, bool continued) {
    auto in = blank<atelier_stage_folder>();
    in.continued = continued ? 1 : 0;
    in.path = c_str(path);
    return in;
  }
};

}  // namespace atelier
