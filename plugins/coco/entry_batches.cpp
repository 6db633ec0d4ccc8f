#include "entry_batches.hpp"

#include <simdjson.h>

#include <atomic>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>

#include "annotation_json/text_buffer.hpp"

namespace atelier::coco {
namespace {

constexpr size_t kBatch = size_t{1} << 18;

struct Batch {
  size_t number = 0;
  size_t size = 0;  // of the text
  annotation_json::TextBuffer text;
  std::vector<ListEntry> entries;
};

class EntryBatches {
 public:
  EntryBatches(annotation_json::JsonStream& in, unsigned threads, const TakeBatch& take)
      : in_(in), threads_(threads), take_(take) {}
  EntryBatches(const EntryBatches&) = delete;
  EntryBatches& operator=(const EntryBatches&) = delete;
  ~EntryBatches() { finish(); }

  void run() {
    std::exception_ptr broken;
    try {
      cut();
    } catch (...) {
      broken = std::current_exception();
    }
    if (!batch_.entries.empty()) submit();
    finish();
    if (thrown_) std::rethrow_exception(thrown_);
    if (broken) std::rethrow_exception(broken);
  }

 private:
  void cut() {
    in_.skip();
    if (in_.peek() != ']') {
      add_next();
      while (in_.peek() == ',') {
        in_.skip();
        if (!add_next()) return;
      }
    }
    if (in_.peek() != ']') in_.fail_at_next("expected a comma or the closing bracket of the list");
    in_.skip();
  }

  // False when it is of no use to go on.
  bool add_next() {
    in_.peek();
    const uint64_t offset = in_.offset();
    const std::string_view json = in_.value();
    const bool huge = json.size() > kBatch;
    if ((huge && !batch_.entries.empty()) || batch_.size + json.size() > kBatch) submit();
    if (huge) {
      batch_.entries.push_back({offset, json});
      batch_.number = next_number_++;
      work(batch_, 0);
      batch_.entries.clear();
    } else {
      batch_.text.grow(kBatch + simdjson::SIMDJSON_PADDING);
      char* const kept = batch_.text.data() + batch_.size;
      std::memcpy(kept, json.data(), json.size());
      batch_.entries.push_back({offset, {kept, json.size()}});
      batch_.size += json.size();
    }
    return !stop_;
  }

  // Hands over the batch and begins a new one.
  void submit() {
    if (batch_.entries.empty()) return;
    std::memset(batch_.text.data() + batch_.size, 0, simdjson::SIMDJSON_PADDING);
    batch_.number = next_number_++;
    std::unique_lock lock(mutex_);
    ready_.push_back(std::move(batch_));
    batch_ = {};
    if (ready_.size() > others_.size() && others_.size() + 1 < threads_)
      others_.emplace_back([this, thread = static_cast<unsigned>(others_.size() + 1)] { help(thread); });
    else
      changed_.notify_one();
    while (ready_.size() > 2 * others_.size()) work_on_front(lock, 0);
    if (!idle_.empty()) {
      batch_ = std::move(idle_.back());
      idle_.pop_back();
    }
  }

  void work_on_front(std::unique_lock<std::mutex>& lock, unsigned thread) {
    Batch batch = std::move(ready_.front());
    ready_.pop_front();
    lock.unlock();
    work(batch, thread);
    batch.entries.clear();
    batch.size = 0;
    lock.lock();
    idle_.push_back(std::move(batch));
  }

  // Of all that is thrown the first in the file is kept. All batches before a failed one are worked on too.
  void work(const Batch& batch, unsigned thread) {
    try {
      take_(thread, batch.number, batch.entries);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      stop_ = true;
      if (batch.number < failed_) {
        failed_ = batch.number;
        thrown_ = std::current_exception();
      }
    }
  }

  void help(unsigned thread) {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return done_ || !ready_.empty(); });
      if (ready_.empty()) return;
      work_on_front(lock, thread);
    }
  }

  void finish() {
    std::unique_lock lock(mutex_);
    while (!ready_.empty()) work_on_front(lock, 0);
    done_ = true;
    lock.unlock();
    changed_.notify_all();
    for (std::thread& other : others_) other.join();
    others_.clear();
  }

  annotation_json::JsonStream& in_;
  const unsigned threads_;
  const TakeBatch& take_;
  Batch batch_;  // being filled
  size_t next_number_ = 0;
  std::vector<std::thread> others_;
  std::atomic<bool> stop_{false};

  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  std::deque<Batch> ready_;
  std::vector<Batch> idle_;
  bool done_ = false;
  size_t failed_ = std::numeric_limits<size_t>::max();
  std::exception_ptr thrown_;
};

}  // namespace

void for_each_batch(annotation_json::JsonStream& in, unsigned threads, const TakeBatch& take) {
  EntryBatches(in, threads, take).run();
}

}  // namespace atelier::coco
