// What the processor can do at most: multiply-adds in registers, on all threads at once, GFLOP/s. 0 where it lacks the
// instructions.
#pragma once

namespace bench_train {

double float32_gflops(int threads);
double bfloat16_gflops(int threads);

}  // namespace bench_train
