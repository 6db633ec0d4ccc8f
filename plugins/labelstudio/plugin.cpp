#include "labelstudio_reader.hpp"

ATELIER_PLUGIN("atelier.labelstudio", "1.0.0", atelier::labelstudio::LabelstudioReader)
