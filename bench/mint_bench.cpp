// What minting and verifying cost on one core, beside the floor that AES itself sets: ten blocks of AES-128 a code.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <vector>

#include "mint/cipher.hpp"
#include "mint/mint.hpp"

namespace {
std::atomic<std::int64_t> allocations{0};
}

// Every allocation of the program is counted: minting and verifying must make none for a code.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* const memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace {

using namespace yiguan::mint;

KeyFile bench_keys(yiguan::crypto::Algorithm cipher) {
    std::string name = (std::filesystem::temp_directory_path() / "yiguan-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    const auto keys = KeyFile::load_or_create(name + "/keys", cipher).value();
    std::filesystem::remove_all(name);
    return keys;
}

const KeyFile& keys() {
    static const KeyFile one = bench_keys(yiguan::crypto::Algorithm::aes);
    return one;
}
const KeyFile& sm4_keys() {
    static const KeyFile one = bench_keys(yiguan::crypto::Algorithm::sm4);
    return one;
}
SerialDomain gs1_domain() {
    return SerialDomain::gs1(yiguan::keys::Gtin::parse("6901234567892").value()).value();
}
CodeDomain domain() {
    return CodeDomain::ecode("0128").value();
}

/// "allocations/code" of what runs between its making and report().
class Allocations {
public:
    void report(benchmark::State& state, std::int64_t codes) const {
        state.counters["allocations/code"] =
            static_cast<double>(allocations.load(std::memory_order_relaxed) - before_) /
            static_cast<double>(state.iterations() * codes);
    }

private:
    std::int64_t before_ = allocations.load(std::memory_order_relaxed);
};

void codes_per_second(benchmark::State& state, std::int64_t codes) {
    state.SetItemsProcessed(state.iterations() * codes);
    state.counters["time/code"] = benchmark::Counter(static_cast<double>(state.iterations() * codes),
                                                     benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// The floor, by OpenSSL's widest code: as many blocks as the codes of mint_many need, nothing else.
void floor_of(benchmark::State& state, const EVP_CIPHER* cipher) {
    constexpr int codes = 7'710;
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                  &EVP_CIPHER_CTX_free);
    const unsigned char key[16] = {1};
    EVP_EncryptInit_ex(context.get(), cipher, nullptr, key, nullptr);
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    std::vector<unsigned char> blocks(codes * 10 * 16);
    for (auto _ : state) {
        int length = 0;
        EVP_EncryptUpdate(context.get(), blocks.data(), &length, blocks.data(), static_cast<int>(blocks.size()));
        benchmark::DoNotOptimize(blocks.data());
    }
    codes_per_second(state, codes);
}
void aes_floor(benchmark::State& state) {
    floor_of(state, EVP_aes_128_ecb());
}
BENCHMARK(aes_floor);
void sm4_floor(benchmark::State& state) {
    floor_of(state, EVP_sm4_ecb());
}
BENCHMARK(sm4_floor);

void mint_one(benchmark::State& state) {
    const Minter minter(keys(), domain(), 0);
    char out[33];
    std::int64_t counter = 0;
    const Allocations counted;
    for (auto _ : state) {
        minter.mint(counter++, out);
        benchmark::DoNotOptimize(out);
    }
    counted.report(state, 1);
    codes_per_second(state, 1);
}
BENCHMARK(mint_one);

void mint_many(benchmark::State& state, const KeyFile& from, std::int64_t codes) {
    const Minter minter(from, domain(), 0);
    std::vector<char> out(static_cast<std::size_t>(codes) * 34);
    std::int64_t first = 0;
    const Allocations counted;
    for (auto _ : state) {
        minter.mint_many(first, static_cast<std::size_t>(codes), out.data());
        benchmark::DoNotOptimize(out.data());
        first += codes;
    }
    counted.report(state, codes);
    codes_per_second(state, codes);
}
BENCHMARK_CAPTURE(mint_many, aes, keys(), 7'710);      // 256 KiB
BENCHMARK_CAPTURE(mint_many, sm4, sm4_keys(), 1'024);  // the Chinese-cryptography profile

/// Base 32: a GS1 serial with its Digital Link in front, and short codes.
void mint_serials(benchmark::State& state, const SerialDomain& of, std::string_view prefix, bool sm4) {
    const SerialMinter minter(sm4 ? sm4_keys() : keys(), of, 0);
    constexpr std::size_t codes = 2'048;
    std::vector<char> out(codes * (prefix.size() + static_cast<std::size_t>(of.chars()) + 1));
    std::int64_t first = 0;
    const Allocations counted;
    for (auto _ : state) {
        minter.mint_many(first, codes, out.data(), prefix);
        benchmark::DoNotOptimize(out.data());
        first = (first + static_cast<std::int64_t>(codes)) % 1'000'000'000;
    }
    counted.report(state, codes);
    codes_per_second(state, codes);
}
BENCHMARK_CAPTURE(mint_serials, gs1_link, gs1_domain(), "https://id.gs1.org/01/06901234567892/21/", false);
BENCHMARK_CAPTURE(mint_serials, gs1_link_sm4, gs1_domain(), "https://id.gs1.org/01/06901234567892/21/", true);
BENCHMARK_CAPTURE(mint_serials, short_code, SerialDomain::short_code().value(), "", false);

void verify_serials(benchmark::State& state) {
    const SerialMinter minter(keys(), gs1_domain(), 0);
    constexpr std::size_t codes = 100'000;
    std::string text(codes * 21, '#');
    minter.mint_many(0, codes, text.data());
    std::vector<std::string_view> views;
    for (std::size_t i = 0; i < codes; ++i) views.emplace_back(text.data() + i * 21, 20);
    std::vector<std::optional<SerialMinted>> found(codes);
    const SerialVerifier verifier(keys(), gs1_domain());
    const Allocations counted;
    for (auto _ : state) {
        verifier.verify_many(views, found);
        benchmark::DoNotOptimize(found.data());
    }
    counted.report(state, codes);
    codes_per_second(state, codes);
}
BENCHMARK(verify_serials);

void package(benchmark::State& state, PackageFormat format, const char* prefix) {
    const auto one = CodePackage::make(Minter(keys(), domain(), 0), 0, 99'999'999, format, prefix).value();
    std::vector<char> out(256 * 1024);
    std::uint64_t offset = 0;
    for (auto _ : state) {
        one.read(offset, out);
        benchmark::DoNotOptimize(out.data());
        offset = (offset + out.size()) % (one.size() - out.size());
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(out.size()));
}
BENCHMARK_CAPTURE(package, text, PackageFormat::text, "");
BENCHMARK_CAPTURE(package, text_address, PackageFormat::text, "https://trace.example.cn/E=");
BENCHMARK_CAPTURE(package, csv_address, PackageFormat::csv, "https://trace.example.cn/E=");

/// FF1 alone, without the text.
void encipher(benchmark::State& state, Engine engine, yiguan::crypto::Algorithm algorithm) {
    if (!is_available(engine)) return state.SkipWithError("not on this processor");
    const std::array<std::byte, 16> key{};
    const Cipher cipher(key, "E20128", algorithm);
    constexpr std::size_t codes = 4'096;
    std::vector<std::uint64_t> high(codes), low(codes);
    for (auto _ : state) {
        cipher.encipher(high.data(), low.data(), codes, engine);
        benchmark::DoNotOptimize(high.data());
    }
    codes_per_second(state, codes);
}
BENCHMARK_CAPTURE(encipher, portable, Engine::portable, yiguan::crypto::Algorithm::aes);
BENCHMARK_CAPTURE(encipher, aesni, Engine::aesni, yiguan::crypto::Algorithm::aes);
BENCHMARK_CAPTURE(encipher, sm4, Engine::portable, yiguan::crypto::Algorithm::sm4);
BENCHMARK_CAPTURE(encipher, avx512, Engine::avx512, yiguan::crypto::Algorithm::aes);

/// Random order in a set that is larger than the caches; `forged` digits instead where asked.
std::string sample_codes(std::size_t codes, bool forged) {
    std::mt19937_64 random(1);
    const Minter minter(keys(), domain(), 0);
    std::string text(codes * 34, '\n');
    for (std::size_t i = 0; i < codes; ++i) {
        minter.mint(static_cast<std::int64_t>(random() % 1'000'000'000), text.data() + i * 34);
        if (forged)
            for (std::size_t k = 6; k < 33; ++k) text[i * 34 + k] = static_cast<char>('0' + random() % 10);
    }
    return text;
}

void verify_one(benchmark::State& state, bool forged) {
    constexpr std::size_t codes = 1'000'000;
    const auto text = sample_codes(codes, forged);
    const Verifier verifier(keys(), {domain()});
    std::size_t i = 0;
    std::size_t found = 0;
    const Allocations counted;
    for (auto _ : state) {
        found += verifier.verify({text.data() + i * 34, 33}).has_value() ? 1u : 0u;
        i = (i + 1) % codes;
    }
    benchmark::DoNotOptimize(found);
    counted.report(state, 1);
    codes_per_second(state, 1);
}
BENCHMARK_CAPTURE(verify_one, valid, false);
BENCHMARK_CAPTURE(verify_one, forged, true);

void verify_many(benchmark::State& state, bool forged) {
    constexpr std::size_t codes = 1'000'000;
    const auto text = sample_codes(codes, forged);
    std::vector<std::string_view> views;
    for (std::size_t i = 0; i < codes; ++i) views.emplace_back(text.data() + i * 34, 33);
    std::vector<std::optional<Minted>> found(codes);
    const Verifier verifier(keys(), {domain()});
    for (auto _ : state) {
        verifier.verify_many(views, found);
        benchmark::DoNotOptimize(found.data());
    }
    codes_per_second(state, codes);
}
BENCHMARK_CAPTURE(verify_many, valid, false);
BENCHMARK_CAPTURE(verify_many, forged, true);

/// The whole command: a million lines in, a million verdicts out.
void verify_lines(benchmark::State& state, MintCommand command) {
    constexpr std::size_t codes = 1'000'000;
    std::string name = (std::filesystem::temp_directory_path() / "yiguan-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    command.count = codes;
    command.keys = name + "/keys";
    const int file = ::open((name + "/codes").c_str(), O_CREAT | O_RDWR, 0600);
    const int nowhere = ::open("/dev/null", O_WRONLY);
    if (mint_command(command, file, stderr) != 0) std::abort();
    for (auto _ : state) {
        ::lseek(file, 0, SEEK_SET);
        if (verify_command({command.keys}, file, nowhere, stderr) != 0) std::abort();
    }
    ::close(nowhere);
    ::close(file);
    std::filesystem::remove_all(name);
    codes_per_second(state, codes);
}
BENCHMARK_CAPTURE(verify_lines, ecode, {.nsi = "0128"});
BENCHMARK_CAPTURE(verify_lines, gs1_link, {.scheme = "gs1", .gtin = "6901234567892"});

void derive_domain(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(Minter(keys(), domain(), 0));
}
BENCHMARK(derive_domain);

}  // namespace

BENCHMARK_MAIN();
