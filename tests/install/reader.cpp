// What docs/keys.md shows: a program of an integrator.
#include <cstdio>

#include "keys/keys.hpp"
#include "mint/ff1.hpp"

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const auto parsed = yiguan::keys::parse(argv[i]);
        if (parsed.has_error())
            std::printf("%s\n", parsed.error().pointer.c_str());
        else
            std::printf("%s\n", parsed.value().best().canonical().c_str());
    }
}
