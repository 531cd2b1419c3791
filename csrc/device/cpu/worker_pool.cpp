#include "device/cpu/worker_pool.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "core/process.h"

namespace zc::cpu {

struct WorkerPool::Shared {
  std::mutex jobs_mutex;  // guards all that follows but the threads
  std::condition_variable work_given;
  std::condition_variable work_done;
  Call call = nullptr;
  void* context = nullptr;
  int job_count = 0;
  int next_job = 0;
  int unfinished_jobs = 0;
  bool stopping = false;
  std::vector<std::thread> threads;

  // Takes jobs until none is left.
  void work(int worker, std::unique_lock<std::mutex>& lock) {
    while (next_job < job_count) {
      const int job = next_job++;
      const Call function = call;
      void* const argument = context;
      lock.unlock();
      function(argument, job, worker);
      lock.lock();
      if (--unfinished_jobs == 0) work_done.notify_one();
    }
  }
  void serve(int worker) {
    std::unique_lock lock(jobs_mutex);
    while (!stopping) {
      work(worker, lock);
      work_given.wait(lock, [this] { return stopping || next_job < job_count; });
    }
  }
};

WorkerPool::WorkerPool(int threads) : threads_(threads), shared_(std::make_unique<Shared>()) {
  for (int worker = 1; worker < threads; ++worker)
    shared_->threads.emplace_back([shared = shared_.get(), worker] { shared->serve(worker); });
}

WorkerPool::~WorkerPool() {
  // A forked child has none of the threads: joining them, or destroying what they wait on, hangs.
  if (in_forked_child()) {
    static_cast<void>(shared_.release());
    return;
  }
  {
    const std::scoped_lock lock(shared_->jobs_mutex);
    shared_->stopping = true;
  }
  shared_->work_given.notify_all();
  for (std::thread& thread : shared_->threads) thread.join();
}

void WorkerPool::run(int jobs, Call call, void* context) {
  if (jobs <= 1 || threads_ == 1) {
    for (int job = 0; job < jobs; ++job) call(context, job, 0);
    return;
  }
  std::unique_lock lock(shared_->jobs_mutex);
  shared_->call = call;
  shared_->context = context;
  shared_->job_count = jobs;
  shared_->next_job = 0;
  shared_->unfinished_jobs = jobs;
  shared_->work_given.notify_all();
  shared_->work(0, lock);
  shared_->work_done.wait(lock, [this] { return shared_->unfinished_jobs == 0; });
}

}  // namespace zc::cpu
