#include "preview_predictions.hpp"
#include "preview_samples.hpp"

ATELIER_PLUGIN("atelier.preview", "1.0.0", atelier::preview::PreviewSamples, atelier::preview::PreviewPredictions)
