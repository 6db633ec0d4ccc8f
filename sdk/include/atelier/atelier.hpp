// Atelier SDK: everything, for C++17. A plugin may include only the kinds it uses.
#pragma once

#include "cpp/augmenter.hpp"
#include "cpp/dataset.hpp"
#include "cpp/files.hpp"
#include "cpp/loader.hpp"
#include "cpp/loss.hpp"
#include "cpp/metric.hpp"
#include "cpp/model.hpp"
#include "cpp/observer.hpp"
#include "cpp/optimizer.hpp"
#include "cpp/overlap_policy.hpp"
#include "cpp/plugin.hpp"
#include "cpp/random.hpp"
#include "cpp/samples.hpp"
#include "cpp/schedule.hpp"
#include "cpp/stage.hpp"
#include "cpp/tensor.hpp"
