#include "labelstudio_writer.hpp"

using atelier::labelstudio_writer::LabelstudioWriter;
ATELIER_PLUGIN("atelier.labelstudio_writer", "1.0.0", LabelstudioWriter)
