// Where each tensor of a network starts: from a file of weights, or anew. Decided from names and shapes alone, before
// any tensor is read.
//
// Errors: ATELIER_E_DATA, with every difference in names, types and shapes counted and the remedy. [any]
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "weight_files/network_names.hpp"

namespace atelier::torch_models {

// What becomes of the last layers of the heads, whose rows are the classes: the file's, which must fit; new ones; or of
// the file's rows those of classes of the same name.
enum class Head { kFile, kFresh, kMatch };

struct Needed {
  std::string name;
  std::vector<int64_t> shape;
  bool whole_numbers = false;
};

struct Wanted {
  Head head = Head::kFile;
  std::vector<std::string> class_names = {};       // of the network; empty: not known
  std::vector<std::string> file_class_names = {};  // of the file; empty: not known
  bool written_here = false;                       // the file is of this component, not torchvision's
  bool leave_out_aux = false;                      // the file may have an auxiliary head that the network has not
  bool exact = false;                              // the whole network as it was saved; the rest above does not count
};

struct Start {
  // kRows: `rows` of the file, the others anew.
  enum From { kFile, kRows, kFresh, kZero } from = kFile;
  const weight_files::Entry* entry = nullptr;
};

struct WeightPlan {
  std::vector<Start> starts;       // of each needed tensor
  std::vector<int64_t> rows;       // of each class the row in the file, or -1
  std::vector<std::string> notes;  // what a user should know, a sentence without full stop each
};

WeightPlan plan_weights(const weight_files::WeightFile& file, const weight_files::NetworkNames& names,
                        const std::vector<Needed>& needed, const Wanted& wanted);

}  // namespace atelier::torch_models
