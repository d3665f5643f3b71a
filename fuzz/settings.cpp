// app/settings.hpp: the lines of a settings file. Oracles: values that were taken keep the bounds of their declaration
// and are the same when they are written down and read again.
#include "app/settings.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

Result<app::Values> resolve(std::string_view content) {
    const fuzz::MemoryFile file(content);
    return app::Values::resolve({{"config", file.path()}});
}

/// What stands in the environment would be read as settings too.
void forget_environment() {
    std::vector<std::string> names;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (text.starts_with("YIGUAN_")) names.emplace_back(text.substr(0, text.find('=')));
    }
    for (const auto& name : names) ::unsetenv(name.c_str());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool once = [] {
        forget_environment();
        return true;
    }();
    require(once, "never");
    const std::string_view content(reinterpret_cast<const char*>(data), size);
    const auto values = resolve(content);
    if (values.has_error()) {
        require(values.error().code == Code::invalid, "another error than invalid");
        return 0;
    }
    std::string written;
    for (const auto& s : app::settings()) {
        const auto& text = values.value().text(s.name);
        require(trim(text) == text && text.find('\n') == std::string::npos, "a value of several lines");
        if (s.kind == app::Setting::Kind::number)
            require(values.value().number(s.name) >= s.min && values.value().number(s.name) <= s.max,
                    "a number outside its bounds");
        written += std::string(s.name) + " = " + text + "\n";
    }
    require(!values.value().text("data").empty(), "no data folder");
    const auto& nsi = values.value().text("nsi");
    require(nsi.size() == 4 && std::ranges::all_of(nsi, is_digit), "an NSI that is none");
    const auto again = resolve(written);
    require(again.has_value(), "settings are refused when they are written down");
    for (const auto& s : app::settings())
        require(again.value().text(s.name) == values.value().text(s.name), "a setting is not read as it was written");
    return 0;
}
