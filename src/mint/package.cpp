#include "mint/package.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <limits>

#include "core/text.hpp"
#include "mint/code_text.hpp"

namespace yiguan::mint {

namespace {

constexpr std::size_t prefix_bytes_max = 200;
constexpr std::size_t counter_digits = 18;
// Counter, code, address (prefix and code), commas, CRLF.
constexpr std::size_t line_bytes_max = counter_digits + 1 + code_digits + 1 + prefix_bytes_max + code_digits + 2;

void put_counter(std::uint64_t counter, char* out) {
    for (std::size_t i = counter_digits; i-- > 0; counter /= 10) out[i] = static_cast<char>('0' + counter % 10);
}

}  // namespace

Result<CodePackage> CodePackage::make(Minter minter, std::int64_t first, std::int64_t last, PackageFormat format,
                                      std::string prefix) {
    if (first < 0 || last < first || last > counter_max)
        return Error{Code::counter_range, "", "码包的起止序号应满足 0 ≤ 起 ≤ 止，且不超过 18 位"};
    if (prefix.size() > prefix_bytes_max || !is_utf8(prefix) || has_control(prefix, false) ||
        prefix.find_first_of(",\"' ") != std::string::npos ||
        (!prefix.empty() && std::strchr("=+-@", prefix[0]) != nullptr))
        return Error{Code::invalid, "/address", "网址前缀最多 200 字节，不能含空格、逗号、引号和控制字符", "网址",
                     shorten(prefix, 60)};
    CodePackage package(std::move(minter), first, last, format, std::move(prefix));
    if (package.size_ == 0) return Error{Code::counter_range, "", "码包过大，请分段下载"};
    return package;
}

CodePackage::CodePackage(Minter minter, std::int64_t first, std::int64_t last, PackageFormat format, std::string prefix)
    : minter_(std::move(minter)), first_(first), format_(format), prefix_(std::move(prefix)) {
    if (format_ == PackageFormat::text) {
        line_bytes_ = prefix_.size() + code_digits + 1;
    } else {
        header_ = prefix_.empty() ? "\uFEFF序号,追溯码\r\n" : "\uFEFF序号,追溯码,网址\r\n";
        line_bytes_ = counter_digits + 1 + code_digits + 2;
        if (!prefix_.empty()) line_bytes_ += 1 + prefix_.size() + code_digits;
    }
    const auto lines = static_cast<std::uint64_t>(last - first) + 1;
    const std::uint64_t bytes_max = std::numeric_limits<std::int64_t>::max() - header_.size();
    size_ = lines > bytes_max / line_bytes_ ? 0 : header_.size() + lines * line_bytes_;
}

std::string_view CodePackage::content_type() const {
    return format_ == PackageFormat::text ? "text/plain; charset=utf-8" : "text/csv; charset=utf-8";
}

void CodePackage::lines(std::uint64_t index, std::size_t count, char* out) const {
    std::int64_t counter = first_ + static_cast<std::int64_t>(index);
    if (format_ == PackageFormat::text && prefix_.empty()) return minter_.mint_many(counter, count, out);
    constexpr std::size_t chunk = 128;
    std::array<char, chunk * code_text_bytes> codes;
    while (count > 0) {
        const std::size_t n = std::min(count, chunk);
        minter_.mint_many(counter, n, codes.data());
        for (std::size_t k = 0; k < n; ++k) {
            const char* const code = codes.data() + k * code_text_bytes;
            char* at = out;
            if (format_ == PackageFormat::csv) {
                put_counter(static_cast<std::uint64_t>(counter) + k, at);
                at += counter_digits;
                *at++ = ',';
                std::memcpy(at, code, code_digits);
                at += code_digits;
            }
            if (!prefix_.empty() || format_ == PackageFormat::text) {
                if (format_ == PackageFormat::csv) *at++ = ',';
                std::memcpy(at, prefix_.data(), prefix_.size());
                at += prefix_.size();
                std::memcpy(at, code, code_digits);
                at += code_digits;
            }
            if (format_ == PackageFormat::csv) *at++ = '\r';
            *at = '\n';
            out += line_bytes_;
        }
        counter += static_cast<std::int64_t>(n);
        count -= n;
    }
}

void CodePackage::read(std::uint64_t offset, std::span<char> out) const {
    assert(offset <= size_ && out.size() <= size_ - offset);
    const auto take = [&out](std::string_view bytes) {
        const std::size_t n = std::min(bytes.size(), out.size());
        if (n == 0) return;  // an empty span may point nowhere
        std::memcpy(out.data(), bytes.data(), n);
        out = out.subspan(n);
    };
    if (offset < header_.size()) {
        take(std::string_view(header_).substr(static_cast<std::size_t>(offset)));
        offset = header_.size();
    }
    if (out.empty()) return;
    std::uint64_t index = (offset - header_.size()) / line_bytes_;
    const auto within = static_cast<std::size_t>((offset - header_.size()) % line_bytes_);
    std::array<char, line_bytes_max> line;
    if (within != 0) {
        lines(index++, 1, line.data());
        take({line.data() + within, line_bytes_ - within});
    }
    const std::size_t whole = out.size() / line_bytes_;
    if (whole != 0) {
        lines(index, whole, out.data());
        index += whole;
        out = out.subspan(whole * line_bytes_);
    }
    if (!out.empty()) {
        lines(index, 1, line.data());
        take({line.data(), line_bytes_});
    }
}

}  // namespace yiguan::mint
