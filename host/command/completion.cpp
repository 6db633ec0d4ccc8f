#include "completion.hpp"

#include <algorithm>
#include <set>

#include "words/utf8.hpp"

namespace atelier::host {
namespace {

// Walks over the words before the cursor, as the parser would.
class Walk {
 public:
  explicit Walk(const GrammarVerb& grammar) : at_(&grammar) {}

  void take(const std::string& word) {
    if (pending_) {
      keep(*pending_, word);
      pending_ = nullptr;
    } else if (!only_places_ && word == "--") {
      only_places_ = true;
    } else if (!only_places_ && word.size() > 1 && word[0] == '-') {
      take_option(word);
    } else if (const GrammarVerb* verb = place_ == 0 ? at_->verb(word) : nullptr) {
      at_ = verb;
    } else if (const GrammarOption* option = place()) {
      keep(*option, word);
      ++place_;
    } else if (!at_->verbs.empty()) {
      lost_ = true;  // no such verb
    }
  }

  std::vector<Candidate> candidates(const std::string& word) const {
    if (lost_) return {};
    if (pending_) return complete_value(*pending_, line_, word);
    if (!only_places_ && word.starts_with("-")) return options(word);
    std::vector<Candidate> out;
    if (place_ == 0)
      for (const GrammarVerb& verb : at_->verbs) out.push_back({verb.name, verb.about});
    if (const GrammarOption* option = place()) {
      const std::vector<Candidate> values = complete_value(*option, line_, word);
      std::copy_if(values.begin(), values.end(), std::back_inserter(out), [&](const Candidate& c) {
        return !used_.count({option, c.text});
      });
    }
    return out;
  }

 private:
  void take_option(const std::string& word) {
    const size_t equals = word.find('=');
    const GrammarOption* option = at_->option(word.substr(0, equals));
    if (!option) return;
    seen_.insert(option);
    if (option->value.empty()) return;
    if (equals == std::string::npos)
      pending_ = option;
    else
      keep(*option, word.substr(equals + 1));
  }

  const GrammarOption* place() const {
    const std::vector<const GrammarOption*> places = at_->places();
    if (place_ < places.size()) return places[place_];
    return !places.empty() && places.back()->many ? places.back() : nullptr;
  }

  void keep(const GrammarOption& option, const std::string& word) {
    used_.insert({&option, word});
    if (option.name == "file") line_.file = word;
    if (option.name == "--set") line_.set.push_back(word);
    if (option.name == "--profile") line_.profiles.push_back(word);
    if (option.name == "--over") line_.over.push_back(word);
    if (option.name == "--plugin") line_.plugins.emplace_back(word);
    if (option.name == "--workspace") line_.workspace = word;
  }

  std::vector<Candidate> options(const std::string& word) const {
    std::vector<Candidate> out;
    const size_t equals = word.find('=');
    if (equals != std::string::npos) {
      const GrammarOption* option = at_->option(word.substr(0, equals));
      if (!option || option->value.empty()) return out;
      out = complete_value(*option, line_, word.substr(equals + 1));
      for (Candidate& candidate : out) candidate.text.insert(0, word, 0, equals + 1);
      return out;
    }
    for (const GrammarOption& option : at_->options)
      if (!option.has_place() && (option.many || !seen_.count(&option))) out.push_back({option.name, option.about});
    return out;
  }

  const GrammarVerb* at_;
  const GrammarOption* pending_ = nullptr;  // the next word is its value
  size_t place_ = 0;
  bool only_places_ = false;
  bool lost_ = false;
  std::set<const GrammarOption*> seen_;
  std::set<std::pair<const GrammarOption*, std::string>> used_;
  TypedLine line_;
};

}  // namespace

const GrammarVerb* GrammarVerb::verb(const std::string& word) const {
  const auto found = std::find_if(verbs.begin(), verbs.end(), [&](const auto& verb) { return verb.name == word; });
  return found == verbs.end() ? nullptr : &*found;
}

const GrammarOption* GrammarVerb::option(const std::string& word) const {
  const auto is_it = [&](const GrammarOption& option) { return !option.has_place() && option.name == word; };
  const auto found = std::find_if(options.begin(), options.end(), is_it);
  return found == options.end() ? nullptr : &*found;
}

std::vector<const GrammarOption*> GrammarVerb::places() const {
  std::vector<const GrammarOption*> out;
  for (const GrammarOption& option : options)
    if (option.has_place()) out.push_back(&option);
  return out;
}

std::vector<Candidate> complete(const GrammarVerb& grammar, std::vector<std::string> words) {
  if (words.empty()) words.emplace_back();
  std::string last = words.back();
  words.pop_back();
  // a quote that is still open belongs to the shell
  if (!last.empty() && (last[0] == '\'' || last[0] == '"')) last.erase(0, 1);
  Walk walk(grammar);
  for (const std::string& word : words) walk.take(word);
  std::vector<Candidate> out = walk.candidates(last);
  // a candidate is one line of the answer
  std::erase_if(out, [&](const Candidate& c) { return !c.text.starts_with(last) || printable(c.text) != c.text; });
  std::stable_sort(out.begin(), out.end(), [](const Candidate& a, const Candidate& b) { return a.text < b.text; });
  out.erase(std::unique(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.text == b.text; }),
            out.end());
  return out;
}

}  // namespace atelier::host
