// Work beside the thread that drives the network: decoding ahead of it, writing behind it.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace atelier::predict {

// Tasks begin in the order in which they were given. Without threads a task is done by whoever waits for it. [any]
class TaskPool {
 public:
  explicit TaskPool(unsigned threads) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }
  TaskPool(const TaskPool&) = delete;
  TaskPool& operator=(const TaskPool&) = delete;
  // Ends what has begun, and drops the rest.
  ~TaskPool() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      tasks_.clear();
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  // Whether it has no threads.
  bool is_idle() const { return threads_.empty(); }

  // What the task gives or throws comes out of the future.
  template <class Task>
  auto submit(Task task) {
    using Result = std::invoke_result_t<Task>;
    if (threads_.empty()) return std::async(std::launch::deferred, std::move(task));
    auto packed = std::make_shared<std::packaged_task<Result()>>(std::move(task));
    std::future<Result> future = packed->get_future();
    {
      const std::lock_guard lock(mutex_);
      tasks_.emplace_back([packed] { (*packed)(); });
    }
    changed_.notify_one();
    return future;
  }

 private:
  void work() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !tasks_.empty(); });
        if (closed_) return;
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      task();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace atelier::predict
