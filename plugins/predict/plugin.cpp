#include "predict_folder.hpp"

ATELIER_PLUGIN("atelier.predict", "1.0.0", atelier::predict::PredictFolder)
