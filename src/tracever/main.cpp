#include <cstdio>
#include <exception>
#include <vector>

#include "crypto/module.hpp"
#include "tracever/tracever.hpp"

int main(int count, char** words) {
    using namespace yiguan;
    try {
        crypto::ignore_configuration();
        const std::vector<std::string> all(words + 1, words + count);
        const tracever::Outcome outcome = tracever::run(all);
        std::fwrite(outcome.out.data(), 1, outcome.out.size(), stdout);
        std::fwrite(outcome.err.data(), 1, outcome.err.size(), stderr);
        return std::fflush(stdout) == 0 ? outcome.status : 2;
    } catch (const std::exception& failed) {
        std::fprintf(stderr, "tracever: %s\n", failed.what());
        return 2;
    }
}
