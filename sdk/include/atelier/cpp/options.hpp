// Atelier SDK, C++17 layer: options, each said once.
//
// A component declares a struct `Options` whose members carry name, doc, default and range; the member's type is the
// option's. The struct is the parameter table, and comes filled into the component's constructor.
//   struct Options {
//     Option<double> power{option("power", "Of the decay; 1 is a straight line.").by_default("0.9").above(0)};
//     Option<uint64_t> warmup{option("warmup", "Steps of a linear rise.").by_default("0").in("steps")};
//     Option<SamplesRef> samples{option("samples", "Where the pairs come from.").wired()};
//   };
//   explicit Poly(const Options& options) : power_(options.power), warmup_(options.warmup) {}
//
// Types: bool; integers (their limits are the option's range unless it says one); double; std::string, or an enum
// class, with one_of(choices); std::filesystem::path (to_write() for one that need not exist);
// std::chrono::duration<double> for a duration; a handle such as ModelRef for a part in a slot, wired() for what a wire
// brings; std::vector of one of these; std::vector<std::pair<std::string, T>> for a table whose keys are the user's
// own; std::optional of a plain one.
#pragma once

#include <array>
#include <chrono>
#include <optional>

#include "params.hpp"

namespace atelier {

// The start of an option: its name, and one sentence about it. Without by_default() or optional() it must be given.
constexpr Param option(std::string_view name, std::string_view doc) {
  return Param(ATELIER_TYPE_NONE, name).about(doc);
}

namespace detail {

// How a member's type becomes an entry of the table, and a value the member.
template <class T, class = void>
struct OptionType;

template <>
struct OptionType<bool> {
  static constexpr uint32_t kType = ATELIER_TYPE_BOOL;
  static void refine(Param&) {}
  static bool from(const atelier_value& v) { return v.integer != 0; }
};

template <class T>
struct OptionType<T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>>> {
  static constexpr uint32_t kType = ATELIER_TYPE_INT;
  // Beyond 2^53 a limit is no exact double, and says nothing that an int64 does not say. No range that is said lets in
  // what the type does not hold.
  static void refine(Param& p) {
    constexpr double least = static_cast<double>(std::numeric_limits<T>::min());
    constexpr double most = static_cast<double>(std::numeric_limits<T>::max());
    if ((std::is_unsigned_v<T> || sizeof(T) < 8) && p.min < least) p = p.at_least(least);
    if (sizeof(T) < 8 && p.max > most) p = p.at_most(most);
  }
  static T from(const atelier_value& v) { return static_cast<T>(v.integer); }
};

template <>
struct OptionType<double> {
  static constexpr uint32_t kType = ATELIER_TYPE_FLOAT;
  static void refine(Param&) {}
  static double from(const atelier_value& v) { return v.real; }
};

template <>
struct OptionType<std::string> {
  static constexpr uint32_t kType = ATELIER_TYPE_STRING;
  static void refine(Param&) {}
  static std::string from(const atelier_value& v) { return str(v.text); }
};

template <>
struct OptionType<std::filesystem::path> {
  static constexpr uint32_t kType = ATELIER_TYPE_PATH_IN;
  static void refine(Param&) {}
  static std::filesystem::path from(const atelier_value& v) { return std::filesystem::path(str(v.text)); }
};

template <>
struct OptionType<std::chrono::duration<double>> {
  static constexpr uint32_t kType = ATELIER_TYPE_DURATION;
  static void refine(Param&) {}
  static std::chrono::duration<double> from(const atelier_value& v) { return std::chrono::duration<double>(v.real); }
};

// An enum class, by the position of its name among the choices; see Option::take.
template <class T>
struct OptionType<T, std::enable_if_t<std::is_enum_v<T>>> {
  static constexpr uint32_t kType = ATELIER_TYPE_ENUM;
  static void refine(Param&) {}
};

// A handle: made from an object, and names its kind.
template <class T>
struct OptionType<T, std::enable_if_t<std::is_constructible_v<T, atelier_object> && !std::is_enum_v<T>>> {
  static constexpr uint32_t kType = ATELIER_TYPE_PART;
  static void refine(Param& p) { p.kind = c_str(T::kKindName); }
  static T from(const atelier_value& v) {
    if (v.type == ATELIER_TYPE_NONE) return T();
    if constexpr (std::is_constructible_v<T, atelier_object, std::string_view>)
      return T(v.object, view(v.text));
    else
      return T(v.object);
  }
};

template <class T>
struct Unwrapped {
  using Item = T;
  static constexpr uint32_t kFlags = 0;
};
template <class T>
struct Unwrapped<std::vector<T>> {
  using Item = T;
  static constexpr uint32_t kFlags = ATELIER_PARAM_LIST;
};
template <class T>
struct Unwrapped<std::vector<std::pair<std::string, T>>> {
  using Item = T;
  static constexpr uint32_t kFlags = ATELIER_PARAM_TABLE;
};
template <class T>
struct Unwrapped<std::optional<T>> {
  using Item = T;
  static constexpr uint32_t kFlags = ATELIER_PARAM_OPTIONAL;
};

class OptionBase;

// Collects the options of a struct while it is constructed, in the order of its members. No allocation: the table of a
// component is made in the entry function.
class OptionCollector {
 public:
  static constexpr size_t kMost = 128;
  OptionCollector() : outer_(current()) { current() = this; }
  OptionCollector(const OptionCollector&) = delete;
  OptionCollector& operator=(const OptionCollector&) = delete;
  ~OptionCollector() { stop(); }
  void stop() {
    if (current() == this) current() = outer_;
  }
  void add(OptionBase* option) {
    if (size_ == kMost) throw Error(ATELIER_E_INTERNAL, "a component of more than 128 options");
    options_[size_++] = option;
  }
  OptionBase* const* begin() const { return options_.data(); }
  size_t size() const { return size_; }
  static OptionCollector*& current() {
    static thread_local OptionCollector* collector = nullptr;
    return collector;
  }

