// yiguan_bench [--runs N] [--seconds S] [--scale N] [NAME ...]: run by scripts/bench.
#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "benches.hpp"

namespace {

using namespace yiguan::bench;

struct Named {
    const char* name;
    void (*run)(Report&, const Options&);
};
constexpr Named all[] = {{"mint", mint},       {"verify", verify},   {"range", range},   {"items", items},
                         {"scan", scan},       {"forged", forged},   {"start", start},   {"overload", overload},
                         {"parse", parse},     {"capture", capture}, {"query", query},   {"size", size},
                         {"growth", growth},   {"trace", trace},     {"recall", recall}, {"log", log},
                         {"logcost", logcost}, {"bundle", bundle},   {"orgs", orgs},     {"import", imports}};

}  // namespace

int main(int argc, char** argv) {
    Options options;
    std::vector<const Named*> wanted;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word.starts_with("--") && i + 1 < argc) {
            const double value = std::strtod(argv[++i], nullptr);
            if (word == "--runs")
                options.runs = static_cast<int>(value);
            else if (word == "--seconds")
                options.seconds = value;
            else if (word == "--scale")
                options.scale = static_cast<std::int64_t>(value);
            else
                return fmt::print(stderr, "unknown option {}\n", word), 2;
            continue;
        }
        const Named* found = nullptr;
        for (const Named& one : all)
            if (word == one.name) found = &one;
        if (found == nullptr) return fmt::print(stderr, "unknown benchmark {}\n", word), 2;
        wanted.push_back(found);
    }
    if (wanted.empty())
        for (const Named& one : all) wanted.push_back(&one);
    int status = 0;
    for (const Named* one : wanted) {
        Report report(one->name);
        try {
            one->run(report, options);
        } catch (const std::exception& e) {
            fmt::print(stderr, "{}: {}\n", one->name, e.what());
            status = 1;
            continue;
        }
        report.finish("bench/results");
    }
    return status;
}
