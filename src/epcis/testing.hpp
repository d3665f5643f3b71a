// What the tests of this room share; for tests only.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace yiguan::epcis::testing {

inline const std::filesystem::path testdata = "src/epcis/testdata";

inline std::string slurp(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    EXPECT_TRUE(in.good()) << file;
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<std::string> lines(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) out.push_back(line);
    return out;
}

/// All files below `folder` whose name ends in `end`, ascending.
inline std::vector<std::filesystem::path> files(const std::filesystem::path& folder, const std::string& end) {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().string().ends_with(end)) out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace yiguan::epcis::testing
