#include "color_jitter.hpp"
#include "hflip.hpp"
#include "resize.hpp"
#include "scale_crop.hpp"

ATELIER_PLUGIN("atelier.augment", "1.0.0", atelier::augment::ColorJitter, atelier::augment::HorizontalFlip,
               atelier::augment::Resize, atelier::augment::ScaleCrop)
