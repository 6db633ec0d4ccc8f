// Atelier SDK: testing a component without the host.
//
// Bench makes an instance of a component class from option values, as the host would, and gives it a call that records
// what was reported. Needs the C++17 layer and no test framework.
//   atelier::testing::Bench bench;
//   auto part = bench.make<SmallestOnTop>({{"n", 3}});   // the class's base, e.g. OverlapPolicy
//   atelier::OverlapPolicyRef(part.object()).compose(bench.call(), input, canvas);
// Values are checked against the parameter table as the program checks them: type, range, choices, lengths. Defaults
// are read from it (numbers, texts, booleans, lists and tables of these; "@run.seed" is 0 and "@run.device" is "cpu"; a
// slot's default must be given).
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <deque>
#include <initializer_list>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "cpp/plugin.hpp"

namespace atelier::testing {

// An instance that is destroyed with this handle.
class Part {
 public:
  Part(const atelier_component* component, void* self) : component_(component), self_(self) {}
  Part(Part&& other) noexcept : component_(other.component_), self_(std::exchange(other.self_, nullptr)) {}
  Part& operator=(Part&&) = delete;
  ~Part() {
    if (self_) component_->destroy(self_);
  }
  atelier_object object() const { return {component_->iface, self_}; }
  const atelier_component& component() const { return *component_; }
  void* self() const { return self_; }
  // The instance itself, of component class T.
  template <class T>
  T& as() const {
    return dynamic_cast<T&>(*static_cast<typename T::Kind*>(self_));
  }

 private:
  const atelier_component* component_;
  void* self_;
};

// A value for an option, from C++ literals, or from a part or an object for a slot or port.
class Value {
 public:
  Value(bool v) : type_(ATELIER_TYPE_BOOL), integer_(v) {}
  Value(int v) : type_(ATELIER_TYPE_INT), integer_(v) {}
  Value(int64_t v) : type_(ATELIER_TYPE_INT), integer_(v) {}
  Value(double v) : type_(ATELIER_TYPE_FLOAT), real_(v) {}
  Value(const char* v) : type_(ATELIER_TYPE_STRING), text_(v) {}
  Value(std::string v) : type_(ATELIER_TYPE_STRING), text_(std::move(v)) {}
  Value(atelier_object v) : type_(ATELIER_TYPE_PART), object_(v) {}
  // As the host gives it: with the component's id.
  Value(const Part& v)
      : type_(ATELIER_TYPE_PART), text_(view(v.component().id)), kind_(view(v.component().kind)), object_(v.object()) {}
  Value(std::vector<Value> items) : type_(ATELIER_TYPE_LIST), items_(std::move(items)) {}
  static Value none() { return Value(); }
  static Value table(const std::vector<std::pair<std::string, Value>>& entries) {
    Value v;
    v.type_ = ATELIER_TYPE_TABLE;
    for (const auto& [key, value] : entries) {
      v.items_.push_back(Value(key));
      v.items_.push_back(value);
    }
    return v;
  }

  uint32_t type() const { return type_; }

 private:
  friend class Bench;
  Value() = default;
  double number() const { return type_ == ATELIER_TYPE_FLOAT ? real_ : static_cast<double>(integer_); }
  uint32_t type_ = ATELIER_TYPE_NONE;
  int64_t integer_ = 0;
  double real_ = 0;
  std::string text_;
  std::string kind_;  // of a part; "" where only its object is known
  atelier_object object_{};
  std::vector<Value> items_;
};

class Bench {
 public:
  using Options = std::vector<std::pair<std::string, Value>>;

