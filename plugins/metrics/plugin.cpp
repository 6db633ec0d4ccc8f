#include "confusion.hpp"
#include "mean_iou.hpp"
#include "pixel_accuracy.hpp"

ATELIER_PLUGIN("atelier.metrics", "1.0.0", metrics::PixelAccuracy, metrics::MeanIou, metrics::Confusion)
