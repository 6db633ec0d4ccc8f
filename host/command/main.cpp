#include "cli.hpp"

int main(int argc, char** argv) { return atelier::host::cli_main(argc, argv); }
