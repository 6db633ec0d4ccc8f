// Prints the layout of the ABI: what abi_v1.txt holds.
#include <cstdio>

extern "C" const char* atelier_layout_text(void);

int main() { return std::fputs(atelier_layout_text(), stdout) < 0; }
