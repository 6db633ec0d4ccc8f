#include "run_cases.hpp"

#include <sanitizer/common_interface_defs.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "mutate.hpp"

extern "C" const char* __asan_default_options() {
  return "max_allocation_size_mb=256:allocator_may_return_null=0:detect_stack_use_after_return=1";
}
extern "C" const char* __ubsan_default_options() { return "print_stacktrace=1:abort_on_error=1"; }

namespace fuzz {
namespace {

constexpr time_t kSecondsOfACase = 20;

struct Options {
  uint64_t seed = 1;
  uint64_t first = 0;
  uint64_t count = 300;
  std::string only;
  fs::path data;
};

struct Counts {
  uint64_t read = 0;
  uint64_t refused = 0;
};

// What is running, for a program that is about to die: plain bytes.
char running[512] = "";

void print_running() {
  static constexpr char kBefore[] = "\nFINDING in ";
  (void)!write(2, kBefore, sizeof kBefore - 1);
  (void)!write(2, running, std::char_traits<char>::length(running));
}

void aborted(int) {
  print_running();
  _exit(1);
}

void out_of_time(int) {
  static constexpr char kWhy[] = "a case took too long";
  (void)!write(2, kWhy, sizeof kWhy - 1);
  print_running();
  _exit(1);
}

Options options_of(int argc, char** argv) {
  Options options;
  if (const char* set = std::getenv("ATELIER_TEST_DATA")) options.data = set;
  for (int i = 1; i < argc; i += 2) {
    const std::string flag = argv[i];
    if (i + 1 == argc) throw std::invalid_argument(flag + " needs a value");
    if (flag == "--seed")
      options.seed = std::stoull(argv[i + 1]);
    else if (flag == "--first")
      options.first = std::stoull(argv[i + 1]);
    else if (flag == "--count")
      options.count = std::stoull(argv[i + 1]);
    else if (flag == "--only")
      options.only = argv[i + 1];
    else if (flag == "--data")
      options.data = argv[i + 1];
    else
      throw std::invalid_argument("unknown option " + flag);
  }
  return options;
}

// Where cases lie: memory when there is such a place, since each is a few files.
fs::path make_folder() {
  const fs::path parent = access("/dev/shm", W_OK) == 0 ? fs::path("/dev/shm") : fs::temp_directory_path();
  std::string name = (parent / "atelier-fuzz-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("cannot make a folder like " + name);
  return name;
}

void limit_time(time_t seconds) {
  const itimerval timer = {{0, 0}, {seconds, 0}};
  setitimer(ITIMER_PROF, &timer, nullptr);
}

void write_input(const Input& input, const fs::path& folder) {
  for (const auto& [name, bytes] : input) {
    fs::create_directories((folder / name).parent_path());
    atelier::write_file(folder / name, bytes, false);
  }
}

// A reader writes below out/ and nowhere else, and leaves no half of a file.
void check_folder(const fs::path& work) {
  for (const fs::path& folder : {work, work.parent_path()})
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      if (name != "in" && name != "out" && name != "work")
        throw Finding("something was written outside the output folder: " + entry.path().string());
    }
  if (!fs::exists(work / "out")) return;
  for (const auto& entry : fs::recursive_directory_iterator(work / "out"))
    if (entry.path().extension() == ".partial") throw Finding("half of a file is left: " + entry.path().string());
}

class Runner {
 public:
  Runner(const Options& options, const Target& target, const fs::path& folder)
      : options_(options), target_(target), work_(folder / "work"), inputs_(target.inputs(options.data)) {
    if (inputs_.empty()) throw std::runtime_error(target.name + ": no input was found below " + options.data.string());
    check_undamaged();
  }

  void run_case(uint64_t number) {
    Random random(atelier::mix_seed(atelier::mix_seed(options_.seed, target_.name), number));
    Input input = inputs_[random.below(inputs_.size())];
    auto& [name, bytes] = input[random.below(input.size())];
    bytes = mutate(name, std::move(bytes), random);
    (read(input, number, random) ? counts_.read : counts_.refused)++;
  }
  const Counts& counts() const { return counts_; }

 private:
  // Some of the inputs are not right as they are: the suites of broken files.
  void check_undamaged() {
    size_t right = 0;
    Random random(1);
    for (const Input& input : inputs_) right += read(input, 0, random);
    std::cout << target_.name << ": " << inputs_.size() << " inputs, " << right << " of them sound" << std::endl;
    if (right * 5 < inputs_.size()) throw std::runtime_error(target_.name + ": the inputs are refused as they are");
  }

  bool read(const Input& input, uint64_t number, Random& random) {
    fs::remove_all(work_);
    fs::create_directories(work_ / "out");
    write_input(input, work_ / "in");
    std::snprintf(running, sizeof running, "case %llu of seed %llu, target `%s`; its files: %s/in\n",
                  static_cast<unsigned long long>(number), static_cast<unsigned long long>(options_.seed),
                  target_.name.c_str(), work_.c_str());
    limit_time(kSecondsOfACase);
    const bool was_read = target_.read(work_, random);
    limit_time(0);
    check_folder(work_);
    return was_read;
  }

  const Options& options_;
  const Target& target_;
  fs::path work_;
  std::vector<Input> inputs_;
  Counts counts_;
};

// A mutator that always, or never, breaks a file would test little.
void check_counts(const std::string& name, const Counts& counts) {
  const uint64_t all = counts.read + counts.refused;
  std::cout << name << ": " << all << " cases, " << counts.read << " read, " << counts.refused << " refused\n";
  if (all >= 100 && (counts.read * 50 < all || counts.refused * 50 < all))
    throw std::runtime_error(name + ": nearly all cases end alike, the damage is of no use");
}

void run(const Options& options, const std::vector<Target>& targets) {
  std::cout << "seed " << options.seed << ", cases " << options.first << " to " << options.first + options.count - 1
            << std::endl;
  std::vector<const Target*> chosen;
  for (const Target& target : targets)
    if (options.only.empty() || options.only == target.name) chosen.push_back(&target);
  if (chosen.empty()) throw std::invalid_argument("there is no target `" + options.only + "`");
  const fs::path folder = make_folder();
  std::vector<Runner> runners;
  for (const Target* target : chosen) runners.emplace_back(options, *target, folder);
  for (uint64_t number = options.first; number < options.first + options.count; ++number)
    runners[number % runners.size()].run_case(number);
  fs::remove_all(folder);
  for (size_t i = 0; i < chosen.size(); ++i) check_counts(chosen[i]->name, runners[i].counts());
}

}  // namespace

int run_cases(int argc, char** argv, const std::vector<Target>& targets) {
  __sanitizer_set_death_callback(print_running);
  std::signal(SIGABRT, aborted);  // the undefined-behaviour sanitizer's way out, and that of failed assertions
  std::signal(SIGPROF, out_of_time);
  try {
    const Options options = options_of(argc, argv);
    if (!fs::is_directory(options.data)) {
      std::cerr << "*** TEST DATA MISSING: " << options.data << " is not there ***\n";
      const char* ci = std::getenv("CI");
      return ci && std::string(ci) == "true" ? 1 : 77;
    }
    run(options, targets);
  } catch (const std::invalid_argument& e) {
    std::cerr << e.what() << '\n';
    return 2;
  } catch (const std::exception& e) {
    std::cerr << e.what();
    print_running();
    return 1;
  }
  return 0;
}

}  // namespace fuzz