 private:
  OptionCollector* outer_;
  std::array<OptionBase*, kMost> options_{};
  size_t size_ = 0;
};

class OptionBase {
 public:
  const Param& param() const { return param_; }
  // Its value comes of a stage that has not worked yet; only where the component foresees (foresee.h).
  bool waits() const { return waits_; }
  virtual void take(const atelier_value& value) = 0;
  void wait() { waits_ = true; }

 protected:
  explicit OptionBase(const Param& param) : param_(param) {
    if (OptionCollector* collector = OptionCollector::current()) collector->add(this);
  }
  OptionBase(const OptionBase&) = default;  // a copy is no new option
  OptionBase& operator=(const OptionBase&) = default;
  ~OptionBase() = default;
  Param param_;

 private:
  bool waits_ = false;
};

}  // namespace detail

// A member of a component's Options. Reads as a T: converts to it, and *option and option->… reach it.
template <class T>
class Option final : public detail::OptionBase {
  using Item = typename detail::Unwrapped<T>::Item;
  using Type = detail::OptionType<Item>;
  static constexpr uint32_t kFlags = detail::Unwrapped<T>::kFlags;

 public:
  explicit Option(const Param& said) : OptionBase(complete(said)) {}
  Option(const Option&) = default;
  Option& operator=(const Option&) = default;

  operator const T&() const { return value_; }
  const T& operator*() const { return value_; }
  const T* operator->() const { return &value_; }
  // Whether the workflow or a default gave it: not for an optional one left out, a text or path of "", an empty list.
  bool given() const { return given_; }
  // The component ids of the parts that fill it, "overlap.last"; one, or as many as the list has.
  const std::vector<std::string>& components() const { return components_; }

  void take(const atelier_value& v) override {
    given_ = v.type != ATELIER_TYPE_NONE;
    if constexpr (kFlags == ATELIER_PARAM_LIST) {
      T items;
      for (uint64_t i = 0; i < v.count; ++i) items.push_back(item(*v.items[i]));
      given_ = !items.empty();
      value_ = std::move(items);
    } else if constexpr (kFlags == ATELIER_PARAM_TABLE) {
      T entries;
      for (uint64_t i = 0; i + 1 < v.count; i += 2) entries.emplace_back(str(v.items[i]->text), item(*v.items[i + 1]));
      given_ = !entries.empty();
      value_ = std::move(entries);
    } else if constexpr (kFlags == ATELIER_PARAM_OPTIONAL) {
      value_ = given_ ? T(item(v)) : T();
    } else {
      value_ = item(v);
      const bool is_text =
          v.type == ATELIER_TYPE_STRING || v.type == ATELIER_TYPE_PATH_IN || v.type == ATELIER_TYPE_PATH_OUT;
      if (is_text && v.text.size == 0) given_ = false;
    }
  }

 private:
  static Param complete(const Param& said) {
    Param p = said;
    if (p.type == ATELIER_TYPE_NONE) p.type = Type::kType;
    Type::refine(p);
    p.flags |= kFlags;
    if (kFlags == ATELIER_PARAM_OPTIONAL) p = p.optional();
    return p;
  }
  Item item(const atelier_value& v) {
    if (v.type != ATELIER_TYPE_NONE && v.type != param_.type)
      throw Error(ATELIER_E_INTERNAL, text("option `", view(param_.name), "` came with another type than its table's"));
    if (param_.type == ATELIER_TYPE_PART || param_.type == ATELIER_TYPE_PORT)
      if (v.type != ATELIER_TYPE_NONE) components_.push_back(str(v.text));
    if constexpr (std::is_enum_v<Item>) {
      if (v.type == ATELIER_TYPE_NONE) return Item{};
      for (uint64_t i = 0; i < param_.choice_count; ++i)
        if (view(param_.choices[i]) == view(v.text)) return static_cast<Item>(i);
      throw Error(ATELIER_E_INTERNAL, text("option `", view(param_.name), "` came as none of its choices"));
    } else {
      return Type::from(v);
    }
  }

  T value_{};
  bool given_ = false;
  std::vector<std::string> components_;
};

namespace detail {

// The table of an Options struct: pointers into one that lives as long as this.
template <class Options>
class OptionTable {
 public:
  OptionTable() {
    for (size_t i = 0; i < collector_.size(); ++i) params_[i] = &collector_.begin()[i]->param();
    size_ = collector_.size();
    collector_.stop();
  }
  const atelier_param* const* data() const { return params_.data(); }
  size_t size() const { return size_; }

 private:
  OptionCollector collector_;  // before the options, so that it sees them
  Options options_{};
  std::array<const atelier_param*, OptionCollector::kMost> params_{};
  size_t size_ = 0;
};

// An Options struct filled with what `create` got.
template <class Options>
class FilledOptions {
 public:
  explicit FilledOptions(const atelier_args& args, const uint32_t* waits = nullptr) {
    collector_.stop();
    for (size_t i = 0; i < collector_.size(); ++i) {
      if (i >= args.count) throw Error(ATELIER_E_INTERNAL, "got fewer values than its table has entries");
      if (waits && waits[i])
        collector_.begin()[i]->wait();
      else
        collector_.begin()[i]->take(*args.values[i]);
    }
  }
  const Options& get() const { return options_; }

 private:
  OptionCollector collector_;
  Options options_{};
};

}  // namespace detail
}  // namespace atelier