  explicit Bench(unsigned threads = 1) {
    raw_.struct_size = sizeof raw_;
    raw_.threads = threads;
    raw_.context = this;
    raw_.fail = [](const atelier_call* c, int32_t, atelier_str message) noexcept {
      Bench& b = *static_cast<Bench*>(c->context);
      std::lock_guard lock(b.mutex_);
      if (b.error_.empty()) b.error_ = str(message);
    };
    raw_.log = [](const atelier_call* c, int32_t, atelier_str message) noexcept {
      Bench& b = *static_cast<Bench*>(c->context);
      std::lock_guard lock(b.mutex_);
      b.lines_.push_back(str(message));
    };
    raw_.progress = [](const atelier_call*, uint64_t, uint64_t, atelier_str) noexcept {};
    raw_.cancelled = [](const atelier_call* c) noexcept -> int32_t { return static_cast<Bench*>(c->context)->cancel_; };
    raw_.emit = [](const atelier_call* c, const atelier_event* event) noexcept {
      Bench& b = *static_cast<Bench*>(c->context);
      std::lock_guard lock(b.mutex_);
      b.scalars_.emplace_back(str(event->name), event->scalar);
    };
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  Call call() const { return Call(&raw_); }
  // The first failure text since clear(), the log lines, the emitted scalars.
  const std::string& error() const { return error_; }
  const std::vector<std::string>& lines() const { return lines_; }
  const std::vector<std::pair<std::string, double>>& scalars() const { return scalars_; }
  void clear() {
    error_.clear();
    lines_.clear();
    scalars_.clear();
  }
  void cancel(bool on) { cancel_ = on; }

  // Makes an instance of component class T. Throws std::runtime_error with the failure's text.
  template <class T>
  Part make(const Options& options = {}) {
    return make(component_of<T>(), options);
  }
  Part make(const atelier_component& component, const Options& options = {}) {
    const std::vector<const atelier_value*> values = values_for(component, options, {});
    auto args = blank<atelier_args>();
    args.values = values.data();
    args.count = values.size();
    void* self = nullptr;
    error_.clear();
    if (component.create(&raw_, &args, &self) != ATELIER_OK) throw std::runtime_error(error_);
    return Part(&component, self);
  }
  // Why the component cannot be made whatever the options will be that wait (foresee.h), or "".
  std::string foresee(const atelier_component& component, const Options& options,
                      const std::vector<std::string>& waiting) {
    const void* found = component.extension
                            ? component.extension(&component, ATELIER_STR(ATELIER_EXTENSION_COMPONENT_FORESEE))
                            : nullptr;
    if (!found) throw std::runtime_error(text(view(component.id), " does not foresee"));
    const std::vector<const atelier_value*> values = values_for(component, options, waiting);
    std::vector<uint32_t> waits;
    for (uint64_t i = 0; i < component.param_count; ++i) waits.push_back(is_one_of(*component.params[i], waiting));
    auto args = blank<atelier_args>();
    args.values = values.data();
    args.count = values.size();
    error_.clear();
    const auto& table = *static_cast<const atelier_component_foresee_v1*>(found);
    return table.foresee(&component, &raw_, &args, waits.data()) == ATELIER_OK ? "" : error_;
  }

 private:
  static bool is_one_of(const atelier_param& p, const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), view(p.name)) != names.end();
  }

  std::vector<const atelier_value*> values_for(const atelier_component& component, const Options& options,
                                               const std::vector<std::string>& waiting) {
    for (const auto& [name, value] : options)
      if (!has_param(component, name)) throw std::runtime_error(text(view(component.id), " has no option ", name));
    std::vector<const atelier_value*> values;
    for (uint64_t i = 0; i < component.param_count; ++i) {
      const atelier_param& p = *component.params[i];
      if (is_one_of(p, waiting)) {
        values.push_back(keep(p, Value::none()));
        continue;
      }
      const Value* given = nullptr;
      for (const auto& [name, value] : options)
        if (name == view(p.name)) given = &value;
      const Value value = in_seconds(p, given ? *given : default_of(component, p));
      try {
        check_value(p, value);
      } catch (const std::runtime_error& e) {
        throw std::runtime_error(text(view(component.id), ": ", e.what()));
      }
      values.push_back(keep(p, value));
    }
    return values;
  }

  static bool has_param(const atelier_component& component, std::string_view name) {
    for (uint64_t i = 0; i < component.param_count; ++i)
      if (view(component.params[i]->name) == name) return true;
    return false;
  }

