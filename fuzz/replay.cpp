// Stands in for libFuzzer where there is none: runs a target over every file of its corpus folders, in order of name.
//
//   fuzz_<target> FOLDER...
//
// Names each file before it is run, so that the last one named is what broke. Exit status 0; 2 when a folder is missing
// or empty, because a replay of nothing would say nothing.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "fuzz/harness.hpp"

int main(int count, char** arguments) {
    namespace fs = std::filesystem;
    std::size_t run = 0;
    for (int i = 1; i < count; ++i) {
        std::vector<fs::path> files;
        std::error_code failed;
        for (const auto& entry : fs::directory_iterator(arguments[i], failed))
            if (entry.is_regular_file()) files.push_back(entry.path());
        if (failed || files.empty()) {
            fmt::print(stderr, "replay: no files in {}\n", arguments[i]);
            return 2;
        }
        std::ranges::sort(files);
        for (const auto& path : files) {
            fmt::print(stderr, "{}\n", path.string());
            std::ifstream in(path, std::ios::binary);
            // In memory of exactly its size, so that AddressSanitizer sees a read behind the end.
            const std::vector<char> bytes(std::istreambuf_iterator<char>(in), {});
            if (in.bad()) return 2;
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
            ++run;
        }
    }
    if (run == 0) return 2;
    fmt::print("{} inputs\n", run);
    return 0;
}
