// A few persistent threads that share out numbered jobs with their caller.
#pragma once

#include <memory>

namespace zc::cpu {

class WorkerPool {
 public:
  // `threads` counts the caller's; 1 starts none.
  explicit WorkerPool(int threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  int threads() const { return threads_; }

  // Calls work(job, worker) once for each job below `jobs`, with worker below threads(), and
  // returns when all are done. One caller at a time. Allocates nothing.
  template <class Work>
  void run(int jobs, Work& work) {
    run(
        jobs, [](void* context, int job, int worker) { (*static_cast<Work*>(context))(job, worker); }, &work);
  }

 private:
  using Call = void (*)(void* context, int job, int worker);
  struct Shared;

  void run(int jobs, Call call, void* context);

  int threads_ = 1;
  std::unique_ptr<Shared> shared_;
};

}  // namespace zc::cpu
