#include "evaluate_segmentation.hpp"
#include "train_supervised.hpp"

ATELIER_PLUGIN("atelier.supervised", "1.0.0", atelier::supervised::TrainSupervised,
               atelier::supervised::EvaluateSegmentation)
