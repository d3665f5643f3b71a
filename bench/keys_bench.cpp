// What reading GS1 element strings and understanding any text costs on one core, and how often it allocates.
#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

#include "keys/gs1/element_string.hpp"
#include "keys/gs1/scan.hpp"
#include "keys/resolve.hpp"

namespace {

std::size_t allocations = 0;

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace {

using namespace yiguan::keys::gs1;

constexpr auto sent = std::to_array<std::string_view>({
    "^0106900000011225112611201720112010L2611A",
    "^010690000001122521XY26-0000001",
    "^010690000001122510202404230001^21A1B2C3",
    "^0006901234000000001602069000000112253724",
});
constexpr auto written = std::to_array<std::string_view>({
    "(01)06900000011225(11)261120(17)201120(10)L2611A",
    "(01)06900000011225(21)XY26-0000001",
    "(01)06900000011225(10)202404230001(21)A1B2C3",
    "(00)069012340000000016(02)06900000011225(37)24",
});
constexpr auto scanned = std::to_array<std::string_view>({
    "]Q30106900000011225112611201720112010L2611A",
    "]d2010690000001122521XY26-0000001",
    "]C1010690000001122510202404230001\x1d"
    "21A1B2C3",
    "]E06900000011225",
});

template <class Texts, class Parse>
void parse_all(benchmark::State& state, const Texts& texts, Parse parse) {
    for (const auto& text : texts)  // the table of AIs is made at its first use
        if (parse(text).has_error()) std::abort();
    const auto before = allocations;
    std::size_t i = 0;
    for (auto _ : state) {
        auto parsed = parse(texts[i]);
        if (parsed.has_error()) std::abort();
        benchmark::DoNotOptimize(parsed);
        i = (i + 1) % texts.size();
    }
    state.SetItemsProcessed(state.iterations());
    state.counters["allocations"] =
        benchmark::Counter(static_cast<double>(allocations - before), benchmark::Counter::kAvgIterations);
}

void element_string(benchmark::State& state) {
    parse_all(state, sent, [](std::string_view text) { return parse_fnc1(text); });
}
BENCHMARK(element_string);

void element_string_bracketed(benchmark::State& state) {
    parse_all(state, written, [](std::string_view text) { return parse_bracketed(text); });
}
BENCHMARK(element_string_bracketed);

void element_string_with_rules(benchmark::State& state) {
    parse_all(state, sent, [](std::string_view text) -> yiguan::Result<Message> {
        auto parsed = parse_fnc1(text);
        if (parsed.has_value()) {
            TRY_VOID(check_message(parsed.value().elements()));
        }
        return parsed;
    });
}
BENCHMARK(element_string_with_rules);

void scan(benchmark::State& state) {
    parse_all(state, scanned, [](std::string_view text) { return parse_scan(text); });
}
BENCHMARK(scan);

constexpr auto elements = std::to_array<std::string_view>({
    "(01)06900000011225(11)261120(17)201120(10)L2611A",
    "]Q30106900000011225112611201720112010L2611A",
    "]C1010690000001122510202404230001\x1d"
    "21A1B2C3",
    "^010690000001122521XY26-0000001",
});
constexpr auto links = std::to_array<std::string_view>({
    "https://id.gs1.org/01/06900000011225/10/L2611A/21/XY26-0000001",
    "https://example.cn/trace/01/06900000011225/21/XY26-0000001?17=271120",
    "https://id.gs1.org/00/069012340000000016",
    "http://example.com/8004/6901234ASSET-1?linkType=all",
});
constexpr auto numbers = std::to_array<std::string_view>({
    "6900000011225",
    "201289985296962119819527847024772",
    "81234567890123456789",
    "175721508069087",
});

yiguan::Result<yiguan::keys::Parsed> understand(std::string_view text) {
    return yiguan::keys::parse(text);
}
void parse_element_string(benchmark::State& state) {
    parse_all(state, elements, understand);
}
BENCHMARK(parse_element_string);
void parse_digital_link(benchmark::State& state) {
    parse_all(state, links, understand);
}
BENCHMARK(parse_digital_link);
void parse_number(benchmark::State& state) {
    parse_all(state, numbers, understand);
}
BENCHMARK(parse_number);

/// The least that reading a text can cost.
template <class Texts>
void pass_over(benchmark::State& state, const Texts& texts) {
    std::size_t i = 0;
    for (auto _ : state) {
        unsigned sum = 0;
        for (const char c : texts[i]) sum = sum * 31 + static_cast<unsigned char>(c);
        benchmark::DoNotOptimize(sum);
        i = (i + 1) % texts.size();
    }
    state.SetItemsProcessed(state.iterations());
}
void pass_element_string(benchmark::State& state) {
    pass_over(state, elements);
}
BENCHMARK(pass_element_string);
void pass_digital_link(benchmark::State& state) {
    pass_over(state, links);
}
BENCHMARK(pass_digital_link);
void pass_number(benchmark::State& state) {
    pass_over(state, numbers);
}
BENCHMARK(pass_number);

void format(benchmark::State& state) {
    const auto parsed = parse_fnc1(sent[0]).value();
    for (auto _ : state) benchmark::DoNotOptimize(format_fnc1(parsed.elements()));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(format);

}  // namespace

BENCHMARK_MAIN();