  [[noreturn]] static void refuse(const atelier_param& p, const std::string& why) {
    throw std::runtime_error(text("option `", view(p.name), "` ", why));
  }
  // As the program does before it makes a component.
  static void check_value(const atelier_param& p, const Value& v) {
    if (v.type_ == ATELIER_TYPE_NONE) {
      if (!(p.flags & ATELIER_PARAM_OPTIONAL)) refuse(p, "may not be left out");
      return;
    }
    const bool list = (p.flags & ATELIER_PARAM_LIST) != 0, table = (p.flags & ATELIER_PARAM_TABLE) != 0;
    if (list != (v.type_ == ATELIER_TYPE_LIST)) refuse(p, list ? "takes a list" : "takes no list");
    if (table != (v.type_ == ATELIER_TYPE_TABLE)) refuse(p, table ? "takes a table" : "takes no table");
    if (list && (v.items_.size() < p.min_items || (p.max_items && v.items_.size() > p.max_items)))
      refuse(p, text("does not take ", v.items_.size(), " items"));
    if (list)
      for (const Value& item : v.items_) check_one(p, item);
    else if (table)
      for (size_t i = 1; i < v.items_.size(); i += 2) check_one(p, v.items_[i]);
    else
      check_one(p, v);
  }
  static void check_one(const atelier_param& p, const Value& v) {
    switch (p.type) {
      case ATELIER_TYPE_BOOL:
      case ATELIER_TYPE_INT:
        if (v.type_ != p.type) refuse(p, p.type == ATELIER_TYPE_INT ? "takes an integer" : "takes true or false");
        break;
      case ATELIER_TYPE_FLOAT:
      case ATELIER_TYPE_DURATION:
        if (v.type_ != ATELIER_TYPE_INT && v.type_ != ATELIER_TYPE_FLOAT) refuse(p, "takes a number");
        if (!std::isfinite(v.number())) refuse(p, "must be a finite number");
        break;
      case ATELIER_TYPE_PART:
      case ATELIER_TYPE_PORT:
        if (v.type_ != ATELIER_TYPE_PART)
          refuse(p, "takes a part; the bench makes none from a default, so give it one");
        if (!v.kind_.empty() && v.kind_ != view(p.kind))
          refuse(p, text("takes a part of ", view(p.kind), ", not of ", v.kind_));
        return;
      default:
        if (v.type_ != ATELIER_TYPE_STRING) refuse(p, "takes a text");
    }
    if (p.type == ATELIER_TYPE_ENUM) return check_choice(p, v);
    if (v.type_ == ATELIER_TYPE_STRING) return;
    const double number = v.number();
    const bool low = number < p.min || ((p.flags & ATELIER_PARAM_ABOVE_MIN) && number == p.min);
    if ((p.flags & ATELIER_PARAM_HAS_MIN) && low) refuse(p, text("may not be ", number));
    if ((p.flags & ATELIER_PARAM_HAS_MAX) && number > p.max) refuse(p, text("may not be ", number));
  }
  static void check_choice(const atelier_param& p, const Value& v) {
    for (uint64_t i = 0; i < p.choice_count; ++i)
      if (view(p.choices[i]) == v.text_) return;
    refuse(p, text("has no choice `", v.text_, "`"));
  }

  static Value default_of(const atelier_component& component, const atelier_param& p) {
    std::string_view toml = view(p.default_value);
    if (toml.empty()) {
      if (p.flags & ATELIER_PARAM_REQUIRED) throw std::runtime_error(text(view(component.id), " needs ", view(p.name)));
      if (p.flags & ATELIER_PARAM_TABLE) return Value::table({});
      return p.flags & ATELIER_PARAM_LIST ? Value(std::vector<Value>()) : Value::none();
    }
    Value v = parse(toml);
    if (v.text_ == "@run.seed") return Value(0);
    if (v.text_ == "@run.device") return Value("cpu");
    return v;
  }

  // A duration may be a text with units, as in a workflow.
  static Value in_seconds(const atelier_param& p, Value v) {
    if (p.type != ATELIER_TYPE_DURATION) return v;
    for (Value& item : v.items_) item = in_seconds(p, item);
    return v.type_ == ATELIER_TYPE_STRING ? Value(seconds_of(v.text_)) : v;
  }

