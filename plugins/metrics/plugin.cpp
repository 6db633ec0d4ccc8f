#include "confusion.hpp"
#include "mean_iou.hpp"
#include "pixel_accuracy.hpp"

ATELIER_PLUGIN("atelier.metrics", "1.0.0", atelier::metrics::PixelAccuracy, atelier::metrics::MeanIou,
               atelier::metrics::Confusion)
