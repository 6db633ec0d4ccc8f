// How the pages look: light or dark as the reader's system is, in print without what is only for a screen. [any]
#pragma once

namespace atelier::host {

const char* style_sheet();

}  // namespace atelier::host