  // "1m30s": numbers with units.
  static double seconds_of(std::string_view text) {
    static constexpr std::pair<std::string_view, double> kUnits[] = {
        {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    double total = 0;
    while (!text.empty()) {
      const size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
      const size_t end = std::min(text.find_first_of("0123456789.", digits), text.size());
      double unit = 0;
      for (const auto& [name, seconds] : kUnits)
        if (name == text.substr(digits, end - digits)) unit = seconds;
      if (digits == 0 || unit == 0) throw std::runtime_error("a text that is no duration");
      total += std::stod(std::string(text.substr(0, digits))) * unit;
      text.remove_prefix(end);
    }
    return total;
  }

  static Value parse(std::string_view& toml) {
    skip_space(toml);
    if (toml.empty()) throw std::runtime_error("a default that ends too early");
    if (toml[0] == '[') {
      std::vector<Value> items;
      toml.remove_prefix(1);
      for (skip_space(toml); !toml.empty() && toml[0] != ']'; skip_space(toml)) {
        items.push_back(parse(toml));
        skip_space(toml);
        if (!toml.empty() && toml[0] == ',') toml.remove_prefix(1);
      }
      if (!toml.empty()) toml.remove_prefix(1);
      return Value(std::move(items));
    }
    if (toml[0] == '{') return parse_table(toml);
    if (toml[0] == '"' || toml[0] == '\'') {
      const size_t end = toml.find(toml[0], 1);
      const std::string word(toml.substr(1, end - 1));
      toml.remove_prefix(end == std::string_view::npos ? toml.size() : end + 1);
      return Value(word);
    }
    const size_t end = toml.find_first_of(",]} ");
    std::string word(toml.substr(0, end));
    toml.remove_prefix(end == std::string_view::npos ? toml.size() : end);
    if (word == "true" || word == "false") return Value(word == "true");
    word.erase(std::remove(word.begin(), word.end(), '_'), word.end());  // 1_000
    const std::string_view lead = std::string_view(word).substr(0, 2);
    if (lead == "0x") return Value(static_cast<int64_t>(std::stoll(word.substr(2), nullptr, 16)));
    if (lead == "0o") return Value(static_cast<int64_t>(std::stoll(word.substr(2), nullptr, 8)));
    if (lead == "0b") return Value(static_cast<int64_t>(std::stoll(word.substr(2), nullptr, 2)));
    if (word.find_first_of(".eEn") != std::string::npos) return Value(std::stod(word));
    return Value(static_cast<int64_t>(std::stoll(word)));
  }
  static Value parse_table(std::string_view& toml) {
    std::vector<std::pair<std::string, Value>> entries;
    toml.remove_prefix(1);
    for (skip_space(toml); !toml.empty() && toml[0] != '}'; skip_space(toml)) {
      const bool quoted = toml[0] == '"' || toml[0] == '\'';
      const size_t end = quoted ? toml.find(toml[0], 1) : toml.find_first_of(" =");
      const size_t equals = end == std::string_view::npos ? end : toml.find('=', end);
      if (equals == std::string_view::npos) throw std::runtime_error("a default that is no table");
      const std::string key(toml.substr(quoted, end - quoted));
      toml.remove_prefix(equals + 1);
      entries.emplace_back(key, parse(toml));
      skip_space(toml);
      if (!toml.empty() && toml[0] == ',') toml.remove_prefix(1);
    }
    if (!toml.empty()) toml.remove_prefix(1);
    return Value::table(entries);
  }
  static void skip_space(std::string_view& s) {
    while (!s.empty() && s[0] == ' ') s.remove_prefix(1);
  }

  const atelier_value* keep(const atelier_param& p, const Value& v) {
    Value& kept = kept_.emplace_back(v);
    atelier_value& out = raw_values_.emplace_back(atelier_value{});
    out.struct_size = sizeof out;
    const bool as_given =
        kept.type_ == ATELIER_TYPE_NONE || kept.type_ == ATELIER_TYPE_LIST || kept.type_ == ATELIER_TYPE_TABLE;
    out.type = as_given ? kept.type_ : p.type;
    const bool real = out.type == ATELIER_TYPE_FLOAT || out.type == ATELIER_TYPE_DURATION;
    out.integer = real ? 0 : kept.integer_;
    out.real = real ? kept.number() : 0;
    out.text = c_str(kept.text_);
    out.object = kept.object_;
    auto& pointers = lists_.emplace_back();
    atelier_param key = p;
    key.type = ATELIER_TYPE_STRING;
    for (size_t i = 0; i < kept.items_.size(); ++i)
      pointers.push_back(keep(kept.type_ == ATELIER_TYPE_TABLE && i % 2 == 0 ? key : p, kept.items_[i]));
    out.items = pointers.data();
    out.count = pointers.size();
    return &out;
  }

  atelier_call raw_{};
  mutable std::mutex mutex_;
  std::string error_;
  std::vector<std::string> lines_;
  std::vector<std::pair<std::string, double>> scalars_;
  std::atomic<int32_t> cancel_{0};
  std::deque<Value> kept_;
  std::deque<atelier_value> raw_values_;
  std::deque<std::vector<const atelier_value*>> lists_;
};

}  // namespace atelier::testing
